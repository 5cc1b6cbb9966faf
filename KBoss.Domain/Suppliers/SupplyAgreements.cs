namespace KBoss.Domain.Suppliers;

/// <summary>
/// Which agreements are in force at an instant (UTC), one for each supplier at most: of several versions the newest.
/// In memory and in the database it is the same answer.
/// </summary>
public static class SupplyAgreements
{
    /// <summary>Those of the agreements at hand that are in force.</summary>
    public static IEnumerable<SupplyAgreement> InForce(this IEnumerable<SupplyAgreement> agreements, DateTime at) =>
        agreements.Where(a => a.IsInForce(at)).GroupBy(a => a.SupplierId).Select(versions => versions.MaxBy(a => a.Number)!);

    /// <summary>Those of the agreements that the query finds that are in force.</summary>
    public static IQueryable<SupplyAgreement> InForce(this IQueryable<SupplyAgreement> agreements, DateTime at)
    {
        var running = agreements.Where(a => a.EffectiveFrom <= at && (a.EffectiveTo == null || at < a.EffectiveTo));
        return running.Where(a => !running.Any(newer => newer.SupplierId == a.SupplierId && newer.Number > a.Number));
    }
}
