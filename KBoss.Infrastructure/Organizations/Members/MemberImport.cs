using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>What an import of members did; the temporary passwords of the new members are told this once.</summary>
public sealed record MemberImportResult(int Added, int Changed, int Unchanged, int Rejected, IReadOnlyList<NewPassword> Passwords)
    : ImportResult(Added, Changed, Unchanged, Rejected);

/// <summary>
/// A workbook of an organization's members, matched by user name. Passwords, the last Admin [R-ORG-4] (<c>Organizations.LastAdmin</c>) and free names
/// and phones are guarded as for a single member.
/// </summary>
public sealed class MemberImport(AccountNames names, TemporaryPassword passwords, IMemberAccess access) : ImportKind<MemberSheetRow>
{
    public override string Name => "Members";

    public override string Permission => Permissions.MembersManage;

    public override string SensitivePermission => Permissions.MembersViewSensitive;

    public override WorkbookLimits Limits => MemberWorkbook.Limits;

    public override IReadOnlyList<Type> ValueTypes => [typeof(Role[])];

    public override Func<MemberSheetRow, object> MakeBefore => _ => passwords.Make();

    public override Task<ImportForm<MemberSheetRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct) =>
        subjectId == 0
            ? Task.FromResult(new ImportForm<MemberSheetRow>("members", MemberWorkbook.Schema(me.Kind)))
            : throw new NotFoundException("organization", subjectId);

    public override async Task<ImportPlan<MemberSheetRow>> PlanAsync(
        KBossDbContext db, ImportUpload<MemberSheetRow> upload, bool toCarryOut, CancellationToken ct)
    {
        if (toCarryOut)
        {
            await MemberService.MeetAsync(db, upload.Me, ct);
        }

        var keys = upload.File.Rows.Select(r => UserNames.Key(r.Value.UserName)).ToList();
        var members = db.Members.Include(m => m.Roles).Where(m => keys.Contains(m.UserNameKey));
        var known = await (toCarryOut ? members : members.AsNoTracking()).ToDictionaryAsync(m => m.UserNameKey, ct);
        var taken = await names.FindAsync(keys, [.. upload.File.Rows.Select(r => r.Value.Phone).Where(p => p.Length > 0)], ct);
        var admins = await db.Members.Where(m => m.Status == MemberStatus.Active && m.Roles.Any(r => r.Role == Role.Admin)).Select(m => m.Id).ToListAsync(ct);
        return new MemberPlan(upload, known, taken, admins, passwords, access);
    }
}
