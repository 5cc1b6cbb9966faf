using KBoss.Domain.Common;

namespace KBoss.Domain.Wallets;

/// <summary>
/// What a customer has prepaid at its seller, in yuan. It never goes below zero, or below the credit limit if one is set [R-ORD-4],
/// and always equals the seller's prepaid account for this customer [R-LED-3].
/// </summary>
public sealed class Wallet : SharedEntity, IAudited
{
    private Wallet()
    {
    }

    public Wallet(Parties parties)
        : base(parties)
    {
    }

    /// <summary>Yuan, two decimals.</summary>
    public decimal Balance { get; private set; }

    /// <summary>How far below zero the balance may go, in yuan; zero unless the seller grants credit.</summary>
    public decimal CreditLimit { get; private set; }

    public string AuditSubject => $"Wallet {BuyerId}";

    /// <summary>Whether an amount (yuan) can be paid from the balance and the credit granted.</summary>
    public bool Covers(decimal amount) => Balance - amount >= -CreditLimit;

    /// <summary>Takes in a recharge and returns the cash record of it.</summary>
    public CashRecord Credit(decimal amount, CashKind kind, string reference, DateTime now)
    {
        Balance += Require.Amount(amount, "amount");
        return new CashRecord(this, kind, amount, reference, now);
    }

    /// <summary>Pays from the balance and returns the cash record of it; refuses with <c>Wallets.BalanceShort</c> when it does not suffice.</summary>
    public CashRecord Charge(decimal amount, CashKind kind, string reference, DateTime now)
    {
        Require.Amount(amount, "amount");
        if (!Covers(amount))
        {
            throw new RuleException("Wallets.BalanceShort", Balance, amount);
        }

        Balance -= amount;
        return new CashRecord(this, kind, -amount, reference, now);
    }
}

/// <summary>Why money moved in a wallet.</summary>
public enum CashKind
{
    Recharge,
    OrderPayment,
}

/// <summary>One movement of a wallet and the balance after it, both in yuan.</summary>
public sealed class CashRecord : SharedEntity, IAppendOnly
{
    private CashRecord()
    {
    }

    internal CashRecord(Wallet wallet, CashKind kind, decimal amount, string reference, DateTime now)
        : base(wallet.Parties)
    {
        Kind = kind;
        Amount = amount;
        BalanceAfter = wallet.Balance;
        Reference = reference;
        At = Require.Utc(now);
    }

    public CashKind Kind { get; private set; }

    /// <summary>Positive into the wallet, negative out of it; yuan.</summary>
    public decimal Amount { get; private set; }

    public decimal BalanceAfter { get; private set; }

    /// <summary>The order's or recharge's number; unique with the kind, so nothing moves money twice.</summary>
    public string Reference { get; private set; } = "";

    public DateTime At { get; private set; }
}
