using KBoss.Domain.Common;

namespace KBoss.Domain.SignIn;

/// <summary>
/// A six-digit code sent to a phone: valid for five minutes, once, with five wrong tries; sent at most every 60 seconds, unless the one before was used,
/// and ten times in 24 hours. Only its hash is kept.
/// </summary>
public abstract class OneTimeCode : Entity
{
    public const int MaxWrongTries = 5;
    public const int MaxPerDay = 10;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    protected OneTimeCode()
    {
    }

    protected OneTimeCode(string phone, string codeHash, DateTime now)
    {
        Phone = phone;
        CodeHash = codeHash;
        CreatedAt = Require.Utc(now);
    }

    public string Phone { get; private set; } = "";

    public string CodeHash { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public int WrongTries { get; private set; }

    public DateTime? UsedAt { get; private set; }

    /// <summary>
    /// Whether a new code may be sent now, given when the last ones of its purpose were and when those among them that nobody used; refuses with
    /// <c>Messaging.CodeTooSoon</c> or <c>Messaging.CodeTooMany</c>.
    /// </summary>
    public static void DemandPause(IReadOnlyCollection<DateTime> sentInLastDay, IReadOnlyCollection<DateTime> unused, DateTime now)
    {
        if (unused.Count > 0 && now - unused.Max() is var since && since < Pause)
        {
            throw new RuleException("Messaging.CodeTooSoon", (int)Math.Ceiling((Pause - since).TotalSeconds));
        }

        if (sentInLastDay.Count >= MaxPerDay)
        {
            throw new RuleException("Messaging.CodeTooMany", MaxPerDay);
        }
    }

    /// <summary>Whether the code can still be tried: unused, not expired, not from a time that is yet to come, wrong tries left.</summary>
    public bool IsOpen(DateTime now) => UsedAt is null && CreatedAt <= now && now - CreatedAt < Lifetime && WrongTries < MaxWrongTries;

    /// <summary>Tries a code by its hash; a right one is used up, a wrong one counted.</summary>
    public bool Try(string hash, DateTime now)
    {
        if (!IsOpen(now))
        {
            return false;
        }

        if (!string.Equals(hash, CodeHash, StringComparison.Ordinal))
        {
            WrongTries++;
            return false;
        }

        UsedAt = Require.Utc(now);
        return true;
    }

    /// <summary>
    /// Takes a code by its hash. A wrong one counts, so the refusal is kept: <c>Messaging.CodeWrong</c> with the tries left, or
    /// <c>Messaging.CodeClosed</c> when it cannot be tried any more.
    /// </summary>
    public void Take(string hash, DateTime now)
    {
        if (!Try(hash, now))
        {
            throw IsOpen(now)
                ? new RuleException("Messaging.CodeWrong", MaxWrongTries - WrongTries) { Field = "code", Kept = true }
                : new RuleException("Messaging.CodeClosed") { Field = "code", Kept = true };
        }
    }
}
