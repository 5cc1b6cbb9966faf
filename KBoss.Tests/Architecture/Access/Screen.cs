using Bunit;
using KBoss.Domain.Organizations;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>What somebody sees in an open circuit: the application's own router, layouts and pages over its own services, rendered in memory.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly Circuit circuit;
    private readonly PageTest test;
    private readonly NavigationManager navigation;
    private IRenderedComponent<Routes>? shown;

    public Screen(WebKBoss web, Actor? actor)
    {
        circuit = new Circuit(web, actor);
        test = new PageTest(circuit.Services, circuit.Authentication);
        test.Services.AddSupplyValueFromQueryProvider();
        test.Services.AddSingleton(circuit.Get<AuthenticationStateProvider>());
        test.Services.AddSingleton(circuit.Get<IAuthorizationService>());
        test.Services.AddSingleton(circuit.Get<IAuthorizationPolicyProvider>());
        foreach (var figure in circuit.Services.GetServices<IHeaderFigure>())
        {
            test.Services.AddSingleton(figure);
        }

        test.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        navigation = test.Services.GetRequiredService<NavigationManager>();
    }

    /// <summary>Goes to an address and returns how it was met and all that the page shows, once nothing is loading any more.</summary>
    public async Task<(Answer Answer, string Markup)> OpenAsync(string address)
    {
        // By way of somewhere else: a page that is shown already would not begin anew.
        await test.Renderer.Dispatcher.InvokeAsync(() => navigation.NavigateTo("/between"));
        await test.Renderer.Dispatcher.InvokeAsync(() => navigation.NavigateTo(address));
        shown ??= test.Open<Routes>();
        for (var i = 0; i < 1_000 && IsLoading(shown.Markup); i++)
        {
            await Task.Delay(10);
        }

        var markup = shown.Markup;
        return (AnswerOf(markup), markup);
    }

    public async ValueTask DisposeAsync()
    {
        await test.DisposeAsync();
        await circuit.DisposeAsync();
    }

    private static bool IsLoading(string markup) =>
        markup.Contains("k-skeleton", StringComparison.Ordinal) || markup.Contains("aria-busy=\"true\"", StringComparison.Ordinal);

    private static Answer AnswerOf(string markup)
    {
        return IsLoading(markup) || Has("page-error") ? Answer.Failed
            : Has("page-forbidden") ? Answer.Forbidden
            : Has("page-not-found") ? Answer.NotFound
            : Answer.Shown;

        bool Has(string id) => markup.Contains($"data-testid=\"{id}\"", StringComparison.Ordinal);
    }
}
