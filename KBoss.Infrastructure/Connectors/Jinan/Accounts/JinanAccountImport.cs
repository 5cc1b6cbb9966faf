using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Jinan.Accounts;

/// <summary>An account as a workbook describes it.</summary>
public sealed record JinanAccountSheetRow
{
    public string Account { get; set; } = "";

    /// <summary>The password, encrypted as soon as it is read, because rows are kept until they are committed; empty leaves that of a known account as it is.</summary>
    public string SecretProtected { get; set; } = "";

    public string Note { get; set; } = "";
}

/// <summary>The workbook in which the centre's accounts are brought in, one row each.</summary>
public static class JinanAccountWorkbook
{
    /// <summary>The schema; passwords are read only by whoever can encrypt them, and never written.</summary>
    public static WorkbookSchema<JinanAccountSheetRow> Schema(SecretProtector? secrets = null) => new(
        new("济南超算账号", "Jinan accounts"),
        [
            new TextColumn<JinanAccountSheetRow>("Account", new("账号", "Account"), row => row.Account, (row, value) => row.Account = value)
            {
                Required = true, IsKey = true, MaxLength = 50, Width = 24, Normal = NormalText.Code,
                Note = new("超算中心提供的账号；池中已有的行会更新备注和密码", "As the centre gave it; a known one takes over note and password"),
            },
            new TextColumn<JinanAccountSheetRow>("Secret", new("密码", "Password"), _ => "", (row, value) => row.SecretProtected = secrets?.Protect(value) ?? "")
            {
                MaxLength = JinanAccountService.MaxSecret, Width = 24,
                Note = new("加密保存；留空表示没有，或保持不变", "Kept encrypted; blank means none, or leaves it as it is"),
            },
            new TextColumn<JinanAccountSheetRow>("Note", new("备注", "Note"), row => row.Note, (row, value) => row.Note = value)
            {
                MaxLength = 500, Width = 40, Note = new("内部备注，客户看不到", "For your people; customers do not see it"),
            },
        ],
        [new() { Account = "jn1001", Note = "示例账号" }]);
}

/// <summary>
/// A workbook of accounts of the supercomputing centre, matched by name. A name that stands in the pool of another distributor is refused as for a single
/// account; whoever does not see all customers changes no account that is bound to somebody else's.
/// </summary>
public sealed class JinanAccountImport(JinanAccountNames names, SecretProtector secrets) : ImportKind<JinanAccountSheetRow>
{
    public override string Name => "JinanAccounts";

    public override string Permission => Permissions.JinanManage;

    public override string SensitivePermission => Permissions.JinanReveal;

    public override WorkbookLimits Limits { get; } = new() { MaxRows = 1000, MaxFileBytes = 2L << 20, MaxUnpackedBytes = 30L << 20 };

    public override Task<ImportForm<JinanAccountSheetRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct) =>
        subjectId == 0
            ? Task.FromResult(new ImportForm<JinanAccountSheetRow>("jinan-accounts", JinanAccountWorkbook.Schema(secrets)))
            : throw new NotFoundException("organization", subjectId);

    public override async Task<ImportPlan<JinanAccountSheetRow>> PlanAsync(
        KBossDbContext db, ImportUpload<JinanAccountSheetRow> upload, bool toCarryOut, CancellationToken ct)
    {
        var keys = upload.File.Rows.Select(r => NormalText.Key(r.Value.Account)).ToList();
        var accounts = JinanAccountQueries.Seen(db, upload.Me).Where(a => EF.Parameter(keys).Contains(a.AccountKey));
        var known = await (toCarryOut ? accounts : accounts.AsNoTracking()).ToDictionaryAsync(a => a.AccountKey, ct);
        return new Plan(upload, known, await names.TakenAsync(keys, ct), secrets);
    }

    private sealed class Plan : ImportPlan<JinanAccountSheetRow>
    {
        private readonly ImportUpload<JinanAccountSheetRow> upload;
        private readonly Dictionary<string, JinanPoolAccount> known;
        private readonly HashSet<string> taken;
        private readonly SecretProtector secrets;

        public Plan(
            ImportUpload<JinanAccountSheetRow> upload, Dictionary<string, JinanPoolAccount> known, HashSet<string> taken, SecretProtector secrets)
        {
            (this.upload, this.known, this.taken, this.secrets) = (upload, known, taken, secrets);
            Rows = [.. upload.File.Rows.Select(Of)];
        }

        public override IReadOnlyList<ImportRow<JinanAccountSheetRow>> Rows { get; }

        public override async Task<ImportResult> CarryOutAsync(KBossDbContext db, CancellationToken ct)
        {
            foreach (var row in Rows.Where(r => r.Kind == ImportRowKind.Changed))
            {
                known[NormalText.Key(row.Value.Account)].Change(NoteOf(row.Value), row.Value.SecretProtected is { Length: > 0 } secret ? secret : null);
            }

            db.AddRange(Rows.Where(r => r.Kind == ImportRowKind.New).Select(r => new JinanPoolAccount(
                upload.Me.OrganizationId, r.Value.Account, r.Value.SecretProtected, r.Value.Note, db.Now)));
            var counts = Counts;
            db.Audit(upload.Me.OrganizationId, "JinanAccountsImported", "JinanAccounts", AuditText.Imported(counts.Added, counts.Changed));
            await db.SaveChangesAsync(ct);
            return counts;
        }

        /// <summary>A blank note leaves that of a known account as it is.</summary>
        private string NoteOf(JinanAccountSheetRow row) => row.Note.Length > 0 ? row.Note : known[NormalText.Key(row.Account)].Note;

        private ImportRow<JinanAccountSheetRow> Of(WorkbookRow<JinanAccountSheetRow> row)
        {
            var key = NormalText.Key(row.Value.Account);
            var account = known.GetValueOrDefault(key);
            var errors = row.Errors.ToList();
            if (errors.Count == 0 && account is null && taken.Contains(key))
            {
                errors.Add(new CellError(row.Number, "Account", "Connectors.AccountTaken", [row.Value.Account]));
            }

            return ImportRow.Of(row.Number, row.Value, account is not null,
                account is null || errors.Count > 0 ? [] : Changes(account, row.Value), errors);
        }

        private List<FieldChange> Changes(JinanPoolAccount account, JinanAccountSheetRow value)
        {
            var changes = new List<FieldChange>();
            if (value.SecretProtected.Length > 0 && secrets.Unprotect(account.SecretProtected) != secrets.Unprotect(value.SecretProtected))
            {
                changes.Add(new("Secret", account.SecretProtected.Length > 0 ? "••••••" : null, "••••••"));
            }

            if (value.Note.Length > 0 && JinanPoolAccount.NoteOf(value.Note) != account.Note)
            {
                changes.Add(new("Note", account.Note, JinanPoolAccount.NoteOf(value.Note)));
            }

            return changes;
        }
    }
}
