using KBoss.Domain.Common;

namespace KBoss.Domain.Ledger;

/// <summary>A line that is about to be posted.</summary>
public sealed record JournalDraft(Account Account, Side Side, decimal Amount, long? CounterpartyId = null);

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
    public JournalEntry(long organizationId, string eventKind, string reference, DateTime at, IEnumerable<JournalDraft> drafts)
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
    }

    public long OrganizationId { get; private set; }

    public string EventKind { get; private set; } = "";

    /// <summary>The order's or recharge's number; unique in the book with the event kind, so nothing is posted twice.</summary>
    public string Reference { get; private set; } = "";

    public DateTime At { get; private set; }

    public IReadOnlyList<JournalLine> Lines => lines;
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
