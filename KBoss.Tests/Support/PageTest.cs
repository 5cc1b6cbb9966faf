using System.Globalization;
using Bunit;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Web;
using KBoss.Web.Common;
using KBoss.Web.Pricing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace KBoss.Tests.Support;

/// <summary>Renders pages in memory over the real services of a <see cref="TestKBoss"/>, in English.</summary>
public sealed class PageTest : BunitContext
{
    private readonly Actor actor;

    public PageTest(TestKBoss boss, Actor actor)
        : this(boss.Services, actor) => boss.SignIn(actor);

    /// <summary>Over the services of an application; whoever asks them who is signed in is told by the caller.</summary>
    public PageTest(IServiceProvider services, Actor actor)
    {
        this.actor = actor;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Preferences.English);
        // A busy machine renders late; a test that passes does not wait.
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        KeptTexts.Decorate(Services);
        Services.AddMudServices().AddScoped<Correlation>().AddScoped<HeaderCounts>().AddScoped<Toast>().AddScoped<Confirm>()
            .AddSingleton<RuleMessages>().AddSingleton<PriceWords>().AddSingleton<ChangeTexts>().AddSingleton<StoryTexts>().AddEnumWords();
        Services.AddScoped(_ => new GridChoices(services.GetRequiredService<ListViewService>(), services.GetRequiredService<Changes>()));
        // MudBlazor brings the system's time; the page lives in the test's.
        Services.AddSingleton(services.GetRequiredService<TimeProvider>());
        Services.AddFallbackServiceProvider(services);
    }

    /// <summary>Renders a page for the actor.</summary>
    public IRenderedComponent<TPage> Open<TPage>(Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : IComponent
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return Render<TPage>(page =>
        {
            page.AddCascadingValue(actor);
            parameters?.Invoke(page);
        });
    }
}

/// <summary>Finds elements by the test ids that pages promise.</summary>
public static class TestIds
{
    public static AngleSharp.Dom.IElement ById<TComponent>(this IRenderedComponent<TComponent> page, string testId)
        where TComponent : IComponent => page.Find($"[data-testid='{testId}']");

    public static bool Has<TComponent>(this IRenderedComponent<TComponent> page, string testId)
        where TComponent : IComponent => page.FindAll($"[data-testid='{testId}']").Count > 0;
}
