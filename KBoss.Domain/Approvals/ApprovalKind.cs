namespace KBoss.Domain.Approvals;

/// <summary>The changes that an organization may make depend on consent.</summary>
public enum ApprovalKind
{
    OfflineRecharge,
    CustomerTerms,
    DistributorTerms,
    SupplierSettlement,
    DistributorSettlement,
}

/// <summary>What a threshold is compared with.</summary>
public enum ApprovalMeasure
{
    Amount,
    Discount,
    MarginRate,
}

/// <summary>
/// What thresholds are judged by. <see cref="Amount"/> in yuan; <see cref="Discount"/> the lowest share of the list price that is asked for, <see
/// cref="MarginRate"/> the lowest margin as a share of the price, four decimals both. What is null is not known, and a threshold of it counts as reached.
/// </summary>
/// <param name="Subject">The code of the customer, distributor or supplier that it is about.</param>
/// <param name="Earlier">The amount (yuan) of what belongs together with it and came before: a threshold is not passed under in parts.</param>
public sealed record ApprovalFacts(
    string Subject, decimal? Amount = null, decimal? Discount = null, decimal? MarginRate = null, decimal Earlier = 0);

/// <summary>What can be said of every kind.</summary>
public static class ApprovalKinds
{
    private static readonly ApprovalMeasure[] OfAmounts = [ApprovalMeasure.Amount];
    private static readonly ApprovalMeasure[] OfTerms = [ApprovalMeasure.Discount, ApprovalMeasure.MarginRate];

    /// <summary>The measures that mean something for the kind; a threshold of another one is refused.</summary>
    public static IReadOnlyList<ApprovalMeasure> Measures(this ApprovalKind kind) =>
        kind is ApprovalKind.CustomerTerms or ApprovalKind.DistributorTerms ? OfTerms : OfAmounts;
}
