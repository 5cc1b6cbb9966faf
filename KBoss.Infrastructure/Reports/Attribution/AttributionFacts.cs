using KBoss.Domain.Access;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Attribution;

/// <summary>That a customer used a code: of whom, of which promotion, and when (UTC).</summary>
internal sealed record UsedCode(
    InviteUseKind Kind, DateTime At, long BuyerId, string CustomerCode, string CustomerName, string Code, string Note, long SalespersonId, string Salesperson,
    long CodeId, long? PromotionId, string? PromotionNo, string? PromotionName)
{
    public CodeFacts Facts => new(CodeId, PromotionId, Code, Note, SalespersonId, Salesperson, PromotionNo, PromotionName);
}

/// <summary>A paid order, or the lines of it at the price of a promotion; amounts in yuan.</summary>
internal sealed record PaidOrder(long Id, string OrderNo, DateTime PaidAt, decimal Revenue, decimal Given, decimal Cost, UsedCode Use, bool First)
{
    public decimal Margin => Revenue - Cost;
}

/// <summary>
/// What stands behind the figures of the report, read in six queries whatever the number of rows: who used which code, what those that came with one have bought, and what
/// those that were there already have bought at the price of the promotion that they joined.
/// </summary>
internal sealed record AttributionFacts(
    IReadOnlyList<UsedCode> Uses, IReadOnlyList<PaidOrder> Orders, IReadOnlyList<PaidOrder> EnteredOrders,
    IReadOnlyDictionary<long, (long Id, string Name)> Departments)
{
    /// <summary>
    /// Everything up to an instant (UTC): of all codes for who sees all customers, otherwise of the actor's own codes and customers [R-ISO-2].
    /// </summary>
    public static async Task<AttributionFacts> ReadAsync(KBossDbContext db, Actor me, DateTime before, bool departments, CancellationToken ct)
    {
        var (codes, customers, used) = (CodesOf(db, me), db.CustomersOf(me), UsedUntil(db, me, before));
        var uses = await UsesAsync(db, used, codes, customers, ct);
        var came = uses.Where(u => u.Kind == InviteUseKind.Registered).ToDictionary(u => u.BuyerId);
        var joined = uses.Where(u => u.Kind == InviteUseKind.Entered && u.PromotionNo is not null).ToDictionary(u => (u.BuyerId, u.PromotionNo!));

        var newcomers = used.Where(u => u.Kind == InviteUseKind.Registered).Select(u => u.BuyerId);
        var paid = PaidUntil(db, me, before);
        var theirs = paid.Where(o => newcomers.Contains(o.BuyerId));
        var orders = await theirs
            .Select(o => new { o.Id, o.OrderNo, o.BuyerId, PaidAt = o.PaidAt!.Value, o.Total, Given = o.Lines.Sum(l => l.Given) }).ToListAsync(ct);
        var costs = await CostsAsync(db, me, theirs, ct);
        var firsts = orders.GroupBy(o => o.BuyerId).Select(g => g.OrderBy(o => o.PaidAt).ThenBy(o => o.Id).First().Id).ToHashSet();

        var members = used.Where(u => u.Kind == InviteUseKind.Entered);
        var lines = await (
            from use in members
            join promotion in db.Promotions on use.PromotionId equals promotion.Id
            join order in paid on use.BuyerId equals order.BuyerId
            from line in order.Lines
            where line.PromotionNo == promotion.No && order.PaidAt >= use.At
            select new { order.Id, order.OrderNo, order.BuyerId, PaidAt = order.PaidAt!.Value, promotion.No, line.Amount, line.Given }).ToListAsync(ct);

        return new AttributionFacts(
            uses,
            // Who came between two of the queries is left for the next look.
            [
                .. orders.Where(o => came.ContainsKey(o.BuyerId)).Select(o => new PaidOrder(
                    o.Id, o.OrderNo, o.PaidAt, o.Total, o.Given, costs.GetValueOrDefault(o.Id), came[o.BuyerId], firsts.Contains(o.Id))),
            ],
            [
                .. lines.Where(l => joined.ContainsKey((l.BuyerId, l.No))).GroupBy(l => (l.Id, l.No)).Select(g => new PaidOrder(
                    g.Key.Id, g.First().OrderNo, g.First().PaidAt, g.Sum(l => l.Amount), g.Sum(l => l.Given), 0, joined[(g.First().BuyerId, g.Key.No)], false)),
            ],
            departments ? await DepartmentsAsync(db, ct) : new Dictionary<long, (long, string)>());
    }

    /// <summary>The codes that the actor counts: all for who sees all customers, otherwise its own.</summary>
    internal static IQueryable<InviteCode> CodesOf(KBossDbContext db, Actor me)
    {
        var codes = db.InviteCodes.Where(i => i.OrganizationId == me.OrganizationId);
        return me.Has(Permissions.CustomersViewAll) ? codes : codes.Where(i => i.MemberId == me.MemberId);
    }

    /// <summary>The uses of those codes before an instant (UTC), by customers whom the actor sees [R-ISO-2].</summary>
    internal static IQueryable<InviteUse> UsedUntil(KBossDbContext db, Actor me, DateTime before) =>
        from use in db.InviteUses.AsNoTracking()
        join code in CodesOf(db, me) on use.InviteCodeId equals code.Id
        join customer in db.CustomersOf(me) on use.BuyerId equals customer.BuyerId
        where use.At < before
        select use;

    /// <summary>The orders that were paid before an instant (UTC) and kept.</summary>
    internal static IQueryable<Order> PaidUntil(KBossDbContext db, Actor me, DateTime before) => db.Orders.AsNoTracking().Where(o =>
        o.SellerId == me.OrganizationId && o.PaidAt != null && o.PaidAt < before && o.Status != OrderStatus.Cancelled && o.Status != OrderStatus.Refunded);

    /// <summary>One department for each member, so that nothing counts twice: where a position is held, otherwise the first one.</summary>
    internal static async Task<Dictionary<long, (long Id, string Name)>> DepartmentsAsync(KBossDbContext db, CancellationToken ct)
    {
        var seats = await db.DepartmentMembers.AsNoTracking().Select(s => new { s.MemberId, s.DepartmentId, s.Position, s.Department!.Name }).ToListAsync(ct);
        return seats.GroupBy(s => s.MemberId).ToDictionary(g => g.Key, g =>
        {
            var seat = g.OrderBy(s => s.Position == Position.Staff ? 1 : 0).ThenBy(s => s.DepartmentId).First();
            return (seat.DepartmentId, seat.Name);
        });
    }

    private static Task<List<UsedCode>> UsesAsync(
        KBossDbContext db, IQueryable<InviteUse> used, IQueryable<InviteCode> codes, IQueryable<Domain.Customers.Customer> customers, CancellationToken ct) => (
        from use in used
        join code in codes on use.InviteCodeId equals code.Id
        join member in db.Members on code.MemberId equals member.Id
        join customer in customers on use.BuyerId equals customer.BuyerId
        join organization in db.Organizations on use.BuyerId equals organization.Id
        join p in db.Promotions on use.PromotionId equals p.Id into promotions
        from promotion in promotions.DefaultIfEmpty()
        orderby use.Id
        select new UsedCode(
            use.Kind, use.At, use.BuyerId, organization.Code, customer.Name, code.Code, code.Note, member.Id, member.Name,
            code.Id, use.PromotionId, promotion == null ? null : promotion.No, promotion == null ? null : promotion.Name)).ToListAsync(ct);

    /// <summary>What orders cost the seller, in yuan: what it buys from the distributor above it or from suppliers.</summary>
    private static async Task<Dictionary<long, decimal>> CostsAsync(KBossDbContext db, Actor me, IQueryable<Order> orders, CancellationToken ct)
    {
        if (!me.Has(Permissions.CostsView))
        {
            return [];
        }

        var ids = orders.Select(o => o.Id);
        var costs = (await db.SupplyLines.AsNoTracking().Where(s => s.BuyerId == me.OrganizationId && ids.Contains(s.OrderLine.OrderId))
            .GroupBy(s => s.OrderLine.OrderId).Select(g => new { g.Key, Cost = g.Sum(s => s.Amount) }).ToListAsync(ct)).ToDictionary(c => c.Key, c => c.Cost);
        foreach (var bought in await db.PurchaseLines.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId && ids.Contains(p.OrderLine.OrderId))
            .GroupBy(p => p.OrderLine.OrderId).Select(g => new { g.Key, Cost = g.Sum(p => p.Amount) }).ToListAsync(ct))
        {
            costs[bought.Key] = costs.GetValueOrDefault(bought.Key) + bought.Cost;
        }

        return costs;
    }
}
