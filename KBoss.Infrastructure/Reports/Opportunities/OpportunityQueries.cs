using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Opportunities;

/// <summary>
/// Customers whom it is worth talking to: a salesperson sees those that they serve, whoever may view all of them all of the organization's [R-ISO-2]. Filters
/// of every list: <c>q</c> (name, contact, code, whole phone of the customer) and <c>salesperson</c> (a member's id, or <c>none</c>).
/// </summary>
public sealed class OpportunityQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>How many rows an export holds at most.</summary>
    public const int MaxExport = 10_000;

    /// <summary>How long nothing was paid that the list of the unused can be asked for, in days.</summary>
    public static IReadOnlyList<int> UnusedChoices { get; } = [30, OpportunitySets.UnusedDays, 90, 180];

    /// <summary>
    /// Resources that end soon or are in their days of grace, and do not renew by themselves; what ends first stands first. Sorts <c>ends</c>,
    /// <c>product</c>, <c>customer</c>, <c>salesperson</c>.
    /// </summary>
    public async Task<Page<DueRow>> DueAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.OpenForDue(me);
        var page = await DueLines(db, me, request).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(line => Row(line))], page.Total);
    }

    /// <summary>
    /// Customers for whom nothing runs and that paid nothing for <c>days</c> days (60 unless one of <see cref="UnusedChoices"/> is asked for); <c>money</c> =
    /// <c>yes</c> for those whose wallet holds money. Those with most money stand first. Sorts <c>balance</c>, <c>name</c>, <c>salesperson</c>, <c>last-paid</c>,
    /// <c>registered</c>.
    /// </summary>
    public async Task<Page<UnusedRow>> UnusedAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var page = await UnusedLines(db, me, request).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(Row)], page.Total);
    }

    /// <summary>
    /// Customers that paid at least 30 % more in the last 90 days than in the 90 days before, in which they paid something; those that grow most, in yuan,
    /// stand first. Sorts <c>growth</c>, <c>name</c>, <c>salesperson</c>, <c>recent</c>, <c>before</c>.
    /// </summary>
    public async Task<Page<GrowingRow>> GrowingAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var page = await GrowingLines(db, me, request).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(Row)], page.Total);
    }

    /// <summary>The list that <c>tab</c> names (<c>unused</c>, <c>growing</c>, otherwise what is due), as a workbook.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        var opportunity = request.Filter<Opportunity>("tab") ?? Opportunity.Due;
        var rows = await SheetAsync(me, opportunity, request, ct);
        var at = ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture);
        var file = $"opportunities-{opportunity.ToString().ToLowerInvariant()}-{at}.xlsx";
        await contexts.AuditAsync(me, "OpportunitiesExported", "Opportunities", AuditText.Exported(rows.Count, file), ct);
        return new WorkbookExport(
            file, WorkbookWriter.Export(OpportunitySheetRow.Schema(opportunity), rows));
    }

    /// <summary>The buyers of an opportunity by the filters of its list, at most so many.</summary>
    internal async Task<IReadOnlyList<long>> BuyersAsync(Actor me, Opportunity opportunity, PageRequest request, int most, CancellationToken ct)
    {
        await using var db = opportunity == Opportunity.Due ? contexts.OpenForDue(me) : contexts.Open(me);
        var buyers = opportunity switch
        {
            Opportunity.Due => DueResourcesOf(db, me, request).Select(d => d.Customer.BuyerId),
            Opportunity.Unused => UnusedCustomers(db, me, request).Select(c => c.BuyerId),
            _ => GrowingCustomers(db, me, request).Select(g => g.Customer.BuyerId),
        };
        return await buyers.Distinct().OrderBy(id => id).Take(most).ToListAsync(ct);
    }

    private static IQueryable<Customer> Customers(KBossDbContext db, Actor me, PageRequest request) =>
        CustomerListQueries.OfSalesperson(db.CustomersOf(me), request).Sought(db, request);

    private IQueryable<DueResource> DueResourcesOf(KBossDbContext db, Actor me, PageRequest request) =>
        from r in db.Due(me, time.UtcNow())
        join c in Customers(db, me, request) on r.BuyerId equals c.BuyerId
        select new DueResource { Resource = r, Customer = c };

    private IQueryable<Customer> UnusedCustomers(KBossDbContext db, Actor me, PageRequest request)
    {
        var days = int.TryParse(request.Filter("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && UnusedChoices.Contains(asked)
            ? asked : OpportunitySets.UnusedDays;
        var now = time.UtcNow();
        return Customers(db, me, request).Unused(db, me.OrganizationId, ChinaTime.AddDays(now, -days), request.Is("money", "yes"), now);
    }

    private IQueryable<GrowingCustomer> GrowingCustomers(KBossDbContext db, Actor me, PageRequest request) =>
        from s in db.Growing(me.OrganizationId, time.UtcNow())
        join c in Customers(db, me, request) on s.BuyerId equals c.BuyerId
        select new GrowingCustomer { Customer = c, Recent = s.Recent, Before = s.Before };

    private IQueryable<DueLine> DueLines(KBossDbContext db, Actor me, PageRequest request) => (
        from due in DueResourcesOf(db, me, request).AsNoTracking()
        join o in db.Organizations on due.Customer.BuyerId equals o.Id
        join m in db.Members on due.Customer.SalespersonId equals m.Id into served
        from m in served.DefaultIfEmpty()
        select new DueLine
        {
            Id = due.Resource.Id,
            ResourceNo = due.Resource.ResourceNo,
            OrderNo = due.Resource.OrderNo,
            Product = due.Resource.Sold.ProductName,
            Code = o.Code,
            Name = due.Customer.Name,
            SalespersonId = due.Customer.SalespersonId,
            Salesperson = m == null ? null : m.Name,
            EndsAt = due.Resource.EndsAt!.Value,
        }).Sorted(request, ("ends", r => r.EndsAt), ("product", r => r.Product), ("customer", r => r.Name), ("salesperson", r => r.Salesperson)).ThenBy(r => r.Id);

    private IQueryable<UnusedLine> UnusedLines(KBossDbContext db, Actor me, PageRequest request) => (
        from c in UnusedCustomers(db, me, request).AsNoTracking()
        join o in db.Organizations on c.BuyerId equals o.Id
        join m in db.Members on c.SalespersonId equals m.Id into served
        from m in served.DefaultIfEmpty()
        select new UnusedLine
        {
            Id = c.Id,
            Code = o.Code,
            Name = c.Name,
            SalespersonId = c.SalespersonId,
            Salesperson = m == null ? null : m.Name,
            Balance = db.Wallets.Where(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId).Select(w => (decimal?)w.Balance).FirstOrDefault(),
            LastPaidAt = db.PaidAt(me.OrganizationId).Where(x => x.BuyerId == c.BuyerId).Max(x => x.PaidAt),
            CreatedAt = c.CreatedAt,
        }).Sorted(
            request with { Descending = request.Sort is null || request.Descending },
            ("balance", r => (double?)r.Balance), ("name", r => r.Name), ("salesperson", r => r.Salesperson), ("last-paid", r => r.LastPaidAt),
            ("registered", r => r.CreatedAt)).ThenBy(r => r.Id);

    private IQueryable<GrowingLine> GrowingLines(KBossDbContext db, Actor me, PageRequest request) => (
        from grown in GrowingCustomers(db, me, request)
        join o in db.Organizations on grown.Customer.BuyerId equals o.Id
        join m in db.Members on grown.Customer.SalespersonId equals m.Id into served
        from m in served.DefaultIfEmpty()
        select new GrowingLine
        {
            Id = grown.Customer.Id,
            Code = o.Code,
            Name = grown.Customer.Name,
            SalespersonId = grown.Customer.SalespersonId,
            Salesperson = m == null ? null : m.Name,
            Recent = grown.Recent,
            Before = grown.Before,
        }).Sorted(
            request with { Descending = request.Sort is null || request.Descending },
            ("growth", r => (double)r.Recent - (double)r.Before), ("name", r => r.Name), ("salesperson", r => r.Salesperson), ("recent", r => (double)r.Recent),
            ("before", r => (double)r.Before)).ThenBy(r => r.Id);

    private DueRow Row(DueLine line)
    {
        var now = time.UtcNow();
        return new DueRow(
            line.ResourceNo, line.OrderNo, line.Product, line.Code, line.Name, line.Salesperson, line.EndsAt,
            ChinaTime.DaysBetween(now, line.EndsAt), line.EndsAt > now ? ResourceState.Ending : ResourceState.Grace)
        {
            SalespersonId = line.SalespersonId,
        };
    }

    private static UnusedRow Row(UnusedLine line) => new(line.Code, line.Name, line.Salesperson, line.Balance ?? 0, line.LastPaidAt, line.CreatedAt)
    {
        SalespersonId = line.SalespersonId,
    };

    private static GrowingRow Row(GrowingLine line) =>
        new(line.Code, line.Name, line.Salesperson, line.Recent, line.Before, Math.Round((line.Recent - line.Before) / line.Before, 4, MidpointRounding.AwayFromZero))
        {
            SalespersonId = line.SalespersonId,
        };

    private async Task<FirstRows<OpportunitySheetRow>> SheetAsync(Actor me, Opportunity opportunity, PageRequest request, CancellationToken ct)
    {
        await using var db = opportunity == Opportunity.Due ? contexts.OpenForDue(me) : contexts.Open(me);
        return opportunity switch
        {
            Opportunity.Due => (await DueLines(db, me, request).FirstRowsAsync(MaxExport, ct)).To(line => OpportunitySheetRow.Of(Row(line))),
            Opportunity.Unused => (await UnusedLines(db, me, request).FirstRowsAsync(MaxExport, ct)).To(line => OpportunitySheetRow.Of(Row(line))),
            _ => (await GrowingLines(db, me, request).FirstRowsAsync(MaxExport, ct)).To(line => OpportunitySheetRow.Of(Row(line))),
        };
    }

    private sealed class DueResource
    {
        public Domain.Delivery.Resource Resource { get; init; } = null!;

        public Customer Customer { get; init; } = null!;
    }

    private sealed class GrowingCustomer
    {
        public Customer Customer { get; init; } = null!;

        public decimal Recent { get; init; }

        public decimal Before { get; init; }
    }

    private abstract class Line
    {
        public long Id { get; init; }

        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public long? SalespersonId { get; init; }

        public string? Salesperson { get; init; }
    }

    private sealed class DueLine : Line
    {
        public string ResourceNo { get; init; } = "";

        public string OrderNo { get; init; } = "";

        public string Product { get; init; } = "";

        public DateTime EndsAt { get; init; }
    }

    private sealed class UnusedLine : Line
    {
        public decimal? Balance { get; init; }

        public DateTime? LastPaidAt { get; init; }

        public DateTime CreatedAt { get; init; }
    }

    private sealed class GrowingLine : Line
    {
        public decimal Recent { get; init; }

        public decimal Before { get; init; }
    }
}
