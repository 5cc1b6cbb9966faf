using KBoss.Domain.Common;

namespace KBoss.Domain.Connectors;

/// <summary>
/// Where a customer stands at 中金: its seller tells 中金 of it, and 中金 puts it on the whitelist, or refuses. Only then it can buy what 中金 sells.
/// </summary>
public sealed class ZhongjinAccess : SharedEntity, IAuditedFromBirth
{
    private ZhongjinAccess()
    {
    }

    public ZhongjinAccess(Parties parties)
        : base(parties)
    {
    }

    public Whitelisting State { get; private set; } = Whitelisting.NotSynced;

    /// <summary>中金's own words where it refuses.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>When the customer asked to be told to 中金; null when its seller began.</summary>
    public DateTime? WantedAt { get; private set; }

    /// <summary>Who told 中金 last.</summary>
    public By SyncedBy { get; private set; } = By.Nobody;

    /// <summary>When 中金 took the customer's data last.</summary>
    public DateTime? SyncedAt { get; private set; }

    /// <summary>When 中金 said last how it stands.</summary>
    [NotAudited]
    public DateTime? CheckedAt { get; private set; }

    /// <summary>How often 中金 was to be told.</summary>
    [NotAudited]
    public int Sync { get; private set; }

    /// <summary>Whether 中金 is to be told and has not answered yet.</summary>
    public bool Telling { get; private set; }

    /// <summary>The vendor's code for why it could not be told; empty when it could.</summary>
    public string Failure { get; private set; } = "";

    public string AuditSubject => $"ZhongjinAccess {BuyerId}";

    /// <summary>The customer wants to buy; false when it has said so, or is known there.</summary>
    public bool Want(DateTime now)
    {
        if (WantedAt is not null || State != Whitelisting.NotSynced || Telling)
        {
            return false;
        }

        WantedAt = Require.Utc(now);
        return true;
    }

    /// <summary>中金 is to be told; false while it is being told already and nothing stands in the way.</summary>
    public bool Tell(By by)
    {
        if (Telling && Failure.Length == 0)
        {
            return false;
        }

        (Telling, Failure, SyncedBy) = (true, "", by);
        Sync++;
        return true;
    }

    /// <summary>中金 has taken the data and says how it stands; true when that is news.</summary>
    public bool Told(Whitelisting state, string? reason, DateTime now)
    {
        (Telling, Failure, SyncedAt) = (false, "", Require.Utc(now));
        return Hear(state, reason, now);
    }

    /// <summary>中金 says how it stands; true when that is news.</summary>
    public bool Hear(Whitelisting state, string? reason, DateTime now)
    {
        CheckedAt = Require.Utc(now);
        var why = state == Whitelisting.Refused ? Cut(reason ?? "", 500) : "";
        var news = (State, Reason) != (state, why);
        (State, Reason) = (state, why);
        return news;
    }

    /// <summary>It could not be told just now; it is tried again.</summary>
    public void Stumble(string code) => Failure = Cut(code, 100);

    /// <summary>It could not be told and will not be without a person.</summary>
    public void Fail(string code) => (Telling, Failure) = (false, Cut(code, 100));

    private static string Cut(string text, int most)
    {
        var plain = Require.Optional(text.Length > most ? text[..most] : text, "reason", most, free: true);
        return plain;
    }
}
