using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;

namespace KBoss.Infrastructure.Reports.Attribution;

/// <summary>What stands behind one figure of the report, from the same facts in full.</summary>
internal sealed record BehindFigure(AttributionKeys Keys, AttributionPeriod Period, bool WithMargin, AttributionFacts Facts)
{
    /// <summary>The customers or orders of the row with a key, or of all.</summary>
    public AttributionBehind Of(AttributionFigure figure, string? key)
    {
        var uses = Facts.Uses.Where(u => key is null || Keys.Of(u.Facts) == key).ToList();
        var name = key is null || uses.Count == 0 ? "" : Keys.NameOf(uses[0].Facts);
        return figure switch
        {
            AttributionFigure.SignUps => Shown(Customers(uses, InviteUseKind.Registered), []),
            AttributionFigure.Entered => Shown(Customers(uses, InviteUseKind.Entered), []),
            AttributionFigure.FirstOrders => Shown([], Orders(Facts.Orders.Where(o => o.First))),
            AttributionFigure.EnteredOrders => Shown([], Orders(Facts.EnteredOrders, margin: false)),
            _ => Shown([], Orders(Facts.Orders)),
        };

        AttributionBehind Shown(IReadOnlyList<AttributedCustomer> customers, IReadOnlyList<AttributedOrder> orders) =>
            new(figure, name, Period, WithMargin && figure != AttributionFigure.EnteredOrders, customers, orders);

        IReadOnlyList<AttributedOrder> Orders(IEnumerable<PaidOrder> orders, bool margin = true) =>
        [
            .. orders.Where(o => Period.Holds(o.PaidAt) && (key is null || Keys.Of(o.Use.Facts) == key))
                .OrderByDescending(o => o.PaidAt).ThenByDescending(o => o.Id)
                .Select(o => new AttributedOrder(
                    o.OrderNo, o.Use.CustomerCode, o.Use.CustomerName, o.Use.Code, o.PaidAt, o.Revenue, o.Given,
                    WithMargin && margin ? o.Margin : null, o.First)),
        ];
    }

    private IReadOnlyList<AttributedCustomer> Customers(IEnumerable<UsedCode> uses, InviteUseKind kind) =>
    [
        .. uses.Where(u => u.Kind == kind && Period.Holds(u.At))
            .Select(u => new AttributedCustomer(u.CustomerCode, u.CustomerName, u.Code, u.PromotionName, new By(u.SalespersonId, u.Salesperson), u.At)),
    ];
}

/// <summary>To which row of the report a code belongs, and what that row is called.</summary>
internal sealed record AttributionKeys(AttributionBy By, IReadOnlyDictionary<long, (long Id, string Name)> Departments)
{
    /// <summary>The key of the row.</summary>
    public string Of(CodeFacts code) => By switch
    {
        AttributionBy.Code => code.Code,
        AttributionBy.Salesperson => code.SalespersonId.ToString(CultureInfo.InvariantCulture),
        AttributionBy.Department =>
            Departments.TryGetValue(code.SalespersonId, out var d) ? d.Id.ToString(CultureInfo.InvariantCulture) : AttributionQueries.None,
        _ => code.PromotionNo ?? AttributionQueries.None,
    };

    /// <summary>Its name; empty for what belongs to none.</summary>
    public string NameOf(CodeFacts code) => By switch
    {
        AttributionBy.Code => code.Code,
        AttributionBy.Salesperson => code.Salesperson,
        AttributionBy.Department => Departments.TryGetValue(code.SalespersonId, out var d) ? d.Name : "",
        _ => code.PromotionName ?? "",
    };

    /// <summary>What stands below the name.</summary>
    public string DetailOf(CodeFacts code) => By switch
    {
        AttributionBy.Code => string.Join(" · ", new[] { code.PromotionName ?? "", code.Salesperson, code.Note }.Where(text => text.Length > 0)),
        AttributionBy.Promotion => code.PromotionNo ?? "",
        _ => "",
    };
}
