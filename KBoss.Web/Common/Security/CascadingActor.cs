using KBoss.Domain.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KBoss.Web.Common;

/// <summary>
/// Hands the signed-in member down to the components of static pages and of circuits: whoever must know it has a
/// <c>[CascadingParameter] Actor? Actor</c>, null for a visitor and from the moment at which the session ends.
/// </summary>
internal sealed class CascadingActor : CascadingValueSource<Actor?>, IDisposable
{
    private readonly AuthenticationStateProvider authentication;

    public CascadingActor(AuthenticationStateProvider authentication)
        : base(() => Of(authentication.GetAuthenticationStateAsync()), isFixed: false)
    {
        this.authentication = authentication;
        authentication.AuthenticationStateChanged += OnChanged;
    }

    public void Dispose() => authentication.AuthenticationStateChanged -= OnChanged;

    /// <summary>The state of a request or circuit is known before anything is rendered.</summary>
#pragma warning disable RS0030 // It is completed: nobody waits.
    private static Actor? Of(Task<AuthenticationState> state) => state.IsCompletedSuccessfully ? ActorClaims.Read(state.Result.User) : null;
#pragma warning restore RS0030

    private async void OnChanged(Task<AuthenticationState> state) => await NotifyChangedAsync(ActorClaims.Read((await state).User));
}
