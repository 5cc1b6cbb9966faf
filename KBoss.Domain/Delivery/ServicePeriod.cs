using KBoss.Domain.Catalog;
using KBoss.Domain.Common;

namespace KBoss.Domain.Delivery;

/// <summary>How long what was bought can be used.</summary>
public static class ServicePeriod
{
    /// <summary>
    /// The end (UTC) of a number of periods of a billing unit; null for what is bought outright. The n-th month ends in Shanghai at the time at which
    /// the first one began, on the same day or on the last one of a shorter month.
    /// </summary>
    public static DateTime? End(BillingUnit unit, int periods, DateTime start) => unit switch
    {
        BillingUnit.Hour => start.AddHours(periods),
        BillingUnit.Month => ChinaTime.AddMonths(start, periods),
        BillingUnit.Year => ChinaTime.AddMonths(start, 12 * periods),
        _ => null,
    };
}
