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

    /// <summary>
    /// The actor, whatever it may do; a visitor is refused with <see cref="SignInException"/>, and who has a duty left with <see cref="DutyException"/>.
    /// </summary>
    public static async ValueTask<Actor> GetAsync(this ICurrentActor current, CancellationToken ct = default)
    {
        var actor = await current.GetAtDutyAsync(ct);
        return actor.Duty is { } duty ? throw new DutyException(duty) : actor;
    }

    /// <summary>The actor, even with a duty left: for what does the duty, and nothing else. A visitor is refused with <see cref="SignInException"/>.</summary>
    public static async ValueTask<Actor> GetAtDutyAsync(this ICurrentActor current, CancellationToken ct = default) =>
        await current.FindAsync(ct) ?? throw new SignInException();
}

/// <summary>Only a signed-in member can do this (HTTP 401).</summary>
public sealed class SignInException() : RuleException("Common.SignInNeeded");

/// <summary>The member has something to do before anything else (HTTP 403): <c>Common.ChangePasswordFirst</c> or <c>Common.ConsentFirst</c>.</summary>
public sealed class DutyException(SignInDuty duty) : RuleException($"Common.{duty}First")
{
    /// <summary>What is left to do.</summary>
    public SignInDuty Duty { get; } = duty;
}
