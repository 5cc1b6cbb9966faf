using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Organizations;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Delivery;

public sealed class FulfilmentTests
{
    private static readonly CompleteTask Access = new("203.0.113.7:22", "root", "S3cret!中文", "https://console.example.com/vm/1", "首次登录请改密码");
    private static readonly PageRequest First = new(1, 20, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task Handing_over_makes_the_resource_and_completes_task_and_order()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 1);
        boss.SignIn(keeper);

        await boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access);

        await using var db = boss.Db();
        var resource = await db.Resources.SingleAsync();
        Assert.Equal(
            (shop.Root.Id, shop.Buyer.Id, Access.Address, "root", Access.ConsoleUrl, Access.Note),
            (resource.SellerId, resource.BuyerId, resource.Address, resource.UserName, resource.ConsoleUrl, resource.Note));
        Assert.Equal((boss.Now, boss.Now.AddMonths(1)), (resource.StartsAt, resource.EndsAt));
        var task = await db.FulfilmentTasks.SingleAsync();
        Assert.Equal((FulfilmentStatus.Done, keeper.Name, boss.Now), (task.Status, task.Assignee.Name, task.DoneAt));
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync()).Status);
    }

    [Fact]
    public async Task R_DLV_1_a_task_is_completed_once_from_however_many_windows()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, keeper, tasks) = await PaidAsync(boss, 1);
        boss.SignIn(keeper);

        var outcomes = await Ending.OfAllAsync<FulfilmentService>(boss, 4, service => service.CompleteAsync(tasks[0], Access));

        Assert.Equal(["", "Delivery.TaskNotOpen", "Delivery.TaskNotOpen", "Delivery.TaskNotOpen"], outcomes.Order(StringComparer.Ordinal));
        Assert.Equal("Delivery.TaskNotOpen", (await Assert.ThrowsAsync<RuleException>(() => boss.Get<FulfilmentService>().AssignAsync(tasks[0]))).Code);
        await using var db = boss.Db();
        Assert.Equal(1, await db.Resources.CountAsync());
        Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.Kind == SmsOutboxMessage.Kind));
        Assert.Equal(1, await db.Notices.CountAsync());
    }

    [Fact]
    public async Task R_ORD_1_an_order_is_fulfilling_from_the_first_task_and_completed_with_the_last()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, keeper, tasks) = await PaidAsync(boss, 3);
        boss.SignIn(keeper);
        var service = boss.Get<FulfilmentService>();
        Assert.Equal(OrderStatus.Paid, await StatusAsync(boss));

        await service.AssignAsync(tasks[0]);
        Assert.Equal(OrderStatus.Fulfilling, await StatusAsync(boss));
        await service.CompleteAsync(tasks[0], Access);
        await service.CompleteAsync(tasks[1], Access);
        Assert.Equal(OrderStatus.Fulfilling, await StatusAsync(boss));
        await service.CompleteAsync(tasks[2], Access);
        Assert.Equal(OrderStatus.Completed, await StatusAsync(boss));

        await using var db = boss.Db();
        var changes = (await db.Orders.Include(o => o.Changes).SingleAsync()).Changes.OrderBy(c => c.Id).Select(c => c.To);
        Assert.Equal([OrderStatus.Unpaid, OrderStatus.Paid, OrderStatus.Fulfilling, OrderStatus.Completed], changes);
    }

    [Fact]
    public async Task A_task_goes_to_whoever_takes_it_last()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 1);
        var other = await boss.Given.MemberAsync(shop.Root, Role.Maintenance);
        boss.SignIn(keeper);
        await boss.Get<FulfilmentService>().AssignAsync(tasks[0]);
        boss.SignIn(other);
        await boss.Get<FulfilmentService>().AssignAsync(tasks[0]);

        var row = Assert.Single((await boss.Get<FulfilmentQueries>().TasksAsync(First)).Rows);

        Assert.Equal((tasks[0], other.MemberId, other.Name, FulfilmentStatus.Open), (row.TaskNo, row.AssigneeId, row.AssigneeName, row.Status));
    }

    [Fact]
    public async Task The_audit_log_says_by_name_who_took_a_task_from_whom()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 1);
        var other = await boss.Given.MemberAsync(shop.Root, Role.Maintenance);
        boss.SignIn(keeper);
        await boss.Get<FulfilmentService>().AssignAsync(tasks[0]);
        boss.SignIn(other);
        await boss.Get<FulfilmentService>().AssignAsync(tasks[0]);

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Admin));
        var rows = (await boss.Get<AuditQueries>().ListAsync(MemberServiceTests.Request(("subject", tasks[0])))).Rows;
        await using var db = boss.Db();
        var names = await db.Members.ToDictionaryAsync(m => m.Id, m => $"{m.Name} ({m.UserName})");
        Assert.Equal(
            [(names[keeper.MemberId], names[other.MemberId]), ("", names[keeper.MemberId])],
            rows.SelectMany(r => r.Changes).Where(c => c.Field == "Assignee").Select(c => (c.Before, c.After)));
    }

    [Fact]
    public async Task The_queue_shows_open_tasks_oldest_first_and_the_done_ones_apart()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, keeper, tasks) = await PaidAsync(boss, 3);
        boss.SignIn(keeper);
        await boss.Get<FulfilmentService>().CompleteAsync(tasks[1], Access);
        var queries = boss.Get<FulfilmentQueries>();

        Assert.Equal([tasks[0], tasks[2]], (await queries.TasksAsync(First)).Rows.Select(t => t.TaskNo));
        Assert.Equal([tasks[1]], (await queries.TasksAsync(Filtered("status", "Done"))).Rows.Select(t => t.TaskNo));
        Assert.Equal([tasks[2]], (await queries.TasksAsync(Filtered("q", tasks[2]))).Rows.Select(t => t.TaskNo));
        Assert.Empty((await queries.TasksAsync(Filtered("q", "没有这样的工单"))).Rows);
    }

    [Fact]
    public async Task The_secret_is_encrypted_at_rest_and_each_showing_is_audited()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 1);
        boss.SignIn(keeper);
        await boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access);
        await using var db = boss.Db();
        var stored = await db.Resources.SingleAsync();
        Assert.NotEmpty(stored.SecretProtected);
        Assert.DoesNotContain(Access.Secret, stored.SecretProtected, StringComparison.Ordinal);
        Assert.Empty(await db.AuditEntries.Where(a => a.After.Contains(stored.SecretProtected) || a.After.Contains(Access.Secret)).ToListAsync());
        boss.SignIn(shop.Member);
        var service = boss.Get<ResourceService>();
        Assert.True((await service.DetailsAsync(stored.ResourceNo)).HasSecret);
        Assert.False(await db.AuditEntries.AnyAsync(a => a.Action == "SecretShown"));

        Assert.Equal(Access.Secret, await service.RevealSecretAsync(stored.ResourceNo));
        boss.Time.Advance(TimeSpan.FromHours(1));
        await service.RevealSecretAsync(stored.ResourceNo);

        var shown = await db.AuditEntries.Where(a => a.Action == "SecretShown").OrderBy(a => a.Id).ToListAsync();
        Assert.Equal([boss.Now.AddHours(-1), boss.Now], shown.Select(a => a.At));
        Assert.All(shown, a => Assert.Equal((shop.Buyer.Id, shop.Member.MemberId, stored.AuditSubject), (a.OrganizationId, a.MemberId, a.Subject)));
    }

    [Fact]
    public async Task The_customer_is_told_by_notice_and_SMS_in_the_same_transaction()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 2);
        var colleague = await boss.Given.MemberAsync(shop.Buyer, Role.Buyer);
        await boss.Given.MemberAsync(shop.Buyer, Role.Admin);
        boss.SignIn(keeper);

        await boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access);

        await using var db = boss.Db();
        var resource = await db.Resources.SingleAsync();
        var notices = await db.Notices.OrderBy(n => n.MemberId).ToListAsync();
        Assert.Equal([shop.Member.MemberId, colleague.MemberId], notices.Select(n => n.MemberId));
        Assert.All(notices, n => Assert.Equal(
            ("ResourceReady", $"{resource.Sold.ProductName}\n{resource.ResourceNo}", resource.ResourceNo), (n.Kind, n.Args, n.Subject)));
        var message = await db.OutboxMessages.SingleAsync(m => m.Kind == SmsOutboxMessage.Kind);
        Assert.Equal((SmsOutboxMessage.Kind, OutboxStatus.Pending), (message.Kind, message.Status));
        var sms = JsonSerializer.Deserialize<SmsOutboxMessage>(boss.Get<SecretProtector>().Unprotect(message.Payload))!;
        var phone = await db.Members.Where(m => m.Id == shop.Member.MemberId).Select(m => m.Phone).SingleAsync();
        Assert.Equal((phone, SmsTemplate.ResourceReady, resource.OrderNo), (sms.Phone, sms.Template, sms.Parameters["order"]));

        // Whatever breaks takes everything with it: no resource without a message, no message without a resource.
        await db.Database.ExecuteSqlRawAsync(boss.Get<KBoss.Infrastructure.Common.Data.KBossDatabase>().IsSqlite
            ? "CREATE TRIGGER Crash BEFORE INSERT ON OutboxMessages BEGIN SELECT RAISE(ABORT, 'crash'); END"
            : "EXEC('CREATE TRIGGER Crash ON OutboxMessages AFTER INSERT AS THROW 50000, ''crash'', 1')");
        await Assert.ThrowsAnyAsync<Exception>(() => boss.Get<FulfilmentService>().CompleteAsync(tasks[1], Access));
        Assert.Equal((1, 2), (await db.Resources.CountAsync(), await db.Notices.CountAsync()));
        Assert.Equal(FulfilmentStatus.Open, (await db.FulfilmentTasks.AsNoTracking().SingleAsync(t => t.TaskNo == tasks[1])).Status);
        Assert.Equal(OrderStatus.Fulfilling, await StatusAsync(boss));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript:alert(1)//https://")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("ftp://host/file")]
    [InlineData("//host/path")]
    [InlineData("console.example.com")]
    public async Task A_console_link_that_is_no_web_address_is_refused_at_its_field(string link)
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, keeper, tasks) = await PaidAsync(boss, 1);
        boss.SignIn(keeper);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access with { ConsoleUrl = link }));

        Assert.Equal(("Delivery.ConsoleUrlInvalid", "console-url"), (refusal.Code, refusal.Field));
        await using var db = boss.Db();
        Assert.False(await db.Resources.AnyAsync());
        Assert.Equal(FulfilmentStatus.Open, (await db.FulfilmentTasks.SingleAsync()).Status);
    }

    [Theory]
    [InlineData("address", "")]
    [InlineData("address", "   ")]
    [InlineData("address", 501)]
    [InlineData("user-name", 201)]
    [InlineData("secret", 401)]
    [InlineData("note", 2001)]
    public async Task Access_details_that_are_missing_or_too_long_are_refused_at_their_field(string field, object value)
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, keeper, tasks) = await PaidAsync(boss, 1);
        boss.SignIn(keeper);
        var text = value as string ?? new string('x', (int)value);
        var input = field switch
        {
            "address" => Access with { Address = text },
            "user-name" => Access with { UserName = text },
            "secret" => Access with { Secret = text },
            _ => Access with { Note = text },
        };

        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<FulfilmentService>().CompleteAsync(tasks[0], input));

        Assert.Equal(field, refusal.Field);
        Assert.Equal(OrderStatus.Paid, await StatusAsync(boss));
    }

    [Fact]
    public async Task A_secret_of_the_greatest_length_fits_once_it_is_encrypted()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 1);
        boss.SignIn(keeper);
        var secret = new string('密', FulfilmentService.MaxSecretLength);

        await boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access with { Secret = secret });

        await using var db = boss.Db();
        var resource = await db.Resources.SingleAsync();
        var column = db.Model.FindEntityType(typeof(Resource))!.FindProperty(nameof(Resource.SecretProtected))!;
        Assert.InRange(resource.SecretProtected.Length, 1, column.GetMaxLength()!.Value);
        boss.SignIn(shop.Member);
        Assert.Equal(secret, await boss.Get<ResourceService>().RevealSecretAsync(resource.ResourceNo));
    }

    [Fact]
    public async Task R_ISO_1_another_organizations_task_and_resource_are_not_found()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 1);
        var child = await boss.Given.DistributorAsync(shop.Root);
        boss.SignIn(await boss.Given.MemberAsync(child, Role.Maintenance));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<FulfilmentService>().AssignAsync(tasks[0]));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access));
        Assert.Empty((await boss.Get<FulfilmentQueries>().TasksAsync(First)).Rows);

        boss.SignIn(keeper);
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<FulfilmentService>().CompleteAsync("FT404", Access));
        await boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access);
        await using var db = boss.Db();
        var resourceNo = (await db.Resources.SingleAsync()).ResourceNo;

        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.CustomerAsync(shop.Root), Role.Buyer));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<ResourceService>().DetailsAsync(resourceNo));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<ResourceService>().RevealSecretAsync(resourceNo));
        Assert.Empty((await boss.Get<ResourceService>().ListAsync(First)).Rows);
        Assert.False(await db.AuditEntries.AnyAsync(a => a.Action == "SecretShown"));
    }

    [Fact]
    public async Task Only_the_roles_that_may_deliver_deliver_and_only_buyers_see_secrets()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, tasks) = await PaidAsync(boss, 1);
        foreach (var role in (Role[])[Role.Admin, Role.Finance, Role.Sales, Role.Operations])
        {
            boss.SignIn(await boss.Given.MemberAsync(shop.Root, role));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<FulfilmentQueries>().TasksAsync(First));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<FulfilmentService>().AssignAsync(tasks[0]));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access));
        }

        boss.SignIn(keeper);
        await boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Access);
        await using var db = boss.Db();
        var resourceNo = (await db.Resources.SingleAsync()).ResourceNo;
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<ResourceService>().RevealSecretAsync(resourceNo));

        boss.SignIn(await boss.Given.MemberAsync(shop.Buyer, Role.Admin));
        Assert.Equal(resourceNo, (await boss.Get<ResourceService>().DetailsAsync(resourceNo)).Row.ResourceNo);
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<ResourceService>().RevealSecretAsync(resourceNo));
    }

    /// <summary>A shop with one paid order of so many lines, a member of Maintenance, and the numbers of the tasks, oldest first.</summary>
    private static async Task<(Shop Shop, Actor Keeper, IReadOnlyList<string> Tasks)> PaidAsync(TestKBoss boss, int lines)
    {
        var shop = await boss.Given.ShopAsync(1000m);
        var items = new List<(KBoss.Domain.Distribution.Offer, decimal, int)> { (shop.Offer, 80m, 1) };
        while (items.Count < lines)
        {
            items.Add((await boss.Given.OfferAsync(shop.Root, shop.Supplier, 50m, discount: 0.9m), 45m, 1));
        }

        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, [.. items]);
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        await using var db = boss.Db();
        return (shop, await boss.Given.MemberAsync(shop.Root, Role.Maintenance), await db.FulfilmentTasks.OrderBy(t => t.Id).Select(t => t.TaskNo).ToListAsync());
    }

    private static PageRequest Filtered(string name, string value) => First with { Filters = new Dictionary<string, string> { [name] = value } };

    private static async Task<OrderStatus> StatusAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        return (await db.Orders.SingleAsync()).Status;
    }
}
