using KBoss.Web.Common;

var builder = WebApplication.CreateBuilder(args);
builder.AddKBossWeb();

var app = builder.Build();
app.UseKBossWeb();
app.Run();
