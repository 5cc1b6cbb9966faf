using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>That a member sits in a department, by the department's name.</summary>
public sealed record Seat(long DepartmentId, string Department, Position Position);

/// <summary>
/// A member in the list of its Admin: the phone is masked, times are UTC, <see cref="CreatedBy"/> is empty for an account that registered itself.
/// </summary>
public sealed record MemberRow(
    long Id, string UserName, string Name, string MaskedPhone, IReadOnlyList<Role> Roles, IReadOnlyList<Seat> Seats, MemberStatus Status,
    bool MustChangePassword, By CreatedBy, DateTime CreatedAt, DateTime? LastSignInAt, bool HasAuthenticator = false);

/// <summary>Somebody who waits to be let in; the phone is masked, the time UTC.</summary>
public sealed record JoinRow(long Id, string UserName, string Name, string MaskedPhone, DateTime CreatedAt);

/// <summary>The members of the actor's own organization, as its Admin sees them.</summary>
public sealed class MemberQueries(ICurrentActor current, KBossDbContextFactory contexts, IMemberAccess access, TimeProvider time)
{
    /// <summary>How many rows an export holds at most.</summary>
    public const int MaxExport = 5_000;

    /// <summary>The value of the filter <c>status</c> for accounts that are closed for a while, after wrong passwords.</summary>
    public const string Locked = "Locked";

    /// <summary>
    /// One page of members by the filters <c>q</c> (account name or name), <c>phone</c> (in full, or its last digits), <c>role</c>,
    /// <c>department</c> (with those below it), <c>status</c> (or <see cref="Locked"/>) and <c>signed-in</c> (<c>today</c>).
    /// </summary>
    public async Task<Page<MemberRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        await using var db = contexts.Open(me);
        var page = await Found(db, request, await DepartmentsAsync(db, request, ct), time.UtcNow())
            .Sorted(request, ("created", m => m.CreatedAt), ("account", m => m.UserName), ("name", m => m.Name), ("status", m => m.Status))
            .ThenBy(m => m.Id)
            .Select(m => new
            {
                m.Id,
                m.UserName,
                m.Name,
                m.Phone,
                m.Status,
                m.TemporaryPasswordUntil,
                m.CreatedBy,
                m.CreatedAt,
                Roles = m.Roles.Select(r => r.Role).ToList(),
            })
            .ToPageAsync(request, ct);
        var ids = page.Rows.Select(m => m.Id).ToList();
        var seats = (await db.DepartmentMembers.Where(s => ids.Contains(s.MemberId))
                .Select(s => new { s.MemberId, Seat = new Seat(s.DepartmentId, s.Department!.Name, s.Position) }).ToListAsync(ct))
            .ToLookup(s => s.MemberId, s => s.Seat);
        var signIns = await access.OfAsync(db, ids, ct);
        return new Page<MemberRow>(
            [.. page.Rows.Select(m => new MemberRow(
                m.Id, m.UserName, m.Name, Masked.Phone(m.Phone), [.. m.Roles.Order()], [.. seats[m.Id].OrderByDescending(s => s.Position)],
                m.Status, m.TemporaryPasswordUntil is not null, m.CreatedBy, m.CreatedAt, signIns[m.Id].LastAt,
                signIns[m.Id].HasAuthenticator))],
            page.Total);
    }

    /// <summary>Who waits to be let in, the oldest first.</summary>
    public async Task<IReadOnlyList<JoinRow>> WaitingAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        await using var db = contexts.Open(me);
        var waiting = await db.JoinRequests.AsNoTracking().Where(r => r.Status == JoinStatus.Waiting).OrderBy(r => r.Id).Take(100).ToListAsync(ct);
        return [.. waiting.Select(r => new JoinRow(r.Id, r.UserName, r.Name, Masked.Phone(r.Phone), r.CreatedAt))];
    }

    /// <summary>
    /// The members that the filters find, as a workbook that can be mended and imported again. Phones are in it for who may see them, and then
    /// the export is audited; otherwise the column is empty.
    /// </summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        var phones = me.Has(Permissions.MembersViewSensitive);
        await using var db = contexts.Open(me);
        var members = await Found(db, request, await DepartmentsAsync(db, request, ct), time.UtcNow())
            .Where(m => m.Status != MemberStatus.Deregistered)
            .OrderBy(m => m.UserName).Take(MaxExport)
            .Select(m => new { m.Id, m.UserName, m.Name, m.Phone, Roles = m.Roles.Select(r => r.Role).ToList() })
            .AsNoTracking().ToListAsync(ct);
        var rows = members.Select(m => new MemberSheetRow
        {
            UserName = m.UserName,
            Name = m.Name,
            Phone = phones ? m.Phone : "",
            Roles = [.. m.Roles.Order()],
        }).ToList();
        var file = $"members-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        await contexts.AuditAsync(me, phones ? "MembersExportedWithPhones" : "MembersExported", "Members", AuditText.Exported(rows.Count, file), ct);
        return new WorkbookExport(
            file, WorkbookWriter.Export(MemberWorkbook.Schema(me.Kind), rows));
    }

    private static async Task<IReadOnlyList<long>?> DepartmentsAsync(KBossDbContext db, PageRequest request, CancellationToken ct)
    {
        if (request.Id("department") is not { } top)
        {
            return null;
        }

        var all = await db.Departments.Select(d => new { d.Id, d.ParentId }).ToListAsync(ct);
        var found = new List<long> { top };
        for (var next = 0; next < found.Count; next++)
        {
            found.AddRange(all.Where(d => d.ParentId == found[next] && !found.Contains(d.Id)).Select(d => d.Id));
        }

        return found;
    }

    private IQueryable<Member> Found(KBossDbContext db, PageRequest request, IReadOnlyList<long>? departments, DateTime now)
    {
        var members = db.Members.AsNoTracking();
        if (request.Search() is { } pattern)
        {
            members = members.Where(m => SearchText.Finds(m.UserName, pattern) || SearchText.Finds(m.Name, pattern));
        }

        if (request.Filter("phone") is { } typed)
        {
            var phone = Phones.Mobile(typed) ?? NormalText.Number(typed);
            // Only what the mask shows can be searched for in part, or the hidden digits could be guessed one by one.
            members = phone.Length <= 4 ? members.Where(m => m.Phone.EndsWith(phone)) : members.Where(m => m.Phone == phone);
        }

        if (request.Filter<Role>("role") is { } role)
        {
            members = members.Where(m => m.Roles.Any(r => r.Role == role));
        }

        if (request.Filter<MemberStatus>("status", Locked) is { } status)
        {
            members = members.Where(m => m.Status == status);
        }

        if (request.Filter("status") == Locked)
        {
            members = members.Where(m => m.LockoutEnd > now);
        }

        if (request.Is("signed-in", "today"))
        {
            var today = access.SignedInSince(db, ChinaTime.Start(ChinaTime.Day(now)));
            members = members.Where(m => today.Contains(m.Id));
        }

        return departments is null ? members
            : members.Where(m => db.DepartmentMembers.Any(s => s.MemberId == m.Id && departments.Contains(s.DepartmentId)));
    }
}
