using KBoss.Domain.Common;
using KBoss.Domain.Reports;

namespace KBoss.Infrastructure.Reports.Attribution;

/// <summary>By what the figures are added up.</summary>
public enum AttributionBy
{
    Promotion,
    Code,
    Salesperson,
    Department,
}

/// <summary>Which figure somebody wants to look behind.</summary>
public enum AttributionFigure
{
    /// <summary>Customers that registered with a code.</summary>
    SignUps,

    /// <summary>Customers that were there already and entered a code.</summary>
    Entered,

    /// <summary>The first orders of those that registered with a code.</summary>
    FirstOrders,

    /// <summary>All orders of those that registered with a code: revenue, discount and margin.</summary>
    Orders,

    /// <summary>What those that entered a code have bought at the price of its promotion.</summary>
    EnteredOrders,
}

/// <summary>
/// The figures of one code, salesperson, department or promotion; amounts in yuan. Those of customers that were there already stand apart, and are what they
/// bought at the price of the promotion that they joined. Margin and payback are none for who may not see costs.
/// </summary>
public sealed record AttributionRow(
    string Key, string Name, string Detail, int SignUps, int FirstOrders, int Orders, decimal Revenue, decimal Given, decimal? Margin, Payback? Payback,
    int Entered, decimal EnteredRevenue, decimal EnteredGiven);

/// <summary>The report of a period: its rows, and the sum of them all.</summary>
public sealed record AttributionReport(AttributionBy By, AttributionPeriod Period, bool WithMargin, IReadOnlyList<AttributionRow> Rows, AttributionRow Total);

/// <summary>A customer behind a figure, by which code it came or which it entered, and when (UTC).</summary>
public sealed record AttributedCustomer(string CustomerCode, string CustomerName, string InviteCode, string? Promotion, By Salesperson, DateTime At);

/// <summary>
/// A paid order behind a figure; amounts in yuan, time of payment UTC. For customers that were there already the amounts are those of the lines at the price of
/// the promotion.
/// </summary>
public sealed record AttributedOrder(
    string OrderNo, string CustomerCode, string CustomerName, string InviteCode, DateTime PaidAt, decimal Revenue, decimal Given, decimal? Margin, bool First);

/// <summary>What stands behind a figure: customers or orders, and whose figure it is.</summary>
public sealed record AttributionBehind(
    AttributionFigure Figure, string Name, AttributionPeriod Period, bool WithMargin, IReadOnlyList<AttributedCustomer> Customers,
    IReadOnlyList<AttributedOrder> Orders);
