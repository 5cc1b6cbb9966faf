using System.Globalization;
using System.Security.Claims;
using Bunit;
using KBoss.Domain.Organizations;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace KBoss.Tests.Support;

/// <summary>Renders pages in memory over real services, those of a <see cref="TestKBoss"/> or of the started application, in English.</summary>
public sealed class PageTest : BunitContext
{
    private readonly Task<AuthenticationState> authentication;

    public PageTest(TestKBoss boss, Actor actor)
        : this(boss.Services, StateOf(actor)) => boss.SignIn(actor);

    /// <summary>For a member or visitor who is known to the services already.</summary>
    public PageTest(IServiceProvider services, Task<AuthenticationState> authentication)
    {
        this.authentication = authentication;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Preferences.English);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices().AddLocalization().AddScoped<Correlation>().AddScoped<HeaderCounts>().AddScoped<Toast>().AddScoped<Confirm>().AddSingleton<RuleMessages>();
        // MudBlazor brings the system's time; the page lives in the test's.
        Services.AddSingleton(services.GetRequiredService<TimeProvider>());
        Services.AddFallbackServiceProvider(services);
    }

    /// <summary>What pages are told of who is signed in; null for a visitor.</summary>
    public static Task<AuthenticationState> StateOf(Actor? actor) => Task.FromResult(new AuthenticationState(
        new ClaimsPrincipal(actor is null ? new ClaimsIdentity() : new ClaimsIdentity(ActorClaims.Write(actor), "test"))));

    /// <summary>Renders a page for the actor.</summary>
    public IRenderedComponent<TPage> Open<TPage>(Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : IComponent => Render<TPage>(page =>
    {
        page.AddCascadingValue(authentication);
        parameters?.Invoke(page);
    });
}

/// <summary>Finds elements by the test ids that pages promise.</summary>
public static class TestIds
{
    public static AngleSharp.Dom.IElement ById<TComponent>(this IRenderedComponent<TComponent> page, string testId)
        where TComponent : IComponent => page.Find($"[data-testid='{testId}']");

    public static bool Has<TComponent>(this IRenderedComponent<TComponent> page, string testId)
        where TComponent : IComponent => page.FindAll($"[data-testid='{testId}']").Count > 0;
}
