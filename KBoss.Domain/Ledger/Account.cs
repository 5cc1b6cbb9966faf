using KBoss.Domain.Common;

namespace KBoss.Domain.Ledger;

/// <summary>What an account stands for; it decides on which side its balance grows.</summary>
public enum AccountKind
{
    Asset,
    Liability,
    Equity,
    Revenue,
    Expense,
}

/// <summary>Whether an account is kept separately for each customer, supplier or distributor.</summary>
public enum CounterpartyKind
{
    None,
    Customer,
    Supplier,
    Distributor,
}

/// <summary>An account of a distributor's book. The default chart is made with the organization; it can add its own.</summary>
public sealed class Account : Entity, IOrganizationOwned, IAudited
{
    private Account()
    {
    }

    public Account(long organizationId, string code, string name, string englishName, AccountKind kind, CounterpartyKind counterparty = CounterpartyKind.None)
    {
        OrganizationId = organizationId;
        Code = Require.Text(code, "code", 20);
        Name = Require.Text(name, "name", 100);
        EnglishName = Require.Text(englishName, "english-name", 100);
        Kind = kind;
        Counterparty = counterparty;
    }

    public long OrganizationId { get; private set; }

    /// <summary>Unique in the book.</summary>
    public string Code { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string EnglishName { get; private set; } = "";

    public AccountKind Kind { get; private set; }

    public CounterpartyKind Counterparty { get; private set; }

    public string AuditSubject => $"Account {Code}";

    /// <summary>Whether the balance grows with debits: assets and expenses.</summary>
    public bool DebitNormal => Kind is AccountKind.Asset or AccountKind.Expense;

    /// <summary>The balance in yuan on the account's own side.</summary>
    public decimal Balance(decimal debit, decimal credit) => DebitNormal ? debit - credit : credit - debit;
}
