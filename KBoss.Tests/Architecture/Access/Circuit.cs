using KBoss.Domain.Organizations;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>The services of the started application as the open circuit of a member, or of a visitor, has them.</summary>
internal sealed class Circuit : IAsyncDisposable
{
    private readonly AsyncServiceScope scope;

    public Circuit(WebKBoss web, Actor? actor)
    {
        scope = web.Services.CreateAsyncScope();
        Authentication = PageTest.StateOf(actor);
        ((IHostEnvironmentAuthenticationStateProvider)Get<AuthenticationStateProvider>()).SetAuthenticationState(Authentication);
    }

    public Task<AuthenticationState> Authentication { get; }

    public IServiceProvider Services => scope.ServiceProvider;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}
