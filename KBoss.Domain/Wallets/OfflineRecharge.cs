using KBoss.Domain.Common;

namespace KBoss.Domain.Wallets;

/// <summary>What Finance enters of money that came offline: yuan, the way, the bank's or payer's number, the Shanghai day on which it came, a note.</summary>
public sealed record ReceivedOffline(decimal Amount, RechargeChannel Way, string? Reference, DateOnly ValueDay, string? Note);

/// <summary>
/// Money that a customer has brought offline, as the seller enters it: it may have to be approved before it stands in the wallet, and can be taken back once.
/// Note, slip and who did what are the seller's own; what the customer sees of it is the <see cref="Recharge"/> of the same number.
/// </summary>
public sealed class OfflineRecharge : Entity, IOrganizationOwned, IAudited
{
    /// <summary>How many days ago money may have come without being asked about.</summary>
    public const int UsualDays = 90;

    /// <summary>The longest note, in characters.</summary>
    public const int MaxNote = 500;

    /// <summary>The longest reason of a reversal, in characters.</summary>
    public const int MaxReason = 200;

    private OfflineRecharge()
    {
    }

    /// <summary>
    /// Enters what came. Refuses with <c>Common.AmountInvalid</c>, <c>Wallets.AmountTooLarge</c>, <c>Wallets.WayUnknown</c>, <c>Wallets.ReferenceNeeded</c> for
    /// a bank transfer without a reference, <c>Wallets.DayAhead</c>, and what <see cref="Require"/> refuses of texts.
    /// </summary>
    /// <param name="parties">The seller, whose row it is, and the customer.</param>
    /// <param name="rechargeNo">Its number.</param>
    /// <param name="formKey">What makes one form one recharge, however often it is sent.</param>
    /// <param name="received">What came.</param>
    /// <param name="by">Who enters it.</param>
    /// <param name="now">UTC.</param>
    public OfflineRecharge(Parties parties, string rechargeNo, string formKey, ReceivedOffline received, By by, DateTime now)
    {
        (OrganizationId, BuyerId) = (parties.SellerId, parties.BuyerId);
        RechargeNo = rechargeNo;
        FormKey = Require.Text(formKey, "form-key", 64);
        Check(received, now).Demand();
        (Amount, Way, ValueDay) = (received.Amount, received.Way, received.ValueDay);
        (Reference, ReferenceKey) = DemandReference(received.Reference, Way);
        Note = Require.Optional(received.Note, "note", MaxNote, free: true);
        EnteredBy = by;
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>The customer.</summary>
    public long BuyerId { get; private set; }

    public Parties Parties => new(OrganizationId, BuyerId);

    public string RechargeNo { get; private set; } = "";

    /// <summary>Unique for the seller: a form that is sent twice is entered once.</summary>
    public string FormKey { get; private set; } = "";

    /// <summary>Yuan, two decimals.</summary>
    public decimal Amount { get; private set; }

    public RechargeChannel Way { get; private set; }

    /// <summary>The bank's or payer's own number, as it was entered; empty if there is none.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>The reference as two are compared, without blanks and hyphens; null if there is none.</summary>
    [Compared]
    public string? ReferenceKey { get; private set; }

    /// <summary>The how many-th of the seller's recharges with this way and reference it is; unique with these, so that two at once see each other.</summary>
    public int Occurrence { get; private set; } = 1;

    /// <summary>The Shanghai day on which the money came.</summary>
    public DateOnly ValueDay { get; private set; }

    public string Note { get; private set; } = "";

    /// <summary>The key of the file with the slip; empty if there is none.</summary>
    public string SlipKey { get; private set; } = "";

    /// <summary>Who entered it.</summary>
    public By EnteredBy { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    /// <summary>The approval that it waits for or waited for; null if nobody was asked.</summary>
    public string? RequestNo { get; private set; }

    /// <summary>When the money was credited.</summary>
    public DateTime? PostedAt { get; private set; }

    /// <summary>Who gave the last consent, or entered it where nobody was asked.</summary>
    public By PostedBy { get; private set; } = By.Nobody;

    public DateTime? ReversedAt { get; private set; }

    public By ReversedBy { get; private set; } = By.Nobody;

    public string ReversalReason { get; private set; } = "";

    public string AuditSubject => $"Recharge {RechargeNo}";

    /// <summary>Whether it is so long ago that it may be a mistake, by the Shanghai calendar.</summary>
    public static bool IsLongAgo(DateOnly valueDay, DateTime now) => valueDay < ChinaTime.AddDays(ChinaTime.Day(now), -UsualDays);

    /// <summary>All that is wrong with what came, as the constructor refuses it, in the order of the form.</summary>
    public static Refusals Check(ReceivedOffline received, DateTime now)
    {
        var refusals = new Refusals();
        refusals.Try(() => DemandAmount(received.Amount));
        refusals.Try(() => DemandReference(received.Reference, DemandOffline(received.Way)));
        refusals.Try(() => DemandDay(received.ValueDay, now));
        refusals.Try(() => Require.Optional(received.Note, "note", MaxNote, free: true));
        return refusals;
    }

    /// <summary>Whether it is what somebody enters: the same customer and the same facts.</summary>
    public bool IsOf(long buyerId, ReceivedOffline received) =>
        (BuyerId, Amount, Way, ValueDay) == (buyerId, received.Amount, received.Way, received.ValueDay)
        && (ReferenceKey ?? "") == NormalText.Number(received.Reference ?? "");

    /// <summary>Keeps the slip that proves it.</summary>
    public void Prove(string slipKey) => SlipKey = slipKey;

    /// <summary>Keeps that as many others have the same way and reference.</summary>
    public void Follow(int others) => Occurrence = others + 1;

    /// <summary>Keeps which approval it waits for.</summary>
    public void Await(string requestNo) => RequestNo = requestNo;

    /// <summary>The money is credited, once; <c>Wallets.PostedAlready</c> the second time.</summary>
    public Recharge Post(By by, DateTime now)
    {
        if (PostedAt is not null)
        {
            throw new RuleException("Wallets.PostedAlready", RechargeNo);
        }

        (PostedAt, PostedBy) = (Require.Utc(now), by);
        return Recharge.Received(Parties, RechargeNo, Amount, Way, Reference, ValueDay, now);
    }

    /// <summary>
    /// Takes it back, once, together with what the customer sees of it. Refuses with <c>Wallets.NotPosted</c> before it was credited, and as
    /// <see cref="Recharge.Reverse"/>.
    /// </summary>
    public void Reverse(Recharge posted, string? reason, By by, DateTime now)
    {
        if (PostedAt is null)
        {
            throw new RuleException("Wallets.NotPosted", RechargeNo);
        }

        posted.Reverse(reason, now);
        (ReversedAt, ReversedBy, ReversalReason) = (posted.ReversedAt, by, posted.ReversalReason);
    }

    /// <summary>A way that is not online; <c>Wallets.WayUnknown</c> otherwise.</summary>
    internal static RechargeChannel DemandOffline(RechargeChannel way) =>
        way is RechargeChannel.Bank or RechargeChannel.Cash or RechargeChannel.Other
            ? way
            : throw new RuleException("Wallets.WayUnknown") { Field = "way" };

    private static decimal DemandAmount(decimal amount) => Require.Amount(amount, "amount") <= Recharge.MaxAmount
        ? amount
        : throw new RuleException("Wallets.AmountTooLarge", Recharge.MaxAmount) { Field = "amount" };

    private static (string Reference, string? Key) DemandReference(string? text, RechargeChannel way)
    {
        var reference = Require.Optional(text, "reference", 64);
        var key = Require.Number(reference, "reference");
        return key.Length > 0 ? (reference, (string?)key)
            : way == RechargeChannel.Bank || reference.Length > 0 ? throw new RuleException("Wallets.ReferenceNeeded") { Field = "reference" }
            : (reference, null);
    }

    private static DateOnly DemandDay(DateOnly day, DateTime now) =>
        day <= ChinaTime.Day(now) ? day : throw new RuleException("Wallets.DayAhead") { Field = "value-day" };
}
