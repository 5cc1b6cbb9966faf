using System.Security.Claims;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace KBoss.Web.SignIn;

/// <summary>
/// Asks for every open circuit, before a minute is over and at any news of its member, whether its session still holds; a member that lost it is a
/// visitor from then on [R-ORG-3]. Asking is use: a session with an open page does not run out for want of it.
/// </summary>
public sealed class CircuitSession : RevalidatingServerAuthenticationStateProvider
{
    private readonly IServiceScopeFactory scopes;
    private readonly Changes changes;
    private readonly ILogger<CircuitSession> log;
    private readonly CancellationToken stopping;
    private IDisposable? hearing;

    public CircuitSession(ILoggerFactory loggers, IServiceScopeFactory scopes, Changes changes, IHostApplicationLifetime lifetime)
        : base(loggers)
    {
        (this.scopes, this.changes, log, stopping) = (scopes, changes, loggers.CreateLogger<CircuitSession>(), lifetime.ApplicationStopping);
        AuthenticationStateChanged += Listen;
    }

    protected override TimeSpan RevalidationInterval => MemberSessions.BelievedFor;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (SessionCookie.Read(authenticationState.User) is not { } key)
        {
            return false;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<MemberSessions>().FindAsync(key, cancellationToken) is not null;
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is ObjectDisposedException or OperationCanceledException)
        {
            // The application ends, and the circuit with it.
            return true;
        }
    }

    protected override void Dispose(bool disposing)
    {
        hearing?.Dispose();
        base.Dispose(disposing);
    }

    private void Listen(Task<AuthenticationState> state)
    {
        AuthenticationStateChanged -= Listen;
        hearing = changes.Subscribe<SessionsChanged>(change => _ = AskAgainAsync(change));
    }

    private async Task AskAgainAsync(SessionsChanged change)
    {
        try
        {
            // Whoever tells has other work to do.
            await Task.Yield();
            var state = await GetAuthenticationStateAsync();
            if (ActorClaims.Read(state.User) is { } actor && actor.MemberId == change.MemberId
                && (change.BySessionId is null || actor.SessionId != change.BySessionId)
                && !await ValidateAuthenticationStateAsync(state, CancellationToken.None))
            {
                SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
            }
        }
#pragma warning disable CA1031 // Nobody waits for the answer; the next regular check asks again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogWarning(e, "A circuit could not be asked at once whether its session still holds.");
        }
    }
}
