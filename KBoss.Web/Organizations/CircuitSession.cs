using KBoss.Infrastructure.Organizations;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace KBoss.Web.Organizations;

/// <summary>Asks for every open circuit, before a minute is over, whether its session still holds; a member that lost it is a visitor from then on [R-ORG-3].</summary>
public sealed class CircuitSession(ILoggerFactory loggers, IServiceScopeFactory scopes) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => MemberSessions.BelievedFor;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (SessionCookie.Read(authenticationState.User) is not var (member, stamp))
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var session = await scope.ServiceProvider.GetRequiredService<MemberSessions>().FindAsync(member, stamp, cancellationToken);
        // What was taken away ends the circuit's session even if a stamp should have been forgotten.
        return session is not null && ActorClaims.Read(authenticationState.User)!.Roles.IsSubsetOf(session.Actor.Roles);
    }
}
