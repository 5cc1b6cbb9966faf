using KBoss.Infrastructure;
using KBoss.Web.Common;
using KBoss.Web.Development;
using KBoss.Web.Endpoints;

var builder = WebApplication.CreateBuilder(args);
builder.AddKBossWeb();
builder.AddKBossOperations();
builder.Services.AddKBossInfrastructure(builder.Configuration, builder.Environment.ContentRootPath);
if (builder.Environment.IsDevelopment())
{
    builder.Services.AddDevelopmentSimulators(builder.Configuration);
}

var app = builder.Build();
app.UseKBossWeb();
app.MapKBossHealth();
app.MapCatalog();
if (app.Environment.IsDevelopment())
{
    app.MapDevelopmentSimulators();
}

app.Run();
