using KBoss.Domain.Common;

namespace KBoss.Domain.Connectors;

/// <summary>
/// One line of the centre's bill of an account, as the centre says it; it never changes [R-JN-2]. It belongs to the distributor in whose pool the account is.
/// </summary>
public sealed class JinanBillLine : Entity, IOrganizationOwned
{
    public const int MaxNumber = 100;

    private JinanBillLine()
    {
    }

    public JinanBillLine(long organizationId, BillFacts facts, DateTime now)
    {
        OrganizationId = organizationId;
        BillNo = Require.Code(facts.BillNo, "bill", MaxNumber);
        BillNoKey = NormalText.Key(BillNo);
        Account = Require.Code(facts.Account, "account", 50);
        Reference = Require.Optional(facts.Reference, "reference", 100);
        Item = Require.Text(facts.Item, "item", 200, free: true);
        Usage = facts.Usage;
        UsageUnit = Require.Optional(facts.UsageUnit, "unit", 30, free: true);
        Amount = Money.Amount(facts.Amount);
        (From, To) = (Require.Utc(facts.From), Require.Utc(facts.To));
        Month = facts.Month;
        StoredAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string BillNo { get; private set; } = "";

    /// <summary>What the number is compared by; unique.</summary>
    [Compared]
    public string BillNoKey { get; private set; } = "";

    public string Account { get; private set; } = "";

    /// <summary>The centre's name of what it is for; empty where it is for no single piece.</summary>
    public string Reference { get; private set; } = "";

    public string Item { get; private set; } = "";

    public decimal Usage { get; private set; }

    public string UsageUnit { get; private set; } = "";

    /// <summary>Yuan; negative for a correction.</summary>
    public decimal Amount { get; private set; }

    public DateTime From { get; private set; }

    public DateTime To { get; private set; }

    /// <summary>The Shanghai month of the bill, as <c>yyyyMM</c> in a number.</summary>
    public int Month { get; private set; }

    public DateTime StoredAt { get; private set; }

    /// <summary>The customer to whom the account was bound in that time; null where it was to none.</summary>
    public long? BuyerId { get; private set; }

    /// <summary>The number of the resource here that it is for; empty where none was found.</summary>
    public string ResourceNo { get; private set; } = "";

    /// <summary>The number of the order here that it is for; empty where none was found.</summary>
    public string OrderNo { get; private set; } = "";

    /// <summary>Takes over what was found here for it, on comparing.</summary>
    public void Match(long? buyerId, string resourceNo, string orderNo) => (BuyerId, ResourceNo, OrderNo) = (buyerId, resourceNo, orderNo);
}

/// <summary>A line of a bill as the centre sends it; amount in yuan, times UTC, the month as <c>yyyyMM</c>.</summary>
public sealed record BillFacts(
    string BillNo, string Account, string Reference, string Item, decimal Usage, string UsageUnit, decimal Amount, DateTime From, DateTime To, int Month);

/// <summary>In what a bill of the centre and what was sold here differ.</summary>
public enum BillDifferenceKind
{
    /// <summary>Both sides know it and say another amount.</summary>
    Amount,

    /// <summary>It is on the bill, and nothing here is found for it.</summary>
    MissingHere,

    /// <summary>It ran here the whole month, and is on no bill.</summary>
    MissingThere,
}

/// <summary>A difference between a month's bill and what was sold here; looked at by a person, with a note. Comparing again keeps it while it stays the same.</summary>
public sealed class BillDifference : Entity, IOrganizationOwned, IAudited
{
    private BillDifference()
    {
    }

    public BillDifference(long organizationId, DifferenceFacts facts)
    {
        (OrganizationId, Month, Subject) = (organizationId, facts.Month, facts.Subject);
        Take(facts);
    }

    public long OrganizationId { get; private set; }

    /// <summary>The month as <c>yyyyMM</c>.</summary>
    public int Month { get; private set; }

    /// <summary>What it is about: the number of a resource, or of a bill for which there is none; unique in the month.</summary>
    public string Subject { get; private set; } = "";

    public BillDifferenceKind Kind { get; private set; }

    public string Account { get; private set; } = "";

    public long? BuyerId { get; private set; }

    public string ResourceNo { get; private set; } = "";

    public string OrderNo { get; private set; } = "";

    public string Item { get; private set; } = "";

    /// <summary>Yuan on the bill; zero where there is none.</summary>
    public decimal There { get; private set; }

    /// <summary>What it costs by the books here, in yuan; null where nobody here can say.</summary>
    public decimal? Here { get; private set; }

    public By LookedBy { get; private set; } = By.Nobody;

    public DateTime? LookedAt { get; private set; }

    public string Note { get; private set; } = "";

    public string AuditSubject => $"BillDifference {Month} {Subject}";

    /// <summary>Takes over how it stands now; what has become another difference is to be looked at anew.</summary>
    public void Take(DifferenceFacts facts)
    {
        if ((Kind, There, Here) != (facts.Kind, facts.There, facts.Here))
        {
            (LookedBy, LookedAt, Note) = (By.Nobody, null, "");
        }

        (Kind, There, Here) = (facts.Kind, facts.There, facts.Here);
        (Account, BuyerId, ResourceNo, OrderNo, Item) = (facts.Account, facts.BuyerId, facts.ResourceNo, facts.OrderNo, facts.Item);
    }

    /// <summary>Somebody has looked at it and says what is with it.</summary>
    public void Look(By by, string? note, DateTime now)
    {
        Note = Require.Text(note, "note", 500, free: true);
        (LookedBy, LookedAt) = (by, Require.Utc(now));
    }
}

/// <summary>A difference as comparing finds it; amounts in yuan.</summary>
public sealed record DifferenceFacts(
    int Month, string Subject, BillDifferenceKind Kind, string Account, long? BuyerId, string ResourceNo, string OrderNo, string Item, decimal There, decimal? Here);
