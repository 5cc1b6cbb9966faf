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

    /// <summary>The most credit that a wallet can have, in yuan: what one person may grant without the consent of another.</summary>
    public const decimal MaxCredit = 10_000_000m;

    /// <summary>Yuan, two decimals; below zero where credit is used.</summary>
    public decimal Balance { get; private set; }

    /// <summary>How far below zero the balance may go, in yuan; zero unless the seller grants credit.</summary>
    public decimal CreditLimit { get; private set; }

    /// <summary>What can be spent: the balance and the credit granted, in yuan. Below zero once the limit was lowered below what is used.</summary>
    public decimal Available => Balance + CreditLimit;

    public string AuditSubject => $"Wallet {BuyerId}";

    /// <summary>Whether an amount (yuan) can be paid from the balance and the credit granted.</summary>
    public bool Covers(decimal amount) => amount <= Available;

    /// <summary>
    /// Says how far below zero the balance may go, in yuan, two decimals, up to <see cref="MaxCredit"/>; otherwise <c>Wallets.CreditInvalid</c>. A limit below
    /// what is used already stands; nothing more can be spent until the balance is back above it.
    /// </summary>
    public void GrantCredit(decimal limit)
    {
        if (limit is < 0 or > MaxCredit || decimal.Round(limit, 2) != limit)
        {
            throw new RuleException("Wallets.CreditInvalid", MaxCredit) { Field = "credit" };
        }

        CreditLimit = limit;
    }

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
            throw new RuleException("Wallets.BalanceShort", Available, amount);
        }

        Balance -= amount;
        return new CashRecord(this, kind, -amount, reference, now);
    }

    /// <summary>
    /// Takes a recharge (yuan) back and returns the cash record of it. The money itself must be there, credit does not count [R-WAL-1]; otherwise
    /// <c>Wallets.MoneySpent</c>.
    /// </summary>
    public CashRecord TakeBack(decimal amount, string reference, DateTime now)
    {
        Require.Amount(amount, "amount");
        if (amount > Balance)
        {
            throw new RuleException("Wallets.MoneySpent", reference, amount, Balance);
        }

        Balance -= amount;
        return new CashRecord(this, CashKind.RechargeReversal, -amount, reference, now);
    }
}

/// <summary>Why money moved in a wallet.</summary>
public enum CashKind
{
    Recharge,
    OrderPayment,

    /// <summary>Money that came by bank, as cash or in another way, and was entered by Finance.</summary>
    OfflineRecharge,

    /// <summary>An offline recharge that was taken back.</summary>
    RechargeReversal,
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
