using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.Files;

/// <summary>What all kinds of import share, tried with a kind of the tests' own: departments by name.</summary>
public sealed class ImportTests
{
    [Fact]
    public async Task R_CAT_1_a_bad_row_changes_nothing_until_the_valid_rows_are_asked_for()
    {
        await using var world = await World.StartAsync();
        var id = await world.UploadAsync("东区", "", "西区");

        var preview = await world.Boss.PreviewAsync<DepartmentRow>(id);
        Assert.Equal((2, 1, 2), (preview.New, preview.Errors, preview.Valid));
        var error = Assert.Single(preview.Rows[1].Errors);
        Assert.Equal((3, "Name", WorkbookErrors.Required), (error.Row, error.Column, error.Code));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Import.CommitAsync(id, onlyValidRows: false));
        Assert.Equal(("Common.ImportHasErrors", "file", 1), (refusal.Code, refusal.Field, Assert.Single(refusal.Args)));
        Assert.Empty(await world.NamesAsync());

        Assert.Equal(new ImportResult(2, 0, 0, 1), await world.Import.CommitAsync(id, onlyValidRows: true));
        Assert.Equal(["东区", "西区"], await world.NamesAsync());
    }

    [Fact]
    public async Task R_CAT_2_the_same_file_twice_changes_nothing_the_second_time_and_one_upload_is_committed_once()
    {
        await using var world = await World.StartAsync();
        var first = await world.UploadAsync("东区", "西区");
        Assert.Equal(new ImportResult(2, 0, 0, 0), await world.Import.CommitAsync(first, onlyValidRows: false));
        Assert.Equal("Common.ImportAlreadyCommitted", await Ending.OfAsync(() => world.Import.CommitAsync(first, onlyValidRows: false)));

        var second = await world.UploadAsync("东区", "西区");
        Assert.Equal(2, (await world.Import.PreviewAsync(second)).Unchanged);
        Assert.Equal(new ImportResult(0, 0, 2, 0), await world.Import.CommitAsync(second, onlyValidRows: false));
        Assert.Equal(["东区", "西区"], await world.NamesAsync());
    }

    [Fact]
    public async Task What_is_slow_is_made_once_for_each_new_row_while_others_can_write()
    {
        await using var world = await World.StartAsync();
        await world.Import.CommitAsync(await world.UploadAsync("东区"), onlyValidRows: false);
        world.Kind.Made.Clear();
        // If the writer's turn were held, this would wait for it and the commit for this.
        world.Kind.WhileMaking = () => world.RenameAsync("东区", "东区").WaitAsync(TimeSpan.FromSeconds(10));
        var stages = new List<ImportMoved>();
        using var hearing = world.Boss.Hear(stages);
        var id = await world.UploadAsync("东区", "西区", "南区");

        await world.Import.CommitAsync(id, onlyValidRows: false);

        Assert.Equal(["西区", "南区"], world.Kind.Made);
        Assert.Equal(["made for 南区", "made for 西区"], world.Kind.GotBack.Order(StringComparer.Ordinal));
        Assert.Contains(new ImportMoved(world.Admin.OrganizationId, id, ImportStage.Preparing, 2, 2), stages);
    }

    [Fact]
    public async Task What_turns_out_to_be_new_in_the_transaction_is_refused_there_and_imported_when_tried_again()
    {
        await using var world = await World.StartAsync();
        await world.Import.CommitAsync(await world.UploadAsync("东区"), onlyValidRows: false);
        var id = await world.UploadAsync("东区", "西区");
        world.Kind.WhileMaking = () => world.RenameAsync("东区", "旧东区");
        Assert.Equal("Common.ChangedMeanwhile", await Ending.OfAsync(() => world.Import.CommitAsync(id, onlyValidRows: false)));
        Assert.Equal(["旧东区"], await world.NamesAsync());

        world.Kind.WhileMaking = () => Task.CompletedTask;
        Assert.Equal(new ImportResult(2, 0, 0, 0), await world.Import.CommitAsync(id, onlyValidRows: false));
    }

    [Fact]
    public async Task A_commit_that_fails_half_way_leaves_nothing_and_can_be_tried_again()
    {
        await using var world = await World.StartAsync();
        var id = await world.UploadAsync("东区", "西区");
        world.Kind.Refuses = true;
        Assert.Equal("Tests.Refused", await Ending.OfAsync(() => world.Import.CommitAsync(id, onlyValidRows: false)));
        Assert.Empty(await world.NamesAsync());
        Assert.Null(Assert.Single((await world.History.HistoryAsync(0, Workbooks.Page())).Rows).CommittedAt);

        world.Kind.Refuses = false;
        Assert.Equal(new ImportResult(2, 0, 0, 0), await world.Import.CommitAsync(id, onlyValidRows: false));
    }

    [Fact]
    public async Task Past_uploads_say_who_when_and_what_and_come_back_as_they_were_sent()
    {
        await using var world = await World.StartAsync();
        var file = World.File("东区", "");
        var id = await world.Import.UploadAsync(0, @"C:\lists\departments.xlsx", file);
        await world.Import.CommitAsync(id, onlyValidRows: true);

        var past = Assert.Single((await world.History.HistoryAsync(0, Workbooks.Page())).Rows);
        Assert.Equal(("departments.xlsx", "Admin 一", 1, 1), (past.FileName, past.UploadedBy.Name, past.Added, past.Rejected));
        Assert.Equal((world.Boss.Now, (DateTime?)world.Boss.Now), (past.UploadedAt, past.CommittedAt));
        Assert.Equal(file, (await world.History.DownloadAsync(id)).Content);
        Assert.Equal("departments-template.xlsx", (await world.History.TemplateAsync(0)).Name);
    }

    [Fact]
    public async Task An_upload_of_one_kind_is_not_found_by_another()
    {
        await using var world = await World.StartAsync();
        var id = await world.UploadAsync("东区");
        var members = world.Boss.Get<ImportService<MemberSheetRow>>();
        await Assert.ThrowsAsync<NotFoundException>(() => members.PreviewAsync(id));
        await Assert.ThrowsAsync<NotFoundException>(() => members.CommitAsync(id, onlyValidRows: false));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<ImportQueries<MemberSheetRow>>().DownloadAsync(id));
        Assert.Empty((await world.Boss.Get<ImportQueries<MemberSheetRow>>().HistoryAsync(0, Workbooks.Page())).Rows);
    }

    [Fact]
    public async Task What_the_phones_of_members_stand_in_is_downloaded_by_those_who_may_see_phones_and_that_is_audited()
    {
        await using var world = await World.StartAsync();
        var members = world.Boss.Get<ImportService<MemberSheetRow>>();
        var file = WorkbookWriter.Export(
            MemberWorkbook.Schema(OrganizationKind.Distributor),
            [new() { UserName = "listed.one", Name = "名册", Phone = "13712340001", Roles = [Role.Sales] }]);
        var id = await members.UploadAsync(0, "members.xlsx", file);
        await using var db = world.Boss.Db();
        Assert.False(await db.AuditEntries.AnyAsync(a => a.Action == "ImportDownloaded"));

        Assert.Equal(file, (await world.Boss.Get<ImportQueries<MemberSheetRow>>().DownloadAsync(id)).Content);

        var entry = await db.AuditEntries.SingleAsync(a => a.Action == "ImportDownloaded");
        Assert.Equal(("Admin 一", "members.xlsx"), (entry.Actor, entry.After));
        Assert.Equal(Permissions.MembersViewSensitive, world.Boss.Get<ImportKind<MemberSheetRow>>().SensitivePermission);
        Assert.Null(world.Boss.Get<ImportKind<ProductRow>>().SensitivePermission);
    }

    [Theory]
    [InlineData(0, "Common.FileEmpty")]
    [InlineData(1025, "Common.FileTooLarge")]
    public async Task What_is_empty_or_too_large_is_refused_and_leaves_nothing(int bytes, string code)
    {
        await using var world = await World.StartAsync();
        Assert.Equal(code, await Ending.OfAsync(() => world.Boss.Get<ImportService<SmallRow>>().UploadAsync(0, "small.xlsx", new byte[bytes])));
        Assert.Empty((await world.Boss.Get<ImportQueries<SmallRow>>().HistoryAsync(0, Workbooks.Page())).Rows);
        Assert.Empty(world.Boss.KeysOnDisk);
    }

    private sealed class World(TestKBoss boss, Actor admin) : IAsyncDisposable
    {
        public TestKBoss Boss => boss;

        public Actor Admin => admin;

        public ImportService<DepartmentRow> Import => boss.Get<ImportService<DepartmentRow>>();

        public ImportQueries<DepartmentRow> History => boss.Get<ImportQueries<DepartmentRow>>();

        public DepartmentImport Kind => (DepartmentImport)boss.Get<ImportKind<DepartmentRow>>();

        public static async Task<World> StartAsync()
        {
            var boss = await TestKBoss.StartAsync(services =>
            {
                services.AddScoped<ImportKind<DepartmentRow>, DepartmentImport>();
                services.AddScoped<ImportKind<SmallRow>, SmallImport>();
            });
            return new World(boss, await AdminAsync(boss));
        }

        public static byte[] File(params string[] names) =>
            WorkbookWriter.Export(DepartmentImport.Schema, names.Select(name => new DepartmentRow { Name = name, Note = "备注" }));

        public Task<long> UploadAsync(params string[] names) => Import.UploadAsync(0, "departments.xlsx", File(names));

        public async Task<List<string>> NamesAsync()
        {
            await using var db = boss.Db();
            return await db.Departments.Select(d => d.Name).OrderBy(n => n).ToListAsync();
        }

        public Task RenameAsync(string name, string newName) => boss.Get<KBossDbContextFactory>().InTransactionAsync(admin, async db =>
        {
            (await db.Departments.SingleAsync(d => d.Name == name)).Rename(newName);
            await db.SaveChangesAsync();
        });

        public ValueTask DisposeAsync() => boss.DisposeAsync();
    }
}

internal sealed record DepartmentRow
{
    public string Name { get; set; } = "";

    public string Note { get; set; } = "";
}

/// <summary>Departments at the top, by name.</summary>
internal sealed class DepartmentImport : ImportKind<DepartmentRow>
{
    public static readonly WorkbookSchema<DepartmentRow> Schema = new(
        new("部门", "Departments"),
        [
            new TextColumn<DepartmentRow>("Name", new("名称", "Name"), row => row.Name, (row, value) => row.Name = value) { Required = true },
            new TextColumn<DepartmentRow>("Note", new("备注", "Note"), row => row.Note, (row, value) => row.Note = value),
        ]);

    public List<string> Made { get; } = [];

    public List<string> GotBack { get; } = [];

    public Func<Task> WhileMaking { get; set; } = () => Task.CompletedTask;

    public bool Refuses { get; set; }

    public override string Name => "Departments";

    public override string Permission => Permissions.DepartmentsManage;

    public override Func<DepartmentRow, object> MakeBefore => row =>
    {
        WhileMaking().GetAwaiter().GetResult();
        Made.Add(row.Name);
        return $"made for {row.Name}";
    };

    public override Task<ImportForm<DepartmentRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct) =>
        Task.FromResult(new ImportForm<DepartmentRow>("departments", Schema));

    public override async Task<ImportPlan<DepartmentRow>> PlanAsync(
        KBossDbContext db, ImportUpload<DepartmentRow> upload, bool toCarryOut, CancellationToken ct)
    {
        var known = await db.Departments.Select(d => d.Name).ToListAsync(ct);
        return new Plan(this, upload, [.. upload.File.Rows.Select(row => ImportRow.Of(row.Number, row.Value, known.Contains(row.Value.Name), [], row.Errors))]);
    }

    private sealed class Plan(DepartmentImport kind, ImportUpload<DepartmentRow> upload, IReadOnlyList<ImportRow<DepartmentRow>> rows)
        : ImportPlan<DepartmentRow>
    {
        public override IReadOnlyList<ImportRow<DepartmentRow>> Rows => rows;

        public override async Task<ImportResult> CarryOutAsync(KBossDbContext db, CancellationToken ct)
        {
            var added = Rows.Where(r => r.Kind == ImportRowKind.New).ToList();
            kind.GotBack.Clear();
            kind.GotBack.AddRange(added.Select(r => (string)upload.Made[r.Number]));
            db.AddRange(added.Select(r => new Department(upload.Me.OrganizationId, null, r.Value.Name, upload.Now)));
            await db.SaveChangesAsync(ct);
            return kind.Refuses ? throw new RuleException("Tests.Refused") : Counts;
        }
    }
}

internal sealed record SmallRow
{
    public string Name { get; set; } = "";
}

/// <summary>A kind whose files are small.</summary>
internal sealed class SmallImport : ImportKind<SmallRow>
{
    private static readonly WorkbookSchema<SmallRow> Schema = new(
        new("小", "Small"), [new TextColumn<SmallRow>("Name", new("名称", "Name"), row => row.Name, (row, value) => row.Name = value)]);

    public override string Name => "Small";

    public override string Permission => Permissions.DepartmentsManage;

    public override WorkbookLimits Limits { get; } = new() { MaxFileBytes = 1024 };

    public override Task<ImportForm<SmallRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct) =>
        Task.FromResult(new ImportForm<SmallRow>("small", Schema));

    public override Task<ImportPlan<SmallRow>> PlanAsync(KBossDbContext db, ImportUpload<SmallRow> upload, bool toCarryOut, CancellationToken ct) =>
        throw new InvalidOperationException("No file of this kind is read.");
}
