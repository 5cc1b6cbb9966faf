using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>What importing a workbook of members would do.</summary>
internal sealed class MemberPlan : ImportPlan<MemberSheetRow>
{
    private readonly ImportUpload<MemberSheetRow> upload;
    private readonly Dictionary<string, Member> known;
    private readonly IReadOnlyList<KnownAccount> taken;
    private readonly TemporaryPassword passwords;
    private readonly IMemberAccess access;
    private readonly HashSet<string> phones = [];
    private readonly HashSet<string> userNames = [];

    /// <summary>A plan over the organization's known members by the keys of their names, other accounts, and the ids of those who are Admin now.</summary>
    public MemberPlan(
        ImportUpload<MemberSheetRow> upload, Dictionary<string, Member> known, IReadOnlyList<KnownAccount> taken, IReadOnlyList<long> admins,
        TemporaryPassword passwords, IMemberAccess access)
    {
        (this.upload, this.known, this.taken, this.passwords, this.access) = (upload, known, taken, passwords, access);
        Rows = KeepAdmin([.. upload.File.Rows.Select(Of)], admins);
    }

    public override IReadOnlyList<ImportRow<MemberSheetRow>> Rows { get; }

    private IEnumerable<(ImportRow<MemberSheetRow> Row, Member Member)> Changed =>
        Rows.Where(r => r.Kind == ImportRowKind.Changed).Select(r => (r, Known(r.Value)!));

    public override async Task<ImportResult> CarryOutAsync(KBossDbContext db, CancellationToken ct)
    {
        var me = upload.Me;
        foreach (var (row, member) in Changed)
        {
            member.Edit(member.UserName, row.Value.Name);
            member.ChangePhone(row.Value.Phone.Length > 0 ? row.Value.Phone : member.Phone);
            member.SetRoles(row.Value.Roles, me.Kind);
            await access.FollowAsync(db, member, ct);
        }

        // The members first: the audit log names the member of a role by the key that this save gives.
        var added = Rows.Where(r => r.Kind == ImportRowKind.New).Select(Add).ToList();
        db.AddRange(added.Select(a => a.Member));
        await db.SaveChangesAsync(ct);
        added.ForEach(a => a.Member.SetRoles(a.Roles, me.Kind));

        var counts = Counts;
        db.Audit(me.OrganizationId, "MembersImported", "Members", AuditText.Imported(counts.Added, counts.Changed));
        await db.SaveChangesAsync(ct);
        await MemberService.DemandAdminAsync(db, me.OrganizationId, me.Name, ct);
        return new MemberImportResult(
            counts.Added, counts.Changed, counts.Unchanged, counts.Rejected,
            [.. added.Select(a => new NewPassword(a.Member.Id, a.Member.UserName, a.Member.Name, a.Password))]);
    }

    private (Member Member, string Password, IReadOnlyList<Role> Roles) Add(ImportRow<MemberSheetRow> row)
    {
        var (password, hash) = ((string, string))upload.Made[row.Number];
        var member = new Member(upload.Me.OrganizationId, row.Value.UserName, row.Value.Phone, row.Value.Name, upload.Now);
        member.AddedBy(upload.Me.By);
        passwords.GiveTo(member, hash, upload.Now);
        return (member, password, row.Value.Roles);
    }

    private ImportRow<MemberSheetRow> Of(WorkbookRow<MemberSheetRow> row)
    {
        var member = Known(row.Value);
        var errors = row.Errors.Concat(CheckName(row, member)).Concat(CheckPhone(row, member)).ToList();
        return ImportRow.Of(
            row.Number, row.Value, member is not null, member is null || errors.Count > 0 ? [] : Changes(member, row.Value), errors);
    }

    private Member? Known(MemberSheetRow row) => known.GetValueOrDefault(UserNames.Key(row.UserName));

    /// <summary>The rows that would together leave the organization without an Admin are in error, all of them: none is more to blame [R-ORG-4].</summary>
    private IReadOnlyList<ImportRow<MemberSheetRow>> KeepAdmin(List<ImportRow<MemberSheetRow>> rows, IReadOnlyList<long> admins)
    {
        var takes = rows.Where(r => r.Kind == ImportRowKind.Changed && !r.Value.Roles.Contains(Role.Admin) && admins.Contains(Known(r.Value)!.Id)).ToList();
        var gives = rows.Exists(r => r.Value.Roles.Contains(Role.Admin)
            && (r.Kind == ImportRowKind.New || (r.Kind == ImportRowKind.Changed && Known(r.Value)!.Status == MemberStatus.Active)));
        return takes.Count == 0 || gives || takes.Count < admins.Count
            ? rows
            : [.. rows.Select(r => takes.Contains(r)
                ? ImportRow.Of(r.Number, r.Value, isKnown: true, [], [new CellError(r.Number, "Roles", "Organizations.LastAdmin", [r.Value.UserName])])
                : r)];
    }

    /// <summary>What the domain and the other accounts have against a user name that could be read.</summary>
    private IEnumerable<CellError> CheckName(WorkbookRow<MemberSheetRow> row, Member? member)
    {
        var (value, number) = (row.Value, row.Number);
        if (!IsRead(row, "UserName"))
        {
            yield break;
        }

        if (RuleException.Of(() => Member.UserNameOf(value.UserName)) is { } bad)
        {
            yield return new CellError(number, "UserName", bad.Code, [.. bad.Args]);
        }
        else if (member is { Status: MemberStatus.Deregistered })
        {
            yield return new CellError(number, "UserName", "Organizations.MemberDeregistered", [member.UserName]);
        }
        else if ((member is null && taken.Any(t => t.UserNameKey == UserNames.Key(value.UserName))) || !userNames.Add(UserNames.Key(value.UserName)))
        {
            yield return new CellError(number, "UserName", "Organizations.UserNameTaken", []);
        }
    }

    /// <summary>The same of a phone; a blank one is none only of an account that is known.</summary>
    private IEnumerable<CellError> CheckPhone(WorkbookRow<MemberSheetRow> row, Member? member)
    {
        var (value, number) = (row.Value, row.Number);
        if (!IsRead(row, "Phone"))
        {
            yield break;
        }

        if (value.Phone.Length == 0)
        {
            if (member is null && IsRead(row, "UserName"))
            {
                yield return new CellError(number, "Phone", WorkbookErrors.Required, []);
            }
        }
        else if (RuleException.Of(() => Member.PhoneOf(value.Phone)) is { } wrong)
        {
            yield return new CellError(number, "Phone", wrong.Code, [.. wrong.Args]);
        }
        else if (!phones.Add(value.Phone))
        {
            yield return new CellError(number, "Phone", "Organizations.PhoneTwice", []);
        }
        else if (value.Phone != member?.Phone && taken.Any(t => t.Phone == value.Phone && t.Id != member?.Id))
        {
            yield return new CellError(number, "Phone", "Organizations.PhoneInUse", []);
        }
        else if (member?.Id == upload.Me.MemberId && value.Phone != member.Phone)
        {
            yield return new CellError(number, "Phone", "Organizations.OwnPhoneByCode", []);
        }
    }

    private static bool IsRead(WorkbookRow<MemberSheetRow> row, string column) => row.Errors.All(e => e.Column != column);

    private static List<FieldChange> Changes(Member member, MemberSheetRow value)
    {
        var changes = new List<FieldChange>();
        var roles = member.Roles.Select(r => r.Role).Order().ToList();
        if (member.Name != value.Name)
        {
            changes.Add(new("Name", member.Name, value.Name));
        }

        if (value.Phone.Length > 0 && value.Phone != member.Phone)
        {
            changes.Add(new("Phone", Masked.Phone(member.Phone), Masked.Phone(value.Phone)));
        }

        if (!roles.SequenceEqual(value.Roles.Order()))
        {
            changes.Add(new("Roles", roles, value.Roles));
        }

        return changes;
    }
}
