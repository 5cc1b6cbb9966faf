using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>One side of a change as it stood when it was asked for: terms, what is paid, the seller's cost and margin; yuan per unit.</summary>
public sealed record EvidenceSide(decimal? Discount, decimal? Price, decimal? UnitPrice, decimal? Cost, decimal? Margin)
{
    /// <summary>The margin as a share of what is paid.</summary>
    public decimal? MarginRate => Margin is { } margin && UnitPrice is > 0 ? Money.UnitPrice(margin / UnitPrice.Value) : null;

    internal static EvidenceSide Of(TermsState state) => new(state.Discount, state.Price, state.UnitPrice, state.Cost, state.Margin);
}

/// <summary>One offer of the change; units and amount (yuan): what the customer bought of it since <see cref="CustomerTermsEvidence.Since"/>.</summary>
public sealed record EvidenceLine(
    string SkuCode, string ProductName, decimal ListPrice, EvidenceSide Before, EvidenceSide After, DateTime? From, DateTime? To, long Units, decimal Amount)
{
    /// <summary>What is paid while a promotion comes on top; null where none does.</summary>
    public EvidenceSide? Stacked { get; init; }

    /// <summary>Whether the seller loses by it.</summary>
    public bool Loses => After.Margin < 0 || Stacked?.Margin < 0;
}

/// <summary>
/// What the change means, had it held for what the customer bought since <see cref="CustomerTermsEvidence.Since"/>: yuan, at the costs of when it was asked.
/// </summary>
public sealed record EvidenceEffect(decimal AmountThen, decimal AmountNew, decimal? MarginThen, decimal? MarginNew)
{
    internal static EvidenceEffect Of(IReadOnlyList<EvidenceLine> lines)
    {
        var sold = lines.Where(l => l.Units > 0).ToList();
        var amount = sold.Sum(New);
        // At one and the same cost, so that the difference is what the terms do.
        var cost = sold.All(l => l.After.Cost is not null) ? sold.Sum(l => Money.Amount(l.After.Cost!.Value * l.Units)) : (decimal?)null;
        return new EvidenceEffect(sold.Sum(l => l.Amount), amount, sold.Sum(l => l.Amount) - cost, amount - cost);

        static decimal New(EvidenceLine line) => line.After.UnitPrice is { } price ? Money.Amount(price * line.Units) : line.Amount;
    }
}

/// <summary>The customer's history in short; amount in yuan, times UTC.</summary>
public sealed record EvidenceCustomer(string Name, string? Salesperson, DateTime CustomerSince, int Orders, decimal Amount, DateTime? LastOrderAt);

/// <summary>
/// What approvers see of own terms that are asked for, as it stood then: the offers with the lowest margin first, at most <see cref="MaxLines"/> of all
/// <see cref="Count"/>.
/// </summary>
public sealed record CustomerTermsEvidence(
    string CustomerCode, EvidenceCustomer Customer, DateTime Since, int Count, int Losses, IReadOnlyList<EvidenceLine> Lines, EvidenceEffect Effect)
{
    /// <summary>How many offers are kept to be shown.</summary>
    public const int MaxLines = 200;

    /// <summary>Over how many Shanghai days what was bought is counted.</summary>
    public const int Days = 90;
}
