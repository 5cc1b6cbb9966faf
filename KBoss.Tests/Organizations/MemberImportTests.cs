using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.Organizations;

public sealed class MemberImportTests
{
    private static readonly MemberSheetRow Sales = new() { UserName = "XiaoShou.yi", Name = "销售一", Phone = "13700000001", Roles = [Role.Sales] };
    private static readonly MemberSheetRow Finance = new() { UserName = "caiwu.yi", Name = "财务一", Phone = "13700000002", Roles = [Role.Finance, Role.Sales] };

    [Fact]
    public async Task New_members_get_temporary_passwords_and_the_same_file_again_changes_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var imports = boss.Get<ImportService<MemberSheetRow>>();
        var file = File(Sales, Finance);

        var preview = await PreviewAsync(boss, file);
        var result = await CommitAsync(imports, file, onlyValidRows: false);

        Assert.Equal((2, 0), (preview.New, preview.Errors));
        Assert.Equal(["xiaoshou.yi", "caiwu.yi"], result.Passwords.Select(a => a.UserName));
        Assert.Equal("137****0002", (await boss.Get<SignInService>().StartAsync("caiwu.yi", result.Passwords[1].Password)).MaskedPhone);
        var again = await CommitAsync(imports, file, onlyValidRows: false);
        Assert.Equal((0, 0, 2), (again.Added, again.Changed, again.Unchanged));
    }

    [Fact]
    public async Task A_changed_row_says_what_changes_and_a_blank_phone_leaves_the_phone()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var imports = boss.Get<ImportService<MemberSheetRow>>();
        await CommitAsync(imports, File(Sales), onlyValidRows: false);
        var changed = File(Sales with { Name = "销售二", Phone = "", Roles = [Role.Operations] });

        var row = Assert.Single((await PreviewAsync(boss, changed)).Rows);
        var result = await CommitAsync(imports, changed, onlyValidRows: false);

        Assert.Equal(ImportRowKind.Changed, row.Kind);
        Assert.Equal(["Name", "Roles"], row.Changes.Select(c => c.Column));
        Assert.Equal(1, result.Changed);
        await using var db = boss.Db();
        var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.UserName == "xiaoshou.yi");
        Assert.Equal(("销售二", "13700000001", Role.Operations), (member.Name, member.Phone, member.Roles.Single().Role));
    }

    [Fact]
    public async Task A_file_with_bad_rows_changes_nothing_until_the_valid_rows_are_wanted()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        await using (var db = boss.Db())
        {
            db.Add(new Member(admin.OrganizationId, "taken", "13911110000", "某人", boss.Now));
            await db.SaveChangesAsync();
        }

        var imports = boss.Get<ImportService<MemberSheetRow>>();
        var file = File(
            Sales,
            Sales with { UserName = "x" },
            Sales with { UserName = "same.phone" },
            Sales with { UserName = "no.phone", Phone = "" },
            Sales with { UserName = "bad.phone", Phone = "12345" },
            Sales with { UserName = "used.phone", Phone = "13911110000" });

        var preview = await PreviewAsync(boss, file);
        Assert.Equal((1, 5), (preview.New, preview.Errors));
        Assert.Equal(
            [
                "Organizations.PhoneInUse", "Organizations.PhoneInvalid", "Organizations.PhoneTwice", "Organizations.PhoneTwice",
                "Organizations.UserNameInvalid", "Workbook.Required",
            ],
            preview.Rows.SelectMany(r => r.Errors).Select(e => e.Code).Order());
        Assert.Equal("Common.ImportHasErrors", await Ending.OfAsync(() => CommitAsync(imports, file, onlyValidRows: false)));
        await using (var db = boss.Db())
        {
            Assert.Equal(2, await db.Members.CountAsync());
        }

        var result = await CommitAsync(imports, file, onlyValidRows: true);
        Assert.Equal((1, 5), (result.Passwords.Count, result.Rejected));
    }

    [Fact]
    public async Task R_ORG_3_an_import_that_takes_a_role_ends_the_members_sessions()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var imports = boss.Get<ImportService<MemberSheetRow>>();
        var made = await CommitAsync(imports, File(Finance), onlyValidRows: false);
        var session = await boss.SessionOfAsync(made.Passwords[0].MemberId);

        await CommitAsync(imports, File(Finance with { Name = "财务二" }), onlyValidRows: false);
        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(session.Key));
        await CommitAsync(imports, File(Finance with { Name = "财务二", Roles = [Role.Sales] }), onlyValidRows: false);
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
    }

    [Fact]
    public async Task R_ORG_4_an_import_cannot_take_the_last_Admin_away()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        await using var db = boss.Db();
        var member = await db.Members.SingleAsync(m => m.Id == admin.MemberId);
        var file = File(new MemberSheetRow { UserName = member.UserName, Name = member.Name, Phone = "", Roles = [Role.Sales] });

        var imports = boss.Get<ImportService<MemberSheetRow>>();

        var error = Assert.Single((await PreviewAsync(boss, file)).Rows.SelectMany(r => r.Errors));
        Assert.Equal(("Roles", "Organizations.LastAdmin"), (error.Column, error.Code));
        Assert.Equal("Common.ImportHasErrors", await Ending.OfAsync(() => CommitAsync(imports, file, onlyValidRows: false)));
        Assert.Equal((0, 1), await CommitAsync(imports, file, onlyValidRows: true) is var result ? (result.Changed, result.Rejected) : default);
        var handedOver = File(
            new MemberSheetRow { UserName = member.UserName, Name = member.Name, Phone = "", Roles = [Role.Sales] }, Sales with { Roles = [Role.Admin] });
        Assert.Equal(0, (await PreviewAsync(boss, handedOver)).Errors);
    }

    [Fact]
    public async Task A_name_and_a_phone_are_read_however_they_are_spelled_and_change_nothing_the_second_time()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var imports = boss.Get<ImportService<MemberSheetRow>>();
        await CommitAsync(imports, File(Sales), onlyValidRows: false);

        var preview = await PreviewAsync(boss, File(Sales with { UserName = "ＸiaoＳhou.yi", Name = " 销售一　", Phone = "+86 137-0000-0001" }));

        Assert.Equal((1, 0), (preview.Unchanged, preview.Errors));
    }

    [Fact]
    public async Task A_name_that_looks_like_a_members_is_that_member_and_does_not_rename_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var imports = boss.Get<ImportService<MemberSheetRow>>();
        await CommitAsync(imports, File(Sales with { UserName = "papay" }), onlyValidRows: false);

        await CommitAsync(imports, File(Sales with { UserName = "рарау", Name = "改名" }), onlyValidRows: false);

        await using var db = boss.Db();
        Assert.Equal("papay", (await db.Members.SingleAsync(m => m.Name == "改名")).UserName);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_row_is_said_at_once_and_the_same_name_twice_by_the_name_of_its_column()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);

        var wrong = Assert.Single((await PreviewAsync(boss, File(Sales with { UserName = "x", Name = "", Phone = "12345" }))).Rows);
        Assert.Equal(["Name", "Phone", "UserName"], wrong.Errors.Select(e => e.Column).Order());

        var twice = (await PreviewAsync(boss, File(Sales, Sales with { UserName = "ＸIAOSHOU.YI", Phone = "13700000009" }))).Rows[0].Errors.Single();
        Assert.Equal(WorkbookErrors.DuplicateKey, twice.Code);
        Assert.Equal(MemberWorkbook.Schema(OrganizationKind.Distributor).Columns[0].Header, twice.Args[2]);
        Assert.All(
            (await PreviewAsync(boss, File(Sales with { UserName = "рарау" }, Sales with { UserName = "papay", Phone = "13700000009" }))).Rows.Skip(1),
            row => Assert.Equal(WorkbookErrors.DuplicateKey, row.Errors.Single().Code));
    }

    [Theory]
    [InlineData(OrganizationKind.Distributor, Role.Sales)]
    [InlineData(OrganizationKind.Customer, Role.Buyer)]
    public void The_example_of_the_template_has_the_role_that_its_name_says(OrganizationKind kind, Role role) =>
        Assert.Equal([role], MemberWorkbook.Schema(kind).Examples.Single().Roles);

    [Fact]
    public async Task What_is_exported_can_be_imported_and_changes_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var imports = boss.Get<ImportService<MemberSheetRow>>();
        await CommitAsync(imports, File(Sales, Finance), onlyValidRows: false);

        var export = await boss.Get<MemberQueries>().ExportAsync(Request());
        var preview = await PreviewAsync(boss, export.Content);

        Assert.Equal((3, 0), (preview.Unchanged, preview.Errors));
        await using var db = boss.Db();
        Assert.True(await db.AuditEntries.AnyAsync(a => a.Action == "MembersExportedWithPhones"));
    }

    [Fact]
    public async Task What_is_no_workbook_and_who_may_not_is_refused()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        var imports = boss.Get<ImportService<MemberSheetRow>>();

        Assert.Equal("Common.NotAWorkbook", (await Assert.ThrowsAsync<RuleException>(() => PreviewAsync(boss, "MZ"u8.ToArray()))).Code);
        Assert.Equal("Common.NotAWorkbook", await Ending.OfAsync(() => CommitAsync(imports, "MZ"u8.ToArray(), onlyValidRows: true)));
        await using var db = boss.Db();
        var root = await db.Organizations.SingleAsync(o => o.Id == admin.OrganizationId);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        await Assert.ThrowsAsync<PermissionException>(() => PreviewAsync(boss, File(Sales)));
        await Assert.ThrowsAsync<PermissionException>(() => CommitAsync(imports, File(Sales), onlyValidRows: false));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<MemberQueries>().ExportAsync(Request()));
    }

    private static async Task<SeenPreview<MemberSheetRow>> PreviewAsync(TestKBoss boss, byte[] file) =>
        await boss.PreviewAsync<MemberSheetRow>(await boss.Get<ImportService<MemberSheetRow>>().UploadAsync(0, "members.xlsx", file));

    private static async Task<MemberImportResult> CommitAsync(ImportService<MemberSheetRow> imports, byte[] file, bool onlyValidRows) =>
        (MemberImportResult)await imports.CommitAsync(await imports.UploadAsync(0, "members.xlsx", file), onlyValidRows);

    private static byte[] File(params MemberSheetRow[] rows) => WorkbookWriter.Export(MemberWorkbook.Schema(OrganizationKind.Distributor), rows);
}
