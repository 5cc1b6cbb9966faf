using System.Globalization;
using Bunit;
using KBoss.Infrastructure.Common.Data;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;
using MudBlazor.Services;

namespace KBoss.Tests.Common;

/// <summary>Renders components with the services that every page has, in Chinese as by default.</summary>
public abstract class ComponentTest : BunitContext, IAsyncLifetime
{
    private readonly CultureInfo before = CultureInfo.CurrentUICulture;

    protected ComponentTest()
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(Preferences.Chinese);
        // A busy machine renders late; a test that passes does not wait.
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        KeptTexts.Decorate(Services);
        Services.AddTransient<MudLocalizer, ZhMudLocalizer>();
        Services.AddScoped<Correlation>();
        Services.AddScoped<Toast>();
        Services.AddScoped<Confirm>();
        Services.AddSingleton(new Changes([], NullLogger<Changes>.Instance));
        Services.AddScoped<GridChoices>();
        Services.AddSingleton<RuleMessages>();
    }

    /// <summary>Where toasts appear.</summary>
    protected IRenderedComponent<MudSnackbarProvider> Toasts { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Toasts = Render<MudSnackbarProvider>();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask DisposeAsyncCore()
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = before;
        return base.DisposeAsyncCore();
    }
}
