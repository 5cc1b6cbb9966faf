using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Domain.Reports;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Reports.Attribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Registrations;

/// <summary>
/// How many customers have registered, by day, week or month of Shanghai, and whether with an invite code: of those that the actor sees [R-ISO-2], so that each
/// number is that of the list of customers behind it. A customer that was deleted since has never been one.
/// </summary>
public sealed class RegistrationQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>How many rows the report has at most.</summary>
    public const int MaxRows = 1_000;

    /// <summary>
    /// The figures of a period, the newest first unless the request sorts otherwise: one query. Filters <c>by</c> (<see cref="CalendarStep"/>), <c>period</c>, or
    /// <c>from</c> and <c>to</c> (Shanghai days); sorts <c>days</c>, <c>customers</c>, <c>code</c>, <c>alone</c>. Refused with <c>Reports.TooManyRows</c>.
    /// </summary>
    public async Task<RegistrationReport> ReportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        return await ReportAsync(me, request, ct);
    }

    /// <summary>The report as a workbook, with the sum in the last row; the audit log says so.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        var report = await ReportAsync(me, request, ct);
        var file = $"registrations-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        await contexts.AuditAsync(me, "RegistrationsExported", "Registrations", AuditText.Exported(report.Rows.Count, file), ct);
        return new WorkbookExport(
            file, WorkbookWriter.Export(RegistrationSheetRow.Schema, report.Rows.Select(RegistrationSheetRow.Of).Append(RegistrationSheetRow.Total(report))));
    }

    /// <summary>The customers that registered with an invite code of the actor's distributor, each once.</summary>
    internal static IQueryable<InviteUse> ByCode(KBossDbContext db, Actor me) =>
        db.InviteUses.Where(u => u.OrganizationId == me.OrganizationId && u.Kind == InviteUseKind.Registered);

    private async Task<RegistrationReport> ReportAsync(Actor me, PageRequest request, CancellationToken ct)
    {
        var by = request.Filter<CalendarStep>("by") ?? CalendarStep.Day;
        var now = time.UtcNow();
        var (period, today) = (AttributionPeriod.Of(request, now), ChinaTime.Day(now));
        var last = period.Last < today ? period.Last.Value : today;
        var before = period.First <= last ? CalendarSpan.Before(period.First.Value, last) : null;
        await using var db = contexts.Open(me);
        var days = await DaysAsync(db, me, before is { } earlier ? ChinaTime.Start(earlier.First) : period.From, ChinaTime.End(last), ct);
        var first = period.First ?? days.Select(d => d.Day).DefaultIfEmpty(last).Min();
        var spans = CalendarSpan.Between(by, first, last).Take(MaxRows + 1).ToList();
        if (spans.Count > MaxRows)
        {
            throw new RuleException("Reports.TooManyRows", MaxRows) { Field = "by" };
        }

        var counts = days.Where(d => d.Day >= first).ToLookup(d => CalendarSpan.Whole(by, d.Day).First, d => d.Count);
        return new RegistrationReport(
            by, first, last, [.. Sorted(spans.Select(s => new RegistrationRow(s, Sum(counts[s.WholeFirst]))), request)], Sum(counts.SelectMany(c => c)),
            before is { } range ? new(range.First, range.Last, Sum(days.Where(d => d.Day >= range.First && d.Day <= range.Last).Select(d => d.Count))) : null);
    }

    /// <summary>Has the database count by the Shanghai days on which anybody registered: as many rows, however many customers there are.</summary>
    private static async Task<IReadOnlyList<(DateOnly Day, RegistrationCount Count)>> DaysAsync(
        KBossDbContext db, Actor me, DateTime from, DateTime to, CancellationToken ct)
    {
        var counted = await db.CustomersOf(me).AsNoTracking().Where(c => c.CreatedAt >= from && c.CreatedAt < to)
            .LeftJoin(ByCode(db, me), c => c.BuyerId, u => u.BuyerId, (c, u) => new { At = c.CreatedAt.AddHours(ChinaTime.HoursAhead), ByCode = u != null })
            .GroupBy(c => new { c.At.Year, c.At.Month, c.At.Day })
            .Select(g => new { g.Key.Year, g.Key.Month, g.Key.Day, Customers = g.Count(), ByCode = g.Sum(c => c.ByCode ? 1 : 0) })
            .ToListAsync(ct);
        return [.. counted.Select(c => (new DateOnly(c.Year, c.Month, c.Day), new RegistrationCount(c.Customers, c.ByCode)))];
    }

    private static RegistrationCount Sum(IEnumerable<RegistrationCount> counts) =>
        counts.Aggregate(new RegistrationCount(0, 0), (sum, count) => new(sum.Customers + count.Customers, sum.ByCode + count.ByCode));

    private static IEnumerable<RegistrationRow> Sorted(IEnumerable<RegistrationRow> rows, PageRequest request)
    {
        Func<RegistrationRow, int> by = request.Sort switch
        {
            "customers" => r => r.Count.Customers,
            "code" => r => r.Count.ByCode,
            "alone" => r => r.Count.Alone,
            _ => r => r.Span.First.DayNumber,
        };
        return (request.Sort is null || request.Descending ? rows.OrderByDescending(by) : rows.OrderBy(by)).ThenByDescending(r => r.Span.First);
    }
}
