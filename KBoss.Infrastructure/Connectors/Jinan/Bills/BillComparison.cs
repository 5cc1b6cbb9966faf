using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Delivery;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Jinan.Bills;

/// <summary>
/// Compares a month's bills with what the distributor's own customers have and what that costs it, inside the caller's transaction. A line with a reference
/// belongs to the resource of that name; one without, to the resource of the account's customer that has the same item, if there is just one. A resource costs
/// in the month in which a period of it begins, because it is bought ahead.
/// </summary>
public sealed class BillComparison
{
    /// <summary>Matches the lines, and keeps, changes, adds and removes differences so that they say how it stands now; the caller saves.</summary>
    internal async Task RunAsync(KBossDbContext db, long organizationId, int month, CancellationToken ct)
    {
        var span = BillMonth.Of(month);
        var bills = await db.JinanBills.Where(b => b.OrganizationId == organizationId && b.Month == month).OrderBy(b => b.Id).ToListAsync(ct);
        var bindings = await db.JinanBindings.AsNoTracking()
            .Where(b => b.SellerId == organizationId && b.BoundAt < span.End && (b.UnboundAt == null || b.UnboundAt > span.Start)).OrderBy(b => b.Id).ToListAsync(ct);
        var running = await RunningAsync(
            db, organizationId, span, [.. bills.Select(b => b.Reference).Where(r => r.Length > 0).Distinct()], ct);
        var byReference = running.Where(r => r.Reference.Length > 0).GroupBy(r => r.Reference).ToDictionary(same => same.Key, same => same.First());
        foreach (var bill in bills)
        {
            var buyer = bindings.LastOrDefault(b => b.Account == bill.Account && b.BoundAt < bill.To && (b.UnboundAt == null || b.UnboundAt > bill.From))?.BuyerId;
            var found = byReference.GetValueOrDefault(bill.Reference) ?? (bill.Reference.Length == 0 ? Only(running, buyer, bill.Item) : null);
            bill.Match(found?.BuyerId ?? buyer, found?.ResourceNo ?? "", found?.OrderNo ?? "");
        }

        var wanted = Differences(month, span, bills, running, bindings, over: db.Now >= span.End).ToDictionary(d => d.Subject);
        var known = await db.BillDifferences.Where(d => d.OrganizationId == organizationId && d.Month == month).ToListAsync(ct);
        foreach (var difference in known)
        {
            if (wanted.Remove(difference.Subject, out var facts))
            {
                difference.Take(facts);
            }
            else
            {
                db.Remove(difference);
            }
        }

        db.AddRange(wanted.Values.Select(facts => new BillDifference(organizationId, facts)));
    }

    private static IEnumerable<DifferenceFacts> Differences(
        int month, BillMonth span, IReadOnlyList<JinanBillLine> bills, IReadOnlyList<Running> running, IReadOnlyList<JinanBinding> bindings, bool over)
    {
        foreach (var bill in bills.Where(b => b.ResourceNo.Length == 0))
        {
            yield return new DifferenceFacts(
                month, $"bill:{bill.BillNo}", BillDifferenceKind.MissingHere, bill.Account, bill.BuyerId, "", "", bill.Item, bill.Amount, null);
        }

        var billed = bills.Where(b => b.ResourceNo.Length > 0).ToLookup(b => b.ResourceNo);
        foreach (var resource in running)
        {
            var (there, here) = (billed[resource.ResourceNo].Sum(b => b.Amount), resource.CostIn(span));
            var account = billed[resource.ResourceNo].Select(b => b.Account).FirstOrDefault()
                ?? bindings.LastOrDefault(b => b.BuyerId == resource.BuyerId)?.Account ?? "";
            if (!billed.Contains(resource.ResourceNo))
            {
                // What comes from the centre and began within the month may be on the next bill; a month that is not over is not billed yet.
                if (over && (resource.StartsAt < span.Start || here > 0))
                {
                    yield return Of(BillDifferenceKind.MissingThere);
                }
            }
            else if (here is { } cost && cost != there)
            {
                yield return Of(BillDifferenceKind.Amount);
            }

            DifferenceFacts Of(BillDifferenceKind kind) => new(
                month, resource.ResourceNo, kind, account, resource.BuyerId, resource.ResourceNo, resource.OrderNo, resource.SkuCode, there, here);
        }
    }

    private static Running? Only(IReadOnlyList<Running> running, long? buyer, string item) =>
        running.Where(r => r.BuyerId == buyer && (r.Product == item || r.SkuCode == item)).ToList() is [var one] ? one : null;

    /// <summary>
    /// What the centre runs for the distributor's own customers in the month: of its own supplier with what that charges, and of one above, where a bill names it,
    /// without: that is settled with the one above.
    /// </summary>
    private static async Task<List<Running>> RunningAsync(
        KBossDbContext db, long organizationId, BillMonth span, IReadOnlyList<string> references, CancellationToken ct)
    {
        var rows = await (
            from resource in db.Resources.AsNoTracking()
            where resource.SellerId == organizationId && resource.StartsAt < span.End && (resource.EndsAt == null || resource.EndsAt > span.Start)
            from purchase in db.PurchaseLines.Where(p => p.OrderLineId == resource.OrderLineId && p.OrganizationId == organizationId).DefaultIfEmpty()
            from supplier in db.Suppliers.Where(s => s.Id == purchase.SupplierId).DefaultIfEmpty()
            from plan in db.DeliveryPlans.Where(p => p.SupplierId == purchase.SupplierId && p.SkuCode == resource.Sold.SkuCode).DefaultIfEmpty()
            where supplier != null ? supplier.Connector == Connector.Jinan : EF.Parameter(references).Contains(resource.Reference)
            select new
            {
                Resource = resource,
                Cost = purchase == null ? (decimal?)null : purchase.UnitCost,
                Plan = plan,
            }).ToListAsync(ct);
        return rows.ConvertAll(r => new Running(
            r.Resource.ResourceNo, r.Resource.OrderNo, r.Resource.BuyerId, r.Resource.Reference, r.Resource.Sold.SkuCode, r.Plan?[PlanField.Product] ?? "",
            r.Resource.StartsAt, r.Resource.Quantity, r.Resource.Sold.Unit, r.Resource.Sold.Periods, r.Cost));
    }

    private sealed record Running(
        string ResourceNo, string OrderNo, long BuyerId, string Reference, string SkuCode, string Product, DateTime StartsAt, int Quantity, BillingUnit Unit,
        int Periods, decimal? UnitCost)
    {
        /// <summary>What of it is charged in the month, in yuan; null where nobody here can say.</summary>
        public decimal? CostIn(BillMonth span)
        {
            if (UnitCost is not { } unit)
            {
                return null;
            }

            var begun = Unit is BillingUnit.Month or BillingUnit.Year
                ? Enumerable.Range(0, Periods).Count(n => span.Holds(ServicePeriod.End(Unit, n, StartsAt)!.Value))
                : span.Holds(StartsAt) ? Periods : 0;
            return begun == 0 ? 0 : Money.Line(unit, Quantity, begun);
        }
    }
}

/// <summary>A Shanghai month from its first instant to that of the next, in UTC.</summary>
internal sealed record BillMonth(int Number, DateTime Start, DateTime End)
{
    /// <summary>The month of a number such as <c>202601</c>; <c>Connectors.MonthInvalid</c> for any that is none.</summary>
    public static BillMonth Of(int number)
    {
        if (number is < 200001 or > 209912 || number % 100 is < 1 or > 12)
        {
            throw new RuleException("Connectors.MonthInvalid") { Field = "month" };
        }

        var first = new DateOnly(number / 100, number % 100, 1);
        return new BillMonth(number, ChinaTime.Start(first), ChinaTime.Start(ChinaTime.AddMonths(first, 1)));
    }

    /// <summary>The number of the month in which an instant (UTC) lies.</summary>
    public static int At(DateTime utc) => ChinaTime.Day(utc) is var day ? (day.Year * 100) + day.Month : 0;

    public bool Holds(DateTime utc) => utc >= Start && utc < End;
}
