using KBoss.Domain.Common;

namespace KBoss.Domain.Ledger;

/// <summary>The side of a journal line.</summary>
public enum Side
{
    Debit,
    Credit,
}

/// <summary>
/// How a book posts one kind of business event: data, not code. Each line says on which side of which account which of the event's amounts goes.
/// </summary>
public sealed class PostingRule : Entity, IOrganizationOwned, IAudited
{
    private readonly List<PostingRuleLine> lines = [];

    private PostingRule()
    {
    }

    public PostingRule(long organizationId, string eventKind, IEnumerable<(Side Side, string AccountCode, string Amount)> lines)
    {
        OrganizationId = organizationId;
        EventKind = Require.Text(eventKind, "event", 50);
        this.lines.AddRange(lines.Select((l, i) => new PostingRuleLine(organizationId, i + 1, l.Side, l.AccountCode, l.Amount)));
    }

    public long OrganizationId { get; private set; }

    /// <summary>The kind of event, such as <c>Sale</c>; unique in the book.</summary>
    public string EventKind { get; private set; } = "";

    public IReadOnlyList<PostingRuleLine> Lines => lines;

    public string AuditSubject => $"PostingRule {EventKind}";

    /// <summary>
    /// The journal entry for an event: every rule line takes each of the event's amounts of its name, with that amount's counterparty.
    /// Amounts of zero are left out. Refuses with <c>Ledger.AccountMissing</c> or <c>Ledger.AmountWithoutRule</c> when the rule does not fit.
    /// </summary>
    public JournalEntry Apply(LedgerEvent happened, IReadOnlyDictionary<string, Account> accounts)
    {
        if (happened.Amounts.FirstOrDefault(a => a.Value != 0 && lines.All(l => l.Amount != a.Name)) is { } stray)
        {
            throw new RuleException("Ledger.AmountWithoutRule", EventKind, stray.Name);
        }

        var drafts = new List<JournalDraft>();
        foreach (var line in lines)
        {
            var account = accounts.GetValueOrDefault(line.AccountCode) ?? throw new RuleException("Ledger.AccountMissing", line.AccountCode);
            foreach (var amount in happened.Amounts.Where(a => a.Name == line.Amount && a.Value != 0))
            {
                drafts.Add(new JournalDraft(account, line.Side, amount.Value, account.Counterparty == CounterpartyKind.None ? null : amount.CounterpartyId));
            }
        }

        var merged = drafts
            .GroupBy(d => (d.Account, d.Side, d.CounterpartyId))
            .Select(g => new JournalDraft(g.Key.Account, g.Key.Side, g.Sum(d => d.Amount), g.Key.CounterpartyId));
        return new JournalEntry(OrganizationId, happened.Kind, happened.Reference, happened.At, merged, happened.Business);
    }
}

/// <summary>One line of a posting rule.</summary>
public sealed class PostingRuleLine : Entity, IOrganizationOwned
{
    private PostingRuleLine()
    {
    }

    internal PostingRuleLine(long organizationId, int number, Side side, string accountCode, string amount)
    {
        OrganizationId = organizationId;
        Number = number;
        Side = side;
        AccountCode = Require.Text(accountCode, "account", 20);
        Amount = Require.Text(amount, "amount", 50);
    }

    public long OrganizationId { get; private set; }

    public long PostingRuleId { get; private set; }

    public int Number { get; private set; }

    public Side Side { get; private set; }

    public string AccountCode { get; private set; } = "";

    /// <summary>The name of the event's amount, such as <c>Gross</c>.</summary>
    public string Amount { get; private set; } = "";
}

/// <summary>Something that happened in the business and must be posted, with its named amounts in yuan.</summary>
public sealed record LedgerEvent(string Kind, string Reference, DateTime At, IReadOnlyList<LedgerAmount> Amounts)
{
    /// <summary>What it is about, where it says what a buyer pays; null for an event of an organization's own that does not.</summary>
    internal EntryBusiness? Business
    {
        get
        {
            var gross = Amounts.Where(a => a.Name == LedgerEvents.Gross).ToList();
            var costs = Amounts.Where(a => a.Name is LedgerEvents.SupplierCost or LedgerEvents.UpstreamCost).ToList();
            var others = gross.Select(a => a.CounterpartyId).Distinct().ToList();
            return gross.Count == 0 ? null : new EntryBusiness(
                gross.Sum(a => a.Value), Kind is LedgerEvents.Sale or LedgerEvents.SaleToDistributor || costs.Count > 0 ? costs.Sum(a => a.Value) : null,
                others is [var other] ? other : null);
        }
    }
}

/// <summary>One amount of an event in yuan, two decimals, and whom it concerns.</summary>
public sealed record LedgerAmount(string Name, decimal Value, long? CounterpartyId = null);
