using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Connectors.TencentCloud.Profiles;
using KBoss.Infrastructure.Connectors.Zhongjin.Customers;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors.Asking;

public sealed class JinanAccountTests
{
    /// <summary>The workbook as the centre would fill it in, with passwords.</summary>
    private static readonly WorkbookSchema<JinanAccountSheetRow> Open = new(
        new("济南超算账号", "Jinan accounts"),
        [
            new TextColumn<JinanAccountSheetRow>("Account", new("账号", "Account"), row => row.Account, (row, value) => row.Account = value),
            new TextColumn<JinanAccountSheetRow>("Secret", new("密码", "Password"), row => row.SecretProtected, (row, value) => row.SecretProtected = value),
            new TextColumn<JinanAccountSheetRow>("Note", new("备注", "Note"), row => row.Note, (row, value) => row.Note = value),
        ]);

    private static readonly PageRequest Any = new(1, 50, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task R_JN_1_an_account_is_bound_to_one_customer_at_most_whoever_is_faster()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        var boss = world.Boss;
        Organization[] buyers = [world.Buyer, await boss.Given.CustomerAsync(world.SoldBy), await boss.Given.CustomerAsync(world.SoldBy)];
        boss.SignIn(world.Staff);
        for (var round = 1; round <= 3; round++)
        {
            await boss.Get<JinanAccountService>().AddAsync(new NewJinanAccount($"race{round}", "", ""));
            var id = await world.AccountIdAsync($"race{round}");
            var refusals = await Task.WhenAll(buyers.Select(async buyer =>
            {
                await using var window = boss.NewScope();
                var service = (JinanAccountService)window.ServiceProvider.GetService(typeof(JinanAccountService))!;
                return (await Record.ExceptionAsync(() => service.BindAsync(id, buyer.Code, ""))) is RuleException refused ? refused.Code : "";
            }));
            Assert.Single(refusals, "");
            Assert.All(refusals.Where(r => r.Length > 0), r => Assert.Contains(r, new[] { "Connectors.AccountBound", "Connectors.CustomerHasAccount" }));
            await using var db = boss.Db();
            Assert.Equal(1, await db.JinanBindings.CountAsync(b => b.HeldAccountId == id));
            await boss.Get<JinanAccountService>().UnbindAsync(id, "下一轮");
        }

        // And the database itself holds no second one.
        await using var behind = boss.Db();
        var account = await behind.JinanAccounts.FirstAsync();
        behind.Add(new JinanBinding(account, new Parties(world.SoldBy.Id, buyers[0].Id), By.System, "", boss.Now));
        behind.Add(new JinanBinding(account, new Parties(world.SoldBy.Id, buyers[1].Id), By.System, "", boss.Now));
        await Assert.ThrowsAsync<DbUpdateException>(() => behind.SaveChangesAsync());
    }

    [Fact]
    public async Task A_customer_that_is_deleted_leaves_nothing_at_suppliers_and_its_account_is_free_with_its_history()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan, Seller.OwnSupplierBelow);
        var boss = world.Boss;
        var leaving = await boss.Given.CustomerAsync(world.SoldBy);
        boss.SignIn(await boss.Given.MemberAsync(leaving, Role.Admin, Role.Buyer));
        await boss.Get<TencentProfileService>().GiveAsync(new ProfileFacts("100000000101", "示例科技", "张工"));
        await boss.Get<ZhongjinService>().WantAsync();
        boss.SignIn(world.Staff);
        await boss.Get<JinanAccountService>().AddAsync(new NewJinanAccount("jn0004", "", ""));
        var id = await world.AccountIdAsync("jn0004");
        await boss.Get<JinanAccountService>().BindAsync(id, leaving.Code, "试用");
        await boss.Get<OutboxDispatcher>().DispatchAsync();

        boss.SignIn(await boss.Given.MemberAsync(world.SoldBy, Role.Admin, Role.Operations));
        await boss.Get<CustomerRemoval>().DeleteAsync(leaving.Code);
        while (await boss.Get<OutboxDispatcher>().DispatchAsync() > 0)
        {
        }

        await using var db = boss.Db();
        Assert.False(await db.TencentProfiles.AnyAsync(p => p.BuyerId == leaving.Id));
        Assert.False(await db.ZhongjinAccesses.AnyAsync(a => a.BuyerId == leaving.Id));
        Assert.False(await db.OutboxMessages.AnyAsync(m => m.Status == OutboxStatus.Failed));
        var row = Assert.Single(await boss.Get<JinanAccountQueries>().HistoryAsync(id));
        Assert.Equal((leaving.Code, null, JinanBindingRow.CustomerDeleted), (row.CustomerCode, row.CustomerName, row.UnboundReason));
        Assert.False((await boss.Get<JinanAccountQueries>().ListAsync(Any)).Rows.Single(r => r.Id == id).IsBound);
        // Somebody else can have it.
        await boss.Get<JinanAccountService>().BindAsync(id, world.Buyer.Code, "");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ConnectorFault.Fail)]
    [InlineData(ConnectorFault.LoseAnswer)]
    [InlineData(ConnectorFault.Twice)]
    public async Task An_account_moves_from_one_customer_to_another_at_the_centre_as_well_and_the_history_stays(ConnectorFault? fault)
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan, Seller.BelowThroughRoot);
        var (service, queries) = (world.Boss.Get<JinanAccountService>(), world.Boss.Get<JinanAccountQueries>());
        var other = await world.Boss.Given.CustomerAsync(world.SoldBy);
        if (fault is { } wrong)
        {
            world.World.Faults.Order("Jinan", "bind", wrong, 3);
        }

        await world.BindAsync("jn0001");
        await PassAsync();
        Assert.Equal("jn0001", await world.Boss.Get<IEnumerable<IJinanAccounts>>().OfType<JinanPool>().Single().BoundToAsync(world.Root.Id, world.Buyer.Id, default));
        Assert.Equal(world.Buyer.Code, world.World.Jinan.Accounts.Single(a => a.Account == "jn0001").CustomerCode);

        // Both before the centre hears of any of it.
        var id = await world.AccountIdAsync("jn0001");
        await service.UnbindAsync(id, "客户退订");
        await service.BindAsync(id, other.Code, "转给");
        await PassAsync();
        Assert.Equal(other.Code, world.World.Jinan.Accounts.Single(a => a.Account == "jn0001").CustomerCode);
        var history = await queries.HistoryAsync(id);
        Assert.Equal([(other.Code, null), (world.Buyer.Code, "客户退订")], history.Select(h => (h.CustomerCode, h.UnboundAt is null ? null : h.UnboundReason)));
        Assert.All(history, h => Assert.Equal(world.Staff.Name, h.BoundBy));

        await service.UnbindAsync(id, "收回");
        await PassAsync();
        Assert.Null(world.World.Jinan.Accounts.Single(a => a.Account == "jn0001").CustomerCode);
        Assert.Equal("Connectors.NotBound", (await Assert.ThrowsAsync<RuleException>(() => service.UnbindAsync(id, "再次"))).Code);
        Assert.Equal(["JinanBound", "JinanUnbound"], await world.NoticesAsync(world.Buyer.Id));

        async Task PassAsync()
        {
            for (var minute = 0; minute < 4; minute++)
            {
                await world.DispatchAsync();
                world.Boss.Time.Advance(TimeSpan.FromMinutes(10));
            }
        }
    }

    [Fact]
    public async Task What_the_centre_does_not_take_says_why_and_does_not_count()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        await world.BindAsync("unknown-1");
        await world.DispatchAsync();
        var row = Assert.Single((await world.Boss.Get<JinanAccountQueries>().ListAsync(Any)).Rows);
        Assert.Equal((true, false, "NotFound"), (row.IsBound, row.Known, row.Failure));
        world.Boss.SignIn(world.Customer);
        // The customer reads that it was refused, and nothing of why: that is between its seller and the centre.
        Assert.Equal(new MyJinanAccount("unknown-1", row.BoundAt!.Value, Known: false, Refused: true), await world.Boss.Get<JinanAccountQueries>().MineAsync());
        Assert.Equal("Connectors.JinanWaiting", (await Assert.ThrowsAsync<RuleException>(world.PlaceAsync)).Code);
        Assert.Equal("Connectors.HasAccount", (await Assert.ThrowsAsync<RuleException>(() => world.Boss.Get<JinanAccountService>().WantAsync())).Code);

        world.World.Jinan.AddAccount("unknown-1");
        world.Boss.SignIn(world.Staff);
        await world.Boss.Get<JinanAccountService>().TellAgainAsync(row.Id);
        await world.DispatchAsync();
        Assert.True(Assert.Single((await world.Boss.Get<JinanAccountQueries>().ListAsync(Any)).Rows).Known);
        world.Boss.SignIn(world.Customer);
        await world.PlaceAsync();
    }

    [Fact]
    public async Task A_password_is_encrypted_shown_on_demand_and_each_look_is_audited()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        await world.BindAsync("jn0002");
        var id = await world.AccountIdAsync("jn0002");
        await using (var db = world.Boss.Db())
        {
            var stored = await db.JinanAccounts.SingleAsync();
            Assert.DoesNotContain("geheim", stored.SecretProtected, StringComparison.Ordinal);
        }

        Assert.Equal("geheim-77", await world.Boss.Get<JinanAccountQueries>().RevealSecretAsync(id));
        await using (var db = world.Boss.Db())
        {
            Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "SecretShown" && e.Subject == "JinanAccount jn0002"));
            Assert.False(await db.AuditEntries.AnyAsync(e => e.After.Contains("geheim")));
        }

        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.SoldBy, Role.Finance));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<JinanAccountQueries>().RevealSecretAsync(id));
    }

    [Fact]
    public async Task Sales_sees_what_is_free_and_what_its_own_customers_have_and_nobody_another_pool()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        await world.BindAsync("jn0001");
        await world.Boss.Get<JinanAccountService>().AddAsync(new NewJinanAccount("jn0003", "", ""));
        var (service, queries) = (world.Boss.Get<JinanAccountService>(), world.Boss.Get<JinanAccountQueries>());
        var id = await world.AccountIdAsync("jn0001");
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.SoldBy, Role.Sales));
        Assert.Equal(["jn0003"], (await queries.ListAsync(Any)).Rows.Select(r => r.Account));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.RevealSecretAsync(id));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.HistoryAsync(id));
        await Assert.ThrowsAsync<NotFoundException>(() => service.UnbindAsync(id, "不该"));
        var free = await world.AccountIdAsync("jn0003");
        await Assert.ThrowsAsync<NotFoundException>(() => service.BindAsync(free, world.Buyer.Code, ""));

        var below = await world.Boss.Given.DistributorAsync(world.Root);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(below, Role.Operations));
        Assert.Empty((await queries.ListAsync(Any)).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => queries.RevealSecretAsync(id));
        // One name stands in one pool of the platform, and that is all that is said.
        var taken = await Assert.ThrowsAsync<RuleException>(() => service.AddAsync(new NewJinanAccount("ＪＮ0001", "", "")));
        Assert.Equal(("Connectors.AccountTaken", "account"), (taken.Code, taken.Field));
    }

    [Fact]
    public async Task A_workbook_of_accounts_adds_changes_and_refuses_and_no_password_lies_open_while_it_waits()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        await world.BindAsync("jn0001");
        var below = await world.Boss.Given.DistributorAsync(world.Root);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(below, Role.Operations));
        await world.Boss.Get<JinanAccountService>().AddAsync(new NewJinanAccount("taken-1", "", ""));

        world.Boss.SignIn(world.Staff);
        var imports = world.Boss.Get<ImportService<JinanAccountSheetRow>>();
        var id = await imports.UploadAsync(0, "账号.xlsx", WorkbookWriter.Export(Open,
        [
            new JinanAccountSheetRow { Account = "jn0001", Note = "新备注" },
            new JinanAccountSheetRow { Account = "jn0007", SecretProtected = "offen-12345", Note = "第七个" },
            new JinanAccountSheetRow { Account = "taken-1" },
        ]));
        var preview = await world.Boss.PreviewAsync<JinanAccountSheetRow>(id);
        await using (var db = world.Boss.Db())
        {
            var staged = await db.Set<StagedRow>().Select(r => r.Value + r.Changes).ToListAsync();
            Assert.Equal(3, staged.Count);
            Assert.All(staged, row => Assert.DoesNotContain("offen-12345", row, StringComparison.Ordinal));
        }

        Assert.Equal((1, 1, 0, 1), (preview.New, preview.Changed, preview.Unchanged, preview.Errors));
        await imports.CommitAsync(id, onlyValidRows: true);
        Assert.Equal("offen-12345", await world.Boss.Get<JinanAccountQueries>().RevealSecretAsync(await world.AccountIdAsync("jn0007")));
        Assert.Equal("geheim-77", await world.Boss.Get<JinanAccountQueries>().RevealSecretAsync(await world.AccountIdAsync("jn0001")));
    }
}
