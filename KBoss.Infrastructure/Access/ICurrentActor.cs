using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Access;

/// <summary>Who is acting: the signed-in member of a circuit or request, or whom a test says.</summary>
public interface ICurrentActor
{
    /// <summary>The actor, or null for a visitor who has not signed in.</summary>
    ValueTask<Actor?> FindAsync(CancellationToken ct = default);
}

/// <summary>What use cases ask of the current actor.</summary>
public static class CurrentActorExtensions
{
    /// <summary>The actor if it holds the permission; otherwise <see cref="SignInException"/> or <see cref="PermissionException"/>.</summary>
    public static async ValueTask<Actor> DemandAsync(this ICurrentActor current, string permission, CancellationToken ct = default)
    {
        var actor = await current.GetAsync(ct);
        actor.Demand(permission);
        return actor;
    }

    /// <summary>The actor, whatever it may do; a visitor is refused with <see cref="SignInException"/>.</summary>
    public static async ValueTask<Actor> GetAsync(this ICurrentActor current, CancellationToken ct = default) =>
        await current.FindAsync(ct) ?? throw new SignInException();
}

/// <summary>Only a signed-in member can do this (HTTP 401).</summary>
public sealed class SignInException() : RuleException("Common.SignInNeeded");
