using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Reports.Activity;

/// <summary>
/// Who uses KBoss: the members of the actor's distributor, and apart from them those of its customers, for an Admin. A member is active in a span in which one
/// of its sessions was seen; sessions are kept long enough for the longest span. No more is told of any other distributor than that it is none of these.
/// </summary>
public sealed class ActivityQueries(KBossDbContextFactory contexts, ICurrentActor current, IOptions<SessionLimits> limits, TimeProvider time)
{
    /// <summary>How many rows an export holds at most.</summary>
    public const int MaxExport = 50_000;

    /// <summary>
    /// Every organization, the one with the most active members first. Filters <c>of</c> (<see cref="ActivityOf"/>), <c>active</c> (a span in which somebody
    /// was active, or <c>none</c>), <c>q</c> (part of code or name); sorts <c>month</c>, <c>week</c>, <c>day</c>, <c>members</c>, <c>last</c>, <c>name</c>.
    /// </summary>
    public async Task<Page<ActivityRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything, me);
        var page = await Rows(db, me, request).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(Told)], page.Total);
    }

    /// <summary>What all organizations add up to: two queries.</summary>
    public async Task<ActivitySum> SumAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything, me);
        var spans = ActivitySpans.At(time.UtcNow());
        var members = await db.Members.Where(m => m.Status == MemberStatus.Active).Join(Seen(db, me), m => m.OrganizationId, o => o.Id, (m, o) => o)
            .GroupBy(o => o.Id == me.OrganizationId).Select(g => new { Own = g.Key, Count = g.Count() }).ToListAsync(ct);
        var active = await Active(db, me, spans.Month).GroupBy(a => a.OrganizationId == me.OrganizationId)
            .Select(g => new
            {
                Own = g.Key,
                Month = g.Count(),
                Week = g.Sum(a => a.LastSeenAt >= spans.Week ? 1 : 0),
                Day = g.Sum(a => a.LastSeenAt >= spans.Day ? 1 : 0),
                Organizations = g.Select(a => a.OrganizationId).Distinct().Count(),
            })
            .ToListAsync(ct);
        return new(Of(true), Of(false), active.Where(a => !a.Own).Sum(a => a.Organizations));

        ActivityCount Of(bool own) => active.Where(a => a.Own == own).Select(a => new ActivityCount(0, a.Day, a.Week, a.Month))
            .FirstOrDefault(new ActivityCount(0, 0, 0, 0)) with
        { Members = members.Where(m => m.Own == own).Sum(m => m.Count) };
    }

    /// <summary>
    /// The members behind a figure, the one seen last first. Filters <c>span</c> (<see cref="ActivitySpan"/>, the longest unless said), <c>of</c>,
    /// <c>organization</c> (its code), <c>q</c> (part of name, user name or organization); sorts <c>last</c>, <c>sessions</c>, <c>name</c>, <c>organization</c>.
    /// </summary>
    public async Task<Page<ActiveMemberRow>> MembersAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything, me);
        return await Members(db, me, request).ToPageAsync(request, ct);
    }

    /// <summary>What <see cref="ListAsync"/> finds, as a workbook, the first <see cref="MaxExport"/> rows.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything, me);
        var rows = await Rows(db, me, request).FirstRowsAsync(MaxExport, ct);
        return Named("activity", WorkbookWriter.Export(ActivitySheetRow.Schema, rows.To(row => ActivitySheetRow.From(Told(row)))));
    }

    /// <summary>What <see cref="MembersAsync"/> finds, as a workbook, the first <see cref="MaxExport"/> rows.</summary>
    public async Task<WorkbookExport> ExportMembersAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything, me);
        var rows = await Members(db, me, request).FirstRowsAsync(MaxExport, ct);
        return Named("active-members", WorkbookWriter.Export(ActiveMemberSheetRow.Schema, rows.To(ActiveMemberSheetRow.From)));
    }

    private static ActivityRow Told(OrganizationActivity row) => new(
        row.Code, row.Name, row.Own ? ActivityOf.Staff : ActivityOf.Customers, new ActivityCount(row.Members, row.Day, row.Week, row.Month), row.LastSeenAt);

    /// <summary>The actor's own distributor, and the customers that buy from it.</summary>
    private static IQueryable<Organization> Seen(KBossDbContext db, Actor me) => db.Organizations.AsNoTracking()
        .Where(o => o.Id == me.OrganizationId || (o.SellerId == me.OrganizationId && o.Kind == OrganizationKind.Customer));

    /// <summary>Sessions of those organizations that were seen since an instant; none lasts longer than its limit, so that an index finds them.</summary>
    internal IQueryable<Session> Sessions(KBossDbContext db, Actor me, DateTime since)
    {
        var began = since - limits.Value.Lifetime;
        return db.Sessions.AsNoTracking().Where(s => s.BeganAt >= began && s.LastSeenAt >= since)
            .Join(Seen(db, me), s => s.OrganizationId, o => o.Id, (s, o) => s);
    }

    /// <summary>The members seen since an instant.</summary>
    private IQueryable<MemberActivity> Active(KBossDbContext db, Actor me, DateTime since) => Sessions(db, me, since)
        .GroupBy(s => new { s.OrganizationId, s.MemberId })
        .Select(g => new MemberActivity
        {
            OrganizationId = g.Key.OrganizationId,
            MemberId = g.Key.MemberId,
            LastSeenAt = g.Max(s => s.LastSeenAt),
            Sessions = g.Count(),
        });

    private IQueryable<OrganizationActivity> Rows(KBossDbContext db, Actor me, PageRequest request)
    {
        var spans = ActivitySpans.At(time.UtcNow());
        var active = Active(db, me, spans.Month).GroupBy(a => a.OrganizationId).Select(g => new
        {
            Id = g.Key,
            Month = g.Count(),
            Week = g.Sum(a => a.LastSeenAt >= spans.Week ? 1 : 0),
            Day = g.Sum(a => a.LastSeenAt >= spans.Day ? 1 : 0),
            LastSeenAt = g.Max(a => a.LastSeenAt),
        });
        var rows = Seen(db, me).LeftJoin(active, o => o.Id, a => a.Id, (o, a) => new OrganizationActivity
        {
            Code = o.Code,
            Name = o.Name,
            Own = o.Id == me.OrganizationId,
            Members = db.Members.Count(m => m.OrganizationId == o.Id && m.Status == MemberStatus.Active),
            Day = (int?)a!.Day ?? 0,
            Week = (int?)a.Week ?? 0,
            Month = (int?)a.Month ?? 0,
            LastSeenAt = (DateTime?)a.LastSeenAt,
        });
        if (request.Filter<ActivityOf>("of") is { } of)
        {
            rows = rows.Where(r => r.Own == (of == ActivityOf.Staff));
        }

        rows = request.Filter<ActivitySpan>("active", "none") switch
        {
            ActivitySpan.Day => rows.Where(r => r.Day > 0),
            ActivitySpan.Week => rows.Where(r => r.Week > 0),
            ActivitySpan.Month => rows.Where(r => r.Month > 0),
            _ => request.Filter("active") == "none" ? rows.Where(r => r.Month == 0) : rows,
        };
        if (request.Search() is { } text)
        {
            rows = rows.Where(r => SearchText.Finds(r.Name, text) || SearchText.Finds(r.Code, text));
        }

        var sorted = request.Sort is null
            ? rows.OrderByDescending(r => r.Month).ThenByDescending(r => r.Week)
            : rows.Sorted(
                request, ("month", r => r.Month), ("week", r => r.Week), ("day", r => r.Day), ("members", r => r.Members), ("last", r => r.LastSeenAt),
                ("name", r => r.Name));
        return sorted.ThenBy(r => r.Code);
    }

    private IQueryable<ActiveMemberRow> Members(KBossDbContext db, Actor me, PageRequest request)
    {
        var since = ActivitySpans.At(time.UtcNow()).Of(request.Filter<ActivitySpan>("span") ?? ActivitySpan.Month);
        var organizations = Seen(db, me);
        if (request.Filter<ActivityOf>("of") is { } of)
        {
            organizations = organizations.Where(o => (o.Id == me.OrganizationId) == (of == ActivityOf.Staff));
        }

        if (request.Filter("organization") is { } code)
        {
            organizations = organizations.Where(o => o.Code == code);
        }

        var rows = Active(db, me, since).Join(db.Members, a => a.MemberId, m => m.Id, (a, m) => new { Active = a, Member = m })
            .Join(organizations, a => a.Active.OrganizationId, o => o.Id, (a, o) => new { a.Active, a.Member, Organization = o });
        if (request.Search() is { } text)
        {
            rows = rows.Where(r => SearchText.Finds(r.Member.Name, text) || SearchText.Finds(r.Member.UserName, text) || SearchText.Finds(r.Organization.Name, text));
        }

        var sorted = request.Sort is null
            ? rows.OrderByDescending(r => r.Active.LastSeenAt)
            : rows.Sorted(
                request, ("last", r => r.Active.LastSeenAt), ("sessions", r => r.Active.Sessions), ("name", r => r.Member.Name),
                ("organization", r => r.Organization.Name));
        return sorted.ThenBy(r => r.Member.Id).Select(r => new ActiveMemberRow(
            r.Member.Id, r.Member.UserName, r.Member.Name, r.Organization.Code, r.Organization.Name,
            r.Organization.Id == me.OrganizationId ? ActivityOf.Staff : ActivityOf.Customers, r.Active.LastSeenAt, r.Active.Sessions));
    }

    private WorkbookExport Named(string name, byte[] content) =>
        new($"{name}-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx", content);

    private sealed class MemberActivity
    {
        public required long OrganizationId { get; init; }

        public required long MemberId { get; init; }

        public required DateTime LastSeenAt { get; init; }

        public required int Sessions { get; init; }
    }

    private sealed class OrganizationActivity
    {
        public required string Code { get; init; }

        public required string Name { get; init; }

        public required bool Own { get; init; }

        public required int Members { get; init; }

        public required int Day { get; init; }

        public required int Week { get; init; }

        public required int Month { get; init; }

        public required DateTime? LastSeenAt { get; init; }
    }
}
