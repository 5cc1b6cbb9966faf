using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace KBoss.Web.Common;

/// <summary>The signed-in member of this request or circuit, as the cookie said and the last check of the session confirmed.</summary>
public sealed class WebCurrentActor(IHttpContextAccessor accessor, AuthenticationStateProvider authentication, IServiceProvider services) : ICurrentActor
{
    public async ValueTask<Actor?> FindAsync(CancellationToken ct = default)
    {
        // A circuit has services of its own; the request that opened it may still be at hand there, but its user is never checked again.
        var request = accessor.HttpContext is { } http && ReferenceEquals(http.RequestServices, services) ? http : null;
        return ActorClaims.Read(request is not null ? request.User : (await authentication.GetAuthenticationStateAsync()).User);
    }
}
