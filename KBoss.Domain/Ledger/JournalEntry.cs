using KBoss.Domain.Common;

namespace KBoss.Domain.Ledger;

/// <summary>A line that is about to be posted.</summary>
public sealed record JournalDraft(Account Account, Side Side, decimal Amount, long? CounterpartyId = null);

/// <summary>
/// What an entry is about in the business, in yuan and below zero where it takes back: what the buyer pays or brings, what it costs the book's owner (null
/// where nothing is sold), and the customer or distributor on the other side.
/// </summary>
public sealed record EntryBusiness(decimal Amount, decimal? Cost = null, long? CounterpartyId = null)
{
    /// <summary>The same taken back.</summary>
    public EntryBusiness Reversed => new(-Amount, -Cost, CounterpartyId);
}

/// <summary>One posting of a book. It balances [R-LED-1] and is never changed or deleted; a mistake is reversed [R-LED-2].</summary>
public sealed class JournalEntry : Entity, IOrganizationOwned, IAppendOnly
{
    private readonly List<JournalLine> lines = [];

    private JournalEntry()
    {
    }

    /// <summary>
    /// Posts the drafts; refuses with <c>Ledger.Unbalanced</c>, <c>Ledger.NoLines</c>, <c>Ledger.AmountInvalid</c>,
    /// <c>Ledger.CounterpartyNeeded</c> or <c>Ledger.AccountOfOtherBook</c>.
    /// </summary>
    /// <param name="business">What it is about; without it the amount is what the debits add up to.</param>
    public JournalEntry(
        long organizationId, string eventKind, string reference, DateTime at, IEnumerable<JournalDraft> drafts, EntryBusiness? business = null)
    {
        OrganizationId = organizationId;
        EventKind = Require.Text(eventKind, "event", 50);
        Reference = Require.Text(reference, "reference", 64);
        At = Require.Utc(at);
        lines.AddRange(drafts.Select((d, i) => new JournalLine(organizationId, i + 1, d)));
        if (lines.Count == 0)
        {
            throw new RuleException("Ledger.NoLines");
        }

        var (debit, credit) = (lines.Sum(l => l.Debit), lines.Sum(l => l.Credit));
        if (debit != credit)
        {
            throw new RuleException("Ledger.Unbalanced", debit, credit);
        }

        (Amount, Cost, CounterpartyId) = business is null ? (debit, null, null) : (business.Amount, business.Cost, business.CounterpartyId);
    }

    /// <summary>What the reversal of an event of this kind is called.</summary>
    public static string ReversalOf(string eventKind) => eventKind + "Reversal";

    public long OrganizationId { get; private set; }

    public string EventKind { get; private set; } = "";

    /// <summary>The order's or recharge's number; unique in the book with the event kind, so nothing is posted twice.</summary>
    public string Reference { get; private set; } = "";

    public DateTime At { get; private set; }

    /// <summary>What the buyer pays or brings, in yuan, however many lines that takes; below zero where it is taken back.</summary>
    public decimal Amount { get; private set; }

    /// <summary>What that costs the book's owner, in yuan; null where nothing is sold.</summary>
    public decimal? Cost { get; private set; }

    /// <summary>The organization on the other side, a customer or a distributor; null where there is none, or more than one.</summary>
    public long? CounterpartyId { get; private set; }

    public IReadOnlyList<JournalLine> Lines => lines;

    /// <summary>
    /// The entry that takes this one back [R-LED-2]: the same accounts, counterparties and amounts, as they were posted and whatever the rules say today, with
    /// the sides exchanged. The accounts of the lines must be loaded.
    /// </summary>
    public JournalEntry Reverse(DateTime at) => new(
        OrganizationId, ReversalOf(EventKind), Reference, at,
        lines.OrderBy(l => l.Number)
            .Select(l => new JournalDraft(l.Account, l.Debit > 0 ? Side.Credit : Side.Debit, l.Debit + l.Credit, l.CounterpartyId)),
        new EntryBusiness(Amount, Cost, CounterpartyId).Reversed);
}

/// <summary>One side of one account in an entry; yuan, two decimals, exactly one of debit and credit above zero.</summary>
public sealed class JournalLine : Entity, IOrganizationOwned, IAppendOnly
{
    private JournalLine()
    {
    }

    internal JournalLine(long organizationId, int number, JournalDraft draft)
    {
        if (draft.Account.OrganizationId != organizationId)
        {
            throw new RuleException("Ledger.AccountOfOtherBook", draft.Account.Code);
        }

        if (draft.Amount <= 0 || decimal.Round(draft.Amount, 2) != draft.Amount)
        {
            throw new RuleException("Ledger.AmountInvalid", draft.Amount);
        }

        if (draft.Account.Counterparty == CounterpartyKind.None != draft.CounterpartyId is null)
        {
            throw new RuleException("Ledger.CounterpartyNeeded", draft.Account.Code);
        }

        OrganizationId = organizationId;
        Number = number;
        AccountId = draft.Account.Id;
        // The key of one that is added together with the entry is not known yet; any other is named by its key and need not be followed.
        Account = draft.Account.Id == 0 ? draft.Account : null!;
        Debit = draft.Side == Side.Debit ? draft.Amount : 0;
        Credit = draft.Side == Side.Credit ? draft.Amount : 0;
        CounterpartyId = draft.CounterpartyId;
    }

    public long OrganizationId { get; private set; }

    public long JournalEntryId { get; private set; }

    public int Number { get; private set; }

    public long AccountId { get; private set; }

    public Account Account { get; private set; } = null!;

    public decimal Debit { get; private set; }

    public decimal Credit { get; private set; }

    /// <summary>The customer, supplier or distributor, by the account's counterparty kind.</summary>
    public long? CounterpartyId { get; private set; }
}
