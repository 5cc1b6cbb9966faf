using KBoss.Infrastructure;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Startup;
using KBoss.Web;
using KBoss.Web.Approvals;
using KBoss.Web.Common;
using KBoss.Web.Development;
using KBoss.Web.Messaging;
using KBoss.Web.Settings;
using KBoss.Web.SignIn;
using KBoss.Web.Storefront;

var builder = WebApplication.CreateBuilder(DemoCommand.Settings(RestoreCommand.Settings(args)));
if (builder.Environment.IsDevelopment())
{
    builder.Configuration.AddDevelopmentDefaults();
    builder.UseDevelopmentAddress();
}

builder.Services.AddKBossInfrastructure(builder.Configuration, builder.Environment.ContentRootPath);
builder.AddKBossWeb();
builder.AddKBossOperations();
builder.AddAccounts();
builder.Services.AddNotices();
builder.Services.AddApprovalPages();
builder.Services.AddShop();
if (builder.Environment.IsDevelopment())
{
    builder.Services.AddDevelopmentSimulators(builder.Configuration);
}

var app = builder.Build();
if (DemoCommand.Asked(args))
{
    return await DemoCommand.RunAsync(app, args);
}

if (ResetAuthenticatorCommand.Asked(args))
{
    return await ResetAuthenticatorCommand.RunAsync(app.Services, args);
}

if (RestoreCommand.Asked(args))
{
    return await RestoreCommand.RunAsync(app.Services, args);
}

app.UseKBossWeb();
app.MapKBossHealth();
app.MapAccounts();
if (app.Environment.IsDevelopment())
{
    app.MapDevelopmentSimulators();
}

try
{
    await DatabaseStartup.RunAsync(app.Services);
}
catch (DatabaseRefusedException refused)
{
    // Whoever starts KBoss reads what to do, and not where in the code it was noticed.
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

RequiredSettings.Demand(app);
await app.RunAsync();
return 0;
