using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>What an import does with a row.</summary>
public enum MemberRowKind
{
    New,
    Changed,
    Unchanged,
    Error,
}

/// <summary>One field that an import changes, by the key of its column; a phone is masked in both values.</summary>
public sealed record MemberFieldChange(string Column, object? Before, object? After);

/// <summary>One row of an upload and what importing it does.</summary>
public sealed record MemberImportRow(
    int Number, MemberRowKind Kind, MemberSheetRow Value, IReadOnlyList<MemberFieldChange> Changes, IReadOnlyList<CellError> Errors);

/// <summary>What importing a workbook would do: either file errors and no rows, or every row.</summary>
public sealed record MemberImportPreview(IReadOnlyList<MemberImportRow> Rows, IReadOnlyList<CellError> FileErrors, IReadOnlyList<CellError> Warnings)
{
    public int Errors => Count(MemberRowKind.Error);

    public int New => Count(MemberRowKind.New);

    public int Changed => Count(MemberRowKind.Changed);

    public int Unchanged => Count(MemberRowKind.Unchanged);

    public int Valid => Rows.Count - Errors;

    private int Count(MemberRowKind kind) => Rows.Count(r => r.Kind == kind);
}

/// <summary>What an import did; the temporary passwords of the new members are told this once.</summary>
public sealed record MemberImportResult(IReadOnlyList<NewPassword> Added, int Changed, int Unchanged, int Rejected);

/// <summary>
/// Adds and changes many members by a workbook, matched by user name: preview first, then everything in one transaction. The same file twice
/// changes nothing the second time; the passwords, last Admin and free names and phones are guarded as for a single member.
/// </summary>
public sealed class MemberImportService(
    ICurrentActor current, KBossDbContextFactory contexts, AccountNames names, TemporaryPassword passwords, TimeProvider time)
{
    /// <summary>Says row by row what importing the workbook would do; nothing is kept.</summary>
    public async Task<MemberImportPreview> PreviewAsync(byte[] file, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        var read = await ReadAsync(file, me, ct);
        await using var db = contexts.Open(me);
        var plan = await PlanAsync(db, me, read, track: false, ct);
        return new MemberImportPreview([.. plan.Select(p => p.Row)], read.FileErrors, read.Warnings);
    }

    /// <summary>
    /// Imports the workbook as it stands now, in one transaction. With rows in error it does nothing (<c>Organizations.ImportHasErrors</c>) unless only
    /// the valid rows are wanted. <paramref name="progress"/> is told how many of the new rows have their password.
    /// </summary>
    public async Task<MemberImportResult> CommitAsync(byte[] file, bool onlyValidRows, IProgress<int>? progress = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        var read = await ReadAsync(file, me, ct);
        if (!read.IsReadable)
        {
            throw new RuleException("Organizations.ImportUnreadable") { Field = "file" };
        }

        var made = await MakePasswordsAsync(me, read, progress, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            await MemberService.MeetAsync(db, me, ct);
            var plan = await PlanAsync(db, me, read, track: true, ct);
            var rejected = plan.Count(p => p.Row.Kind == MemberRowKind.Error);
            if (rejected > 0 && !onlyValidRows)
            {
                throw new RuleException("Organizations.ImportHasErrors", rejected) { Field = "file" };
            }

            var added = new List<(Member Member, string Password, IReadOnlyList<Role> Roles)>();
            foreach (var (row, known) in plan.Where(p => p.Row.Kind is MemberRowKind.New or MemberRowKind.Changed))
            {
                if (known is not null)
                {
                    known.Edit(row.Value.UserName, row.Value.Name);
                    known.ChangePhone(row.Value.Phone.Length > 0 ? row.Value.Phone : known.Phone);
                    known.SetRoles(row.Value.Roles, me.Kind);
                    await MemberSessions.EndLostAsync(db, known, time.UtcNow(), ct: ct);
                    continue;
                }

                var (password, hash) = made.TryGetValue(row.Value.UserName, out var ready) ? ready : passwords.Make();
                var member = new Member(me.OrganizationId, row.Value.UserName, row.Value.Phone, row.Value.Name, time.UtcNow());
                member.AddedBy(me.By);
                passwords.GiveTo(member, hash);
                db.Add(member);
                added.Add((member, password, row.Value.Roles));
            }

            // The members first: the audit log names the member of a role by the key that this save gives.
            await db.SaveChangesAsync(ct);
            added.ForEach(a => a.Member.SetRoles(a.Roles, me.Kind));

            var changed = plan.Where(p => p.Row.Kind == MemberRowKind.Changed).Select(p => p.Known!.Id).ToList();
            db.Audit(me.OrganizationId, "MembersImported", "Members", string.Create(CultureInfo.InvariantCulture, $"+{added.Count}, ~{changed.Count}"));
            await db.SaveChangesAsync(ct);
            await MemberService.DemandAdminAsync(db, me.Name, ct);
            changed.ForEach(member => db.AfterCommit(new SessionsChanged(member)));
            return new MemberImportResult(
                [.. added.Select(a => new NewPassword(a.Member.Id, a.Member.UserName, a.Member.Name, a.Password))],
                changed.Count, plan.Count(p => p.Row.Kind == MemberRowKind.Unchanged), rejected);
        }, ct);
    }

    // Reading and hashing compute without a pause, so neither runs on the thread of a circuit.
    private static Task<WorkbookResult<MemberSheetRow>> ReadAsync(byte[] file, Actor me, CancellationToken ct) => Task.Run(
        () => WorkbookReader.Read(new MemoryStream(file, writable: false), MemberWorkbook.Schema(me.Kind), MemberWorkbook.Limits, cancellation: ct), ct);

    private async Task<Dictionary<string, (string Password, string Hash)>> MakePasswordsAsync(
        Actor me, WorkbookResult<MemberSheetRow> read, IProgress<int>? progress, CancellationToken ct)
    {
        List<string> wanted;
        await using (var db = contexts.Open(me))
        {
            wanted = [.. (await PlanAsync(db, me, read, track: false, ct)).Where(p => p.Row.Kind == MemberRowKind.New).Select(p => p.Row.Value.UserName)];
        }

        return await Task.Run(() =>
        {
            var made = new Dictionary<string, (string, string)>();
            foreach (var userName in wanted)
            {
                ct.ThrowIfCancellationRequested();
                made[userName] = passwords.Make();
                progress?.Report(made.Count);
            }

            return made;
        }, ct);
    }

    private async Task<IReadOnlyList<(MemberImportRow Row, Member? Known)>> PlanAsync(
        KBossDbContext db, Actor me, WorkbookResult<MemberSheetRow> read, bool track, CancellationToken ct)
    {
        var userNames = read.Rows.Select(r => r.Value.UserName.ToLowerInvariant()).ToList();
        var members = db.Members.Include(m => m.Roles).Where(m => userNames.Contains(m.UserName));
        var known = await (track ? members : members.AsNoTracking()).ToDictionaryAsync(m => m.UserName, ct);
        var taken = await names.FindAsync(userNames, [.. read.Rows.Select(r => r.Value.Phone).Where(p => p.Length > 0)], ct);
        var phones = new HashSet<string>();
        return [.. read.Rows.Select(row =>
        {
            var member = known.GetValueOrDefault(row.Value.UserName.ToLowerInvariant());
            var errors = row.Errors.Concat(Check(me, row, member, taken, phones)).ToList();
            var value = row.Value with { UserName = row.Value.UserName.ToLowerInvariant() };
            var changes = member is null || errors.Count > 0 ? [] : Changes(member, value);
            var kind = errors.Count > 0 ? MemberRowKind.Error
                : member is null ? MemberRowKind.New
                : changes.Count > 0 ? MemberRowKind.Changed : MemberRowKind.Unchanged;
            return (new MemberImportRow(row.Number, kind, value, changes, errors), member);
        })];
    }

    /// <summary>What the domain and the other accounts have against a row that could be read.</summary>
    private static IEnumerable<CellError> Check(
        Actor me, WorkbookRow<MemberSheetRow> row, Member? known, IReadOnlyList<KnownAccount> taken, HashSet<string> phones)
    {
        if (row.Errors.Count > 0)
        {
            yield break;
        }

        var (value, number) = (row.Value, row.Number);
        if (Refusal(() => Member.UserNameOf(value.UserName)) is { } bad)
        {
            yield return new CellError(number, "UserName", bad.Code, [.. bad.Args]);
        }
        else if (known is { Status: MemberStatus.Deregistered })
        {
            yield return new CellError(number, "UserName", "Organizations.MemberDeregistered", [known.UserName]);
        }
        else if (known is null && taken.Any(t => t.UserName == value.UserName.ToLowerInvariant()))
        {
            yield return new CellError(number, "UserName", "Organizations.UserNameTaken", []);
        }

        if (value.Phone.Length == 0)
        {
            if (known is null)
            {
                yield return new CellError(number, "Phone", WorkbookErrors.Required, []);
            }
        }
        else if (Refusal(() => Member.PhoneOf(value.Phone)) is { } wrong)
        {
            yield return new CellError(number, "Phone", wrong.Code, [.. wrong.Args]);
        }
        else if (!phones.Add(value.Phone))
        {
            yield return new CellError(number, "Phone", "Organizations.PhoneTwice", []);
        }
        else if (value.Phone != known?.Phone && taken.Any(t => t.Phone == value.Phone && t.Id != known?.Id))
        {
            yield return new CellError(number, "Phone", "Organizations.PhoneInUse", []);
        }
        else if (known?.Id == me.MemberId && value.Phone != known.Phone)
        {
            yield return new CellError(number, "Phone", "Organizations.OwnPhoneByCode", []);
        }
    }

    private static List<MemberFieldChange> Changes(Member member, MemberSheetRow value)
    {
        var changes = new List<MemberFieldChange>();
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

    private static RuleException? Refusal(Func<string> demand)
    {
        try
        {
            demand();
            return null;
        }
        catch (RuleException refusal)
        {
            return refusal;
        }
    }
}
