using KBoss.Domain.Common;
using KBoss.Domain.Organizations;

namespace KBoss.Domain.SignIn;

/// <summary>
/// The authenticator app of a member: the secret that both sides share, encrypted, and what has been tried with it. Once a first code has
/// confirmed it, it takes the place of SMS at sign-in. Each code counts once; wrong ones in a row close it for longer and longer.
/// </summary>
public sealed class Authenticator : Entity, IOrganizationOwned, IGoesWithMember
{
    /// <summary>So many wrong codes in a row close it for a while.</summary>
    public const int MaxWrongTries = 5;

    /// <summary>How long it is closed the first time; each time after that twice as long, up to a day.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(24);

    private Authenticator()
    {
    }

    public Authenticator(Member member, string secretProtected, DateTime now)
    {
        OrganizationId = member.OrganizationId;
        MemberId = member.Id;
        Begin(secretProtected, now);
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    public string SecretProtected { get; private set; } = "";

    public DateTime BegunAt { get; private set; }

    /// <summary>Since when (UTC) it is in use; null while the member has yet to show that the app has the secret.</summary>
    public DateTime? ConfirmedAt { get; private set; }

    /// <summary>The time step of the code that was used last; it and all before it are worth nothing any more.</summary>
    public long LastStep { get; private set; }

    /// <summary>Wrong codes since the last right one.</summary>
    public int WrongTries { get; private set; }

    /// <summary>Until when (UTC) no code is looked at.</summary>
    public DateTime? ClosedUntil { get; private set; }

    public bool InUse => ConfirmedAt is not null;

    /// <summary>Begins the set-up anew with another secret; one that is in use stays, <c>Organizations.AuthenticatorExists</c>.</summary>
    public void Begin(string secretProtected, DateTime now)
    {
        if (InUse)
        {
            throw new RuleException("Organizations.AuthenticatorExists");
        }

        SecretProtected = Require.Text(secretProtected, "secret", 500);
        BegunAt = Require.Utc(now);
        (LastStep, WrongTries, ClosedUntil) = (0, 0, null);
    }

    /// <summary>
    /// Takes a code by the time step it belongs to, null if it is no code of now. A code that is not right counts, so the refusal is kept:
    /// <c>Organizations.AppCodeWrong</c> with the tries left, <c>AppCodeUsed</c>, or <c>AppCodeClosed</c> with the minutes to wait.
    /// </summary>
    public void Take(long? step, DateTime now)
    {
        if (ClosedUntil > now)
        {
            throw Closed(now);
        }

        if (step is null)
        {
            WrongTries++;
            if (WrongTries % MaxWrongTries != 0)
            {
                throw Refusal("AppCodeWrong", MaxWrongTries - (WrongTries % MaxWrongTries));
            }

            // Ten doublings are longer than the longest pause; more of them would not fit into a time span.
            var pause = FirstPause * (1 << Math.Min((WrongTries / MaxWrongTries) - 1, 10));
            ClosedUntil = Require.Utc(now) + (pause < LongestPause ? pause : LongestPause);
            throw Closed(now);
        }

        if (step <= LastStep)
        {
            throw Refusal("AppCodeUsed");
        }

        (LastStep, WrongTries, ClosedUntil) = (step.Value, 0, null);
    }

    /// <summary>Puts it to use, after its first right code.</summary>
    public void Confirm(DateTime now) => ConfirmedAt ??= Require.Utc(now);

    private RuleException Closed(DateTime now) => Refusal("AppCodeClosed", (int)Math.Ceiling((ClosedUntil!.Value - now).TotalMinutes));

    private static RuleException Refusal(string reason, params object[] args) => new($"Organizations.{reason}", args) { Field = "code", Kept = true };
}
