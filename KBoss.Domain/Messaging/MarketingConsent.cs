using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>How somebody said whether advertising may come.</summary>
public enum ConsentWay
{
    /// <summary>On the page of the own reminders.</summary>
    Preferences,

    /// <summary>By answering a text message.</summary>
    Reply,
}

/// <summary>That the owner of a phone wants advertising by SMS, or does not want it any more; the last word about a phone counts.</summary>
public sealed class MarketingConsent : Entity, IOrganizationOwned, IAppendOnly
{
    private MarketingConsent()
    {
    }

    public MarketingConsent(long organizationId, string phone, bool given, ConsentWay way, By by, DateTime now)
    {
        OrganizationId = organizationId;
        Phone = Require.Number(phone, "phone");
        Given = given;
        Way = way;
        By = by;
        CreatedAt = Require.Utc(now);
    }

    /// <summary>The organization of whoever said it; the platform's where only the phone is known.</summary>
    public long OrganizationId { get; private set; }

    public string Phone { get; private set; } = "";

    public bool Given { get; private set; }

    public ConsentWay Way { get; private set; }

    public By By { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    /// <summary>Whether an answer to a text message says that no more advertising shall come.</summary>
    public static bool IsWithdrawal(string reply) =>
        NormalText.Key(reply.Trim().TrimEnd('。', '.', '!', '！')) is "R" or "T" or "TD" or "N" or "退订" or "拒收" or "退" or "STOP" or "UNSUBSCRIBE";
}
