using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Domain.Reports;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Reports.Attribution;

/// <summary>
/// What invite codes have brought, by promotion, code, salesperson or department. A salesperson sees what their own codes have brought of the customers that
/// they serve; Operations and Admin see all. Filters: <c>by</c>, <c>period</c>, or <c>from</c> and <c>to</c> (Shanghai days).
/// </summary>
public sealed class AttributionQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The key of what belongs to no promotion, or of a salesperson without a department.</summary>
    public const string None = "none";

    /// <summary>The figures of a period, those that brought most at the top unless the request sorts otherwise.</summary>
    public async Task<AttributionReport> ReportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ReportsAttribution, ct);
        return await ReportAsync(me, request, ct);
    }

    /// <summary>The report as a workbook, with margin for who may see costs.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ReportsAttribution, ct);
        var report = await ReportAsync(me, request, ct);
        var file = $"attribution-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        await contexts.AuditAsync(me, "AttributionExported", "Attribution", AuditText.Exported(report.Rows.Count, file), ct);
        return new WorkbookExport(
            file, WorkbookWriter.Export(AttributionSheetRow.Schema(report.WithMargin), report.Rows.Append(report.Total).Select(AttributionSheetRow.Of)));
    }

    /// <summary>
    /// The customers or orders behind a figure of the report, which add up to it; further filters <c>figure</c>, and <c>key</c> of the row, or without one
    /// of all.
    /// </summary>
    public async Task<AttributionBehind> BehindAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ReportsAttribution, ct);
        var (by, period) = Asked(request);
        await using var db = contexts.Open(me);
        var facts = await AttributionFacts.ReadAsync(db, me, period.To, by == AttributionBy.Department, ct);
        return new BehindFigure(new AttributionKeys(by, facts.Departments), period, me.Has(Permissions.CostsView), facts)
            .Of(request.Filter<AttributionFigure>("figure") ?? AttributionFigure.SignUps, request.Filter("key"));
    }

    private (AttributionBy By, AttributionPeriod Period) Asked(PageRequest request) =>
        (request.Filter<AttributionBy>("by") ?? AttributionBy.Promotion, AttributionPeriod.Of(request, time.UtcNow()));

    private async Task<AttributionReport> ReportAsync(Actor me, PageRequest request, CancellationToken ct)
    {
        var (by, period) = Asked(request);
        var withMargin = me.Has(Permissions.CostsView);
        await using var db = contexts.Open(me);
        var departments = by == AttributionBy.Department ? await AttributionFacts.DepartmentsAsync(db, ct) : [];
        var keys = new AttributionKeys(by, departments);
        var reading = new AttributionSums(db, me, period);
        var groups = (await reading.ReadAsync(ct)).GroupBy(s => keys.Of(s.Of)).ToList();
        var paybacks = withMargin ? await PaybacksAsync(reading, groups, ct) : [];
        var rows = groups.Select(g => Row(g.Key, keys.NameOf(g.First().Of), keys.DetailOf(g.First().Of), [.. g]))
            .Where(r => r.SignUps + r.FirstOrders + r.Orders + r.Entered > 0 || r.EnteredRevenue > 0);
        return new(by, period, withMargin, [.. Sorted(rows, request)], Row("", "", "", [.. groups.SelectMany(g => g)]));

        AttributionRow Row(string key, string name, string detail, IReadOnlyList<CodeSum> sums) => new(
            key, name, detail, sums.Sum(s => s.SignUps), sums.Sum(s => s.FirstOrders), sums.Sum(s => s.Orders), sums.Sum(s => s.Revenue),
            sums.Sum(s => s.Given), withMargin ? sums.Sum(s => s.Revenue - s.Cost) : null, paybacks.GetValueOrDefault(key)?.Payback,
            sums.Sum(s => s.Entered), sums.Sum(s => s.EnteredRevenue), sums.Sum(s => s.EnteredGiven));
    }

    /// <summary>By the key of each row, and by none for all of them: where somebody has signed up.</summary>
    private static async Task<Dictionary<string, PaybackSum>> PaybacksAsync(
        AttributionSums reading, IReadOnlyList<IGrouping<string, CodeSum>> groups, CancellationToken ct)
    {
        var began = groups.Where(g => g.Any(s => s.FirstSignUp is not null)).ToList();
        if (began.Count == 0)
        {
            return [];
        }

        var sums = began.ToDictionary(g => g.Key, g => new PaybackSum(g.Min(s => s.FirstSignUp)!.Value));
        var rowOf = began.SelectMany(g => g.Select(s => (s.Of, Row: sums[g.Key]))).ToDictionary(s => (s.Of.Id, s.Of.PromotionId), s => s.Row);
        var all = new PaybackSum(began.SelectMany(g => g).Min(s => s.FirstSignUp)!.Value);
        await foreach (var (code, promotion, earned) in reading.EarnedAsync(ct))
        {
            if (rowOf.TryGetValue((code, promotion), out var row))
            {
                row.Add(earned);
                all.Add(earned);
            }
        }

        sums[""] = all;
        return sums;
    }

    private static IEnumerable<AttributionRow> Sorted(IEnumerable<AttributionRow> rows, PageRequest request)
    {
        Func<AttributionRow, object?> by = request.Sort switch
        {
            "name" => r => r.Name,
            "sign-ups" => r => r.SignUps,
            "first-orders" => r => r.FirstOrders,
            "given" => r => r.Given,
            "margin" => r => r.Margin,
            "payback" => r => r.Payback?.Days ?? int.MaxValue,
            "entered" => r => r.Entered,
            "entered-revenue" => r => r.EnteredRevenue,
            _ => r => r.Revenue,
        };
        var comparer = Comparer<object?>.Create((a, b) =>
            a is string x && b is string y ? string.CompareOrdinal(x, y) : Comparer<object?>.Default.Compare(a, b));
        return (request.Sort is null || request.Descending ? rows.OrderByDescending(by, comparer) : rows.OrderBy(by, comparer))
            .ThenByDescending(r => r.SignUps).ThenBy(r => r.Key, StringComparer.Ordinal);
    }
}
