using KBoss.Domain.Common;
using KBoss.Domain.Organizations;

namespace KBoss.Domain.SignIn;

/// <summary>How a session ended.</summary>
public enum SessionEnd
{
    /// <summary>The member signed out.</summary>
    SignedOut,

    /// <summary>The same browser signed in again.</summary>
    Replaced,

    /// <summary>The member ended it from another device.</summary>
    ByMember,

    ByAdmin,

    /// <summary>The member signed in on more devices than are allowed at once.</summary>
    TooMany,

    /// <summary>Password, phone or authenticator app became another.</summary>
    CredentialsChanged,

    /// <summary>The member is not Active any more, or lost a role.</summary>
    AccessChanged,

    /// <summary>It was too old, or not used for too long.</summary>
    RanOut,
}

/// <summary>How long sessions hold and how many a member may have at once; section <c>Sessions</c> of the configuration.</summary>
public sealed record SessionLimits
{
    public const string Section = "Sessions";

    /// <summary>How old a session becomes, however much it is used.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a session may stay unused.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How many sessions one member has at once; one more ends the one seen longest ago.</summary>
    public int PerMember { get; init; } = 10;

    /// <summary>Whether the values make sense: all above zero, and none unused for longer than it may live.</summary>
    public bool AreSound => Lifetime > TimeSpan.Zero && IdleTimeout > TimeSpan.Zero && IdleTimeout <= Lifetime && PerMember > 0;
}

/// <summary>
/// That a member is or was signed in on one device: since when (UTC), from which address, when it was last seen, and how it ended. The key that
/// the device holds is kept as a hash; what has ended stays ended.
/// </summary>
public sealed class Session : Entity, IOrganizationOwned, IGoesWithMember
{
    /// <summary>A use is written down at most this often, so a session may run out by so much too early.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    private Session()
    {
    }

    public Session(Member member, string keyHash, string? address, string? device, DateTime now)
    {
        OrganizationId = member.OrganizationId;
        MemberId = member.Id;
        KeyHash = Require.Text(keyHash, "key", 64);
        Address = Short(address, 50);
        Device = Short(device, 100);
        BeganAt = LastSeenAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    public string KeyHash { get; private set; } = "";

    public DateTime BeganAt { get; private set; }

    /// <summary>The IP address the sign-in came from.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Browser and system, such as <c>Chrome · Windows</c>; empty when the browser did not say.</summary>
    public string Device { get; private set; } = "";

    /// <summary>When it was last used, as of the last time that this was written down.</summary>
    public DateTime LastSeenAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public SessionEnd? End { get; private set; }

    /// <summary>Whether the session holds now: not ended, neither too old nor unused for too long [R-ORG-3].</summary>
    public bool Holds(SessionLimits limits, DateTime now) => EndedAt is null && now < HoldsUntil(limits);

    /// <summary>Whether a use should be written down again.</summary>
    public bool IsSeenLongAgo(DateTime now) => now - LastSeenAt >= SeenEvery;

    /// <summary>Writes down that it is in use, or that it has run out meanwhile; whether it holds.</summary>
    public bool See(SessionLimits limits, DateTime now)
    {
        var holds = !RunOut(limits, now);
        if (holds && IsSeenLongAgo(now))
        {
            LastSeenAt = Require.Utc(now);
        }

        return holds;
    }

    /// <summary>Ends the session if it is too old or unused for too long, as of the moment when that came true; whether it has ended, however.</summary>
    public bool RunOut(SessionLimits limits, DateTime now)
    {
        if (!Holds(limits, now))
        {
            Finish(SessionEnd.RanOut, HoldsUntil(limits));
        }

        return EndedAt is not null;
    }

    /// <summary>Goes on under another key, after the member has proved again who it is.</summary>
    public void Renew(string keyHash) => KeyHash = Require.Text(keyHash, "key", 64);

    /// <summary>Ends the session; one that has ended stays as it ended.</summary>
    public void Finish(SessionEnd end, DateTime now)
    {
        if (EndedAt is null)
        {
            EndedAt = Require.Utc(now);
            End = end;
        }
    }

    private DateTime HoldsUntil(SessionLimits limits)
    {
        var (tooOld, tooIdle) = (BeganAt + limits.Lifetime, LastSeenAt + limits.IdleTimeout);
        return tooOld < tooIdle ? tooOld : tooIdle;
    }

    private static string Short(string? text, int max) => text is null ? "" : text.Length > max ? text[..max] : text;
}
