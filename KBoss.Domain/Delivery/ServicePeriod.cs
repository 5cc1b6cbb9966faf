using KBoss.Domain.Catalog;

namespace KBoss.Domain.Delivery;

/// <summary>How long what was bought can be used.</summary>
public static class ServicePeriod
{
    /// <summary>The end (UTC) of a number of periods of a billing unit; null for what is bought outright.</summary>
    public static DateTime? End(BillingUnit unit, int periods, DateTime start) => unit switch
    {
        BillingUnit.Hour => start.AddHours(periods),
        BillingUnit.Month => start.AddMonths(periods),
        BillingUnit.Year => start.AddYears(periods),
        _ => null,
    };
}
