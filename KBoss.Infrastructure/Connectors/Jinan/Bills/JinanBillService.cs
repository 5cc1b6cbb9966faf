using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Jinan.Bills;

/// <summary>A line of the centre's bill; amount in yuan, times UTC.</summary>
public sealed record JinanBillRow(
    long Id, string BillNo, string Account, string Item, decimal Usage, string UsageUnit, decimal Amount, DateTime From, DateTime To, int Month,
    string? CustomerCode, string? CustomerName, string OrderNo, string ResourceNo, DateTime StoredAt);

/// <summary>A difference between a month's bill and what was sold here; amounts in yuan, times UTC.</summary>
/// <param name="Here">What it costs by the books here; null where nobody can say, or the actor may not see costs.</param>
public sealed record BillDifferenceRow(
    long Id, int Version, int Month, BillDifferenceKind Kind, string Subject, string Account, string? CustomerCode, string? CustomerName, string Item,
    string OrderNo, string ResourceNo, decimal There, decimal? Here, By LookedBy, DateTime? LookedAt, string Note);

/// <summary>
/// Reads and syncs the bills of the supercomputing centre. A salesperson sees those of customers of its own [R-ISO-2], Operations and Finance all of the
/// organization's; what something costs here is shown to whoever may see costs or the books.
/// </summary>
public sealed class JinanBillService(
    KBossDbContextFactory contexts, ICurrentActor current, JinanBillSync sync, IOptionsSnapshot<JinanOptions> options, TimeProvider time)
{
    /// <summary>How many lines an export holds at most.</summary>
    public const int MaxExport = 10_000;

    /// <summary>The month of now, as <c>yyyyMM</c>.</summary>
    public int ThisMonth => BillMonth.At(time.UtcNow());

    /// <summary>The lines; filters <c>q</c> over number, account and item, <c>month</c> (<c>yyyy-MM</c> or <c>yyyyMM</c>).</summary>
    public async Task<Page<JinanBillRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanBills, ct);
        await using var db = contexts.Open(me);
        var found = Found(db, me, request);
        var sums = await found.GroupBy(_ => 1).Select(g => new { Count = g.Count(), Amount = g.Sum(b => b.Amount) }).FirstOrDefaultAsync(ct);
        return await Rows(db, found).ToPageAsync(request, sums?.Count ?? 0, ct) with
        {
            Sums = new Dictionary<string, decimal> { ["amount"] = sums?.Amount ?? 0 },
        };
    }

    /// <summary>The lines that <see cref="ListAsync"/> finds, as a workbook.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanBills, ct);
        await using var db = contexts.Open(me);
        var rows = await Rows(db, Found(db, me, request)).FirstRowsAsync(MaxExport, ct);
        return new WorkbookExport(NameOf("jinan-bills"), WorkbookWriter.Export(BillSheets.Bills, rows.To(BillSheetRow.Of)));
    }

    /// <summary>
    /// The differences, those that nobody has looked at first; filters <c>q</c> over numbers, account and item, <c>month</c>, <c>kind</c>, <c>looked</c>
    /// (<c>yes</c> or <c>no</c>).
    /// </summary>
    public async Task<Page<BillDifferenceRow>> DifferencesAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanBills, ct);
        await using var db = contexts.Open(me);
        return await Rows(db, me, Differing(db, me, request)).ToPageAsync(request, ct);
    }

    /// <summary>The differences that <see cref="DifferencesAsync"/> finds, as a workbook.</summary>
    public async Task<WorkbookExport> ExportDifferencesAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanBills, ct);
        await using var db = contexts.Open(me);
        var rows = await Rows(db, me, Differing(db, me, request)).FirstRowsAsync(MaxExport, ct);
        return new WorkbookExport(NameOf("jinan-differences"), WorkbookWriter.Export(BillSheets.Differences, rows.To(BillSheetRow.Of)));
    }

    /// <summary>Fetches a month (<c>yyyyMM</c>) now; <c>Connectors.NotConfigured</c>, and <c>Connectors.MonthInvalid</c> for one that has not begun.</summary>
    public async Task<BillSyncResult> SyncAsync(int month, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanBills, ct);
        if (!options.Value.IsConfigured)
        {
            throw new RuleException("Connectors.NotConfigured", JinanOptions.Vendor);
        }

        return BillMonth.Of(month).Start <= time.UtcNow()
            ? await sync.RunAsync(me.OrganizationId, month, ct) : throw new RuleException("Connectors.MonthInvalid") { Field = "month" };
    }

    /// <summary>Says what is with a difference: it has been looked at.</summary>
    public async Task LookAsync(long id, int version, string? note, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanBills, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var difference = await Seen(db, me).GetAsync("difference", id, version, ct);
            difference.Look(me.By, note, db.Now);
            db.AfterCommit(new JinanBillsChanged(me.OrganizationId, difference.Month));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Finance sees all lines, whoever the customer is; others see those of customers that they see.</summary>
    private static bool SeesAll(Actor me) => me.Has(Permissions.CustomersViewAll) || me.Has(Permissions.CashViewAll);

    private static int? Month(PageRequest request) => request.Filter("month") is not { } text ? null
        : int.TryParse(text.Replace("-", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var month) ? month
        : throw request.Unknown("month");

    private static IQueryable<JinanBillLine> Found(KBossDbContext db, Actor me, PageRequest request)
    {
        var bills = db.JinanBills.AsNoTracking().Where(b => b.OrganizationId == me.OrganizationId);
        if (!SeesAll(me))
        {
            var own = db.CustomersOf(me).Select(c => c.BuyerId);
            bills = bills.Where(b => b.BuyerId != null && own.Contains(b.BuyerId.Value));
        }

        if (request.Search() is { } pattern)
        {
            bills = bills.Where(b => SearchText.Finds(b.BillNo, pattern) || SearchText.Finds(b.Account, pattern) || SearchText.Finds(b.Item, pattern));
        }

        return Month(request) is { } month ? bills.Where(b => b.Month == month) : bills;
    }

    private static IQueryable<BillDifference> Seen(KBossDbContext db, Actor me)
    {
        var differences = db.BillDifferences.Where(d => d.OrganizationId == me.OrganizationId);
        if (SeesAll(me))
        {
            return differences;
        }

        var own = db.CustomersOf(me).Select(c => c.BuyerId);
        return differences.Where(d => d.BuyerId != null && own.Contains(d.BuyerId.Value));
    }

    private static IQueryable<BillDifference> Differing(KBossDbContext db, Actor me, PageRequest request)
    {
        var differences = Seen(db, me).AsNoTracking();
        if (request.Search() is { } pattern)
        {
            differences = differences.Where(d => SearchText.Finds(d.Subject, pattern) || SearchText.Finds(d.Account, pattern) || SearchText.Finds(d.Item, pattern)
                || SearchText.Finds(d.OrderNo, pattern));
        }

        if (Month(request) is { } month)
        {
            differences = differences.Where(d => d.Month == month);
        }

        if (request.Filter<BillDifferenceKind>("kind") is { } kind)
        {
            differences = differences.Where(d => d.Kind == kind);
        }

        return request.Choice("looked", "yes", "no") switch
        {
            "yes" => differences.Where(d => d.LookedAt != null),
            "no" => differences.Where(d => d.LookedAt == null),
            _ => differences,
        };
    }

    private static IQueryable<JinanBillRow> Rows(KBossDbContext db, IQueryable<JinanBillLine> bills) =>
        bills.OrderByDescending(b => b.Month).ThenBy(b => b.Account).ThenBy(b => b.Id).Select(b => new JinanBillRow(
            b.Id, b.BillNo, b.Account, b.Item, b.Usage, b.UsageUnit, b.Amount, b.From, b.To, b.Month,
            db.Organizations.Where(o => o.Id == b.BuyerId).Select(o => o.Code).FirstOrDefault(),
            db.Customers.Where(c => c.BuyerId == b.BuyerId).Select(c => c.Name).FirstOrDefault(), b.OrderNo, b.ResourceNo, b.StoredAt));

    private static IQueryable<BillDifferenceRow> Rows(KBossDbContext db, Actor me, IQueryable<BillDifference> differences)
    {
        var costs = me.Has(Permissions.CostsView) || me.Has(Permissions.LedgerView);
        return differences.OrderBy(d => d.LookedAt != null).ThenByDescending(d => d.Month).ThenBy(d => d.Id).Select(d => new BillDifferenceRow(
            d.Id, d.Version, d.Month, d.Kind, d.Subject, d.Account,
            db.Organizations.Where(o => o.Id == d.BuyerId).Select(o => o.Code).FirstOrDefault(),
            db.Customers.Where(c => c.BuyerId == d.BuyerId).Select(c => c.Name).FirstOrDefault(), d.Item, d.OrderNo, d.ResourceNo, d.There,
            costs ? d.Here : null, d.LookedBy, d.LookedAt, d.Note));
    }

    private string NameOf(string what) => $"{what}-{ChinaTime.Day(time.UtcNow()):yyyyMMdd}.xlsx";
}
