using KBoss.Domain.Access;
using KBoss.Domain.Orders;
using KBoss.Domain.Promotions;
using KBoss.Domain.Reports;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Attribution;

/// <summary>A code, as far as it was used: whose it is, for which promotion.</summary>
internal sealed record CodeFacts(
    long Id, long? PromotionId, string Code, string Note, long SalespersonId, string Salesperson, string? PromotionNo, string? PromotionName);

/// <summary>
/// What one code has brought in a period, in yuan; <see cref="FirstSignUp"/> is the first of all until its end (UTC). What those bought that were there already
/// stands apart.
/// </summary>
internal sealed record CodeSum(CodeFacts Of)
{
    public int SignUps { get; init; }

    public int Entered { get; init; }

    public DateTime? FirstSignUp { get; init; }

    public int FirstOrders { get; set; }

    public int Orders { get; set; }

    public decimal Revenue { get; set; }

    public decimal Given { get; set; }

    public decimal Cost { get; set; }

    public decimal EnteredRevenue { get; set; }

    public decimal EnteredGiven { get; set; }
}

/// <summary>
/// Has the database add up what each code has brought, in four queries whatever the number of orders, and reads one after the other what was earned until
/// discounts had come back.
/// </summary>
internal sealed class AttributionSums
{
    private readonly KBossDbContext db;
    private readonly Actor me;
    private readonly AttributionPeriod period;
    private readonly IQueryable<InviteCode> codes;
    private readonly IQueryable<InviteUse> used;
    private readonly IQueryable<Order> paid;

    /// <summary>Of all codes for who sees all customers, otherwise of the actor's own codes and customers [R-ISO-2].</summary>
    public AttributionSums(KBossDbContext db, Actor me, AttributionPeriod period)
    {
        (this.db, this.me, this.period) = (db, me, period);
        codes = AttributionFacts.CodesOf(db, me);
        used = AttributionFacts.UsedUntil(db, me, period.To);
        paid = AttributionFacts.PaidUntil(db, me, period.To);
    }

    /// <summary>Every code that was used by the end of the period, with its figures.</summary>
    public async Task<IReadOnlyList<CodeSum>> ReadAsync(CancellationToken ct)
    {
        var sums = (await UsesAsync(ct)).ToDictionary(s => (s.Of.Id, s.Of.PromotionId));
        // Who came between two of the queries is left for the next look.
        foreach (var bought in await OrdersAsync(ct))
        {
            if (sums.TryGetValue((bought.Id, bought.PromotionId), out var sum))
            {
                (sum.Orders, sum.Revenue, sum.Given, sum.Cost) = (bought.Orders, bought.Revenue, bought.Given, bought.Cost);
            }
        }

        foreach (var first in await FirstOrdersAsync(ct))
        {
            if (sums.TryGetValue((first.Id, first.PromotionId), out var sum))
            {
                sum.FirstOrders = first.Orders;
            }
        }

        foreach (var bought in await EnteredAsync(ct))
        {
            if (sums.TryGetValue((bought.Id, bought.PromotionId), out var sum))
            {
                (sum.EnteredRevenue, sum.EnteredGiven) = (bought.Revenue, bought.Given);
            }
        }

        return [.. sums.Values];
    }

    /// <summary>
    /// What each order of those that came with a code has earned, in the order in which they were paid, up to the end of the period; one after the other, none
    /// is kept.
    /// </summary>
    public async IAsyncEnumerable<(long CodeId, long? PromotionId, Earned Earned)> EarnedAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var orders =
            from line in Lines(paid)
            group line by new { line.CodeId, line.PromotionId, line.OrderId, line.PaidAt } into g
            orderby g.Key.PaidAt, g.Key.OrderId
            select new { g.Key.CodeId, g.Key.PromotionId, g.Key.PaidAt, Revenue = g.Sum(l => l.Amount), Given = g.Sum(l => l.Given), Cost = g.Sum(l => l.Cost) };
        await foreach (var order in orders.AsAsyncEnumerable().WithCancellation(ct))
        {
            yield return (order.CodeId, order.PromotionId, new Earned(order.PaidAt, order.Revenue - order.Cost, order.Given));
        }
    }

    private async Task<List<CodeSum>> UsesAsync(CancellationToken ct)
    {
        var (begin, end) = (period.From, period.To);
        var rows = await (
            from use in used
            join code in codes on use.InviteCodeId equals code.Id
            join member in db.Members on code.MemberId equals member.Id
            join p in db.Promotions on use.PromotionId equals p.Id into promotions
            from promotion in promotions.DefaultIfEmpty()
            group use by new
            {
                code.Id,
                use.PromotionId,
                code.Code,
                code.Note,
                MemberId = member.Id,
                member.Name,
                No = promotion == null ? null : promotion.No,
                Promotion = promotion == null ? null : promotion.Name,
            }
            into g
            orderby g.Min(u => u.Id)
            select new
            {
                g.Key,
                SignUps = g.Count(u => u.Kind == InviteUseKind.Registered && u.At >= begin && u.At < end),
                Entered = g.Count(u => u.Kind == InviteUseKind.Entered && u.At >= begin && u.At < end),
                First = g.Min(u => u.Kind == InviteUseKind.Registered ? (DateTime?)u.At : null),
            }).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new CodeSum(new CodeFacts(
                r.Key.Id, r.Key.PromotionId, r.Key.Code, r.Key.Note, r.Key.MemberId, r.Key.Name, r.Key.No, r.Key.Promotion))
            {
                SignUps = r.SignUps,
                Entered = r.Entered,
                FirstSignUp = r.First,
            }),
        ];
    }

    private Task<List<Bought>> OrdersAsync(CancellationToken ct) => (
        from line in Lines(paid.Where(o => o.PaidAt >= period.From))
        group line by new { line.CodeId, line.PromotionId } into g
        select new Bought(
            g.Key.CodeId, g.Key.PromotionId, g.Select(l => l.OrderId).Distinct().Count(), g.Sum(l => l.Amount), g.Sum(l => l.Given), g.Sum(l => l.Cost)))
        .ToListAsync(ct);

    private Task<List<Bought>> FirstOrdersAsync(CancellationToken ct) => (
        from use in used
        where use.Kind == InviteUseKind.Registered
        join order in paid on use.BuyerId equals order.BuyerId
        where order.PaidAt >= period.From
            && !paid.Any(e => e.BuyerId == order.BuyerId && (e.PaidAt < order.PaidAt || (e.PaidAt == order.PaidAt && e.Id < order.Id)))
        group order by new { use.InviteCodeId, use.PromotionId } into g
        select new Bought(g.Key.InviteCodeId, g.Key.PromotionId, g.Count(), 0, 0, 0)).ToListAsync(ct);

    private Task<List<Bought>> EnteredAsync(CancellationToken ct) => (
        from use in used
        where use.Kind == InviteUseKind.Entered
        join promotion in db.Promotions on use.PromotionId equals promotion.Id
        join order in paid on use.BuyerId equals order.BuyerId
        from line in order.Lines
        where line.PromotionNo == promotion.No && order.PaidAt >= use.At && order.PaidAt >= period.From
        group line by new { use.InviteCodeId, use.PromotionId } into g
        select new Bought(g.Key.InviteCodeId, g.Key.PromotionId, 0, g.Sum(l => l.Amount), g.Sum(l => l.Given), 0)).ToListAsync(ct);

    /// <summary>
    /// The lines of orders of those that came with a code, and what each costs the seller: what it buys from the distributor above it or from a supplier;
    /// nothing for who may not see costs.
    /// </summary>
    private IQueryable<CodeLine> Lines(IQueryable<Order> orders)
    {
        var costs = me.Has(Permissions.CostsView);
        return
            from use in used
            where use.Kind == InviteUseKind.Registered
            join order in orders on use.BuyerId equals order.BuyerId
            from line in order.Lines
            from supply in db.SupplyLines.Where(s => costs && s.OrderLineId == line.Id && s.BuyerId == me.OrganizationId).DefaultIfEmpty()
            from purchase in db.PurchaseLines.Where(p => costs && p.OrderLineId == line.Id && p.OrganizationId == me.OrganizationId).DefaultIfEmpty()
            select new CodeLine
            {
                CodeId = use.InviteCodeId,
                PromotionId = use.PromotionId,
                OrderId = order.Id,
                PaidAt = order.PaidAt!.Value,
                Amount = line.Amount,
                Given = line.Given,
                Cost = (supply == null ? 0 : supply.Amount) + (purchase == null ? 0 : purchase.Amount),
            };
    }

    private sealed record Bought(long Id, long? PromotionId, int Orders, decimal Revenue, decimal Given, decimal Cost);

    private sealed class CodeLine
    {
        public long CodeId { get; init; }

        public long? PromotionId { get; init; }

        public long OrderId { get; init; }

        public DateTime PaidAt { get; init; }

        public decimal Amount { get; init; }

        public decimal Given { get; init; }

        public decimal Cost { get; init; }
    }
}
