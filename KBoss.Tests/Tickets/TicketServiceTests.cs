using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Talk;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Tickets;

public sealed class TicketServiceTests
{
    private static readonly PageRequest Open = new(1, 50, null, false, new Dictionary<string, string>());
    private static readonly PageRequest Closed = Open with { Filters = new Dictionary<string, string> { ["status"] = "Closed" } };

    [Fact]
    public async Task The_same_words_sent_again_because_the_answer_was_lost_are_said_once()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync("打不开的主机");
        var (keeper, file) = (desk.As<TicketService>(desk.Keeper), new Upload("screen.pdf", People.Pdf));
        await keeper.SayAsync(ticketNo, "请重启");
        var told = (await desk.NoticesAsync()).Count;
        await keeper.SayAsync(ticketNo, " 请重启 ");
        Assert.Equal((2, told), (await CountAsync(), (await desk.NoticesAsync()).Count));

        // With a file it is something else; so is the same words after it, from somebody else, or after a while.
        await keeper.SayAsync(ticketNo, "请重启", [file]);
        await keeper.SayAsync(ticketNo, "请重启");
        await desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "请重启");
        await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "请重启");
        desk.Boss.Time.Advance(TalkText.Again);
        await keeper.SayAsync(ticketNo, "请重启");
        Assert.Equal(7, await CountAsync());
        Assert.Equal([false, true, true, true, false, true, true], (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Messages.Select(m => m.Mine));

        async Task<int> CountAsync() => (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Messages.Count;
    }

    [Fact]
    public async Task A_question_and_its_answer_are_seen_by_both_sides_and_told_by_notice()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync("打不开的主机", desk.OrderNo, new Upload("screen.pdf", People.Pdf));
        Assert.Equal([("TicketOpened", desk.Keeper.MemberId), ("TicketOpened", desk.SecondKeeper.MemberId)], await desk.NoticesAsync());

        await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "请重启后再试");
        await desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "好了，谢谢");

        foreach (var reader in new[] { desk.Buyer, desk.Keeper })
        {
            var ticket = await desk.As<TicketQueries>(reader).GetAsync(ticketNo);
            Assert.Equal(["从昨晚起连不上", "请重启后再试", "好了，谢谢"], ticket.Messages.Select(m => m.Text));
            Assert.Equal([TicketSide.Customer, TicketSide.Seller, TicketSide.Customer], ticket.Messages.Select(m => m.Side));
            Assert.Equal((desk.OrderNo, desk.Customer.Code, true), (ticket.Row.OrderNo, ticket.Row.CustomerCode, ticket.TakesMessages));
            var file = Assert.Single(ticket.Messages[0].Files);
            Assert.Equal(("screen.pdf", "application/pdf"), (file.Name, file.ContentType));
            Assert.Equal(People.Pdf, (await desk.Boss.Get<TicketQueries>().OpenFileAsync(ticketNo, 1, 1)).Content);
        }

        // Whoever has answered is told of the reply, not the whole desk again.
        Assert.Equal(
            [("TicketSaid", desk.Buyer.MemberId), ("TicketSaid", desk.Keeper.MemberId)], (await desk.NoticesAsync()).Where(n => n.Kind == "TicketSaid"));
    }

    [Fact]
    public async Task Many_messages_make_one_notice_until_it_is_read()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "还在查");
        }

        Assert.Single(await desk.NoticesAsync(), n => n.MemberId == desk.Buyer.MemberId);
        await desk.As<NoticeService>(desk.Buyer).ReadAllAsync();
        await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "查到了");
        Assert.Equal(2, (await desk.NoticesAsync()).Count(n => n.MemberId == desk.Buyer.MemberId));
    }

    [Fact]
    public async Task Either_side_closes_and_a_message_opens_again_until_a_week_has_passed()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync();

        await desk.As<TicketService>(desk.Keeper).CloseAsync(ticketNo);
        Assert.Equal("Tickets.ClosedAlready", await desk.RefusedAsync(() => desk.As<TicketService>(desk.Buyer).CloseAsync(ticketNo)));
        Assert.Equal([ticketNo], (await desk.As<TicketQueries>(desk.Buyer).ListAsync(Closed)).Rows.Select(r => r.TicketNo));
        Assert.Empty((await desk.Boss.Get<TicketQueries>().ListAsync(Open)).Rows);

        desk.Boss.Time.Advance(TimeSpan.FromDays(7));
        await desk.Boss.Get<TicketService>().SayAsync(ticketNo, "又不行了");
        Assert.Equal([ticketNo], (await desk.As<TicketQueries>(desk.Keeper).ListAsync(Open)).Rows.Select(r => r.TicketNo));

        await desk.As<TicketService>(desk.Buyer).CloseAsync(ticketNo);
        desk.Boss.Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        Assert.Equal("Tickets.ClosedForGood", await desk.RefusedAsync(() => desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "补充说明")));
        Assert.Equal(2, (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Messages.Count);
    }

    [Fact]
    public async Task R_ISO_1_nobody_but_the_customer_and_its_seller_gets_at_a_ticket()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync(files: new Upload("screen.pdf", People.Pdf));
        var sibling = await desk.Boss.Given.MemberAsync(await desk.Boss.Given.CustomerAsync(desk.Root), Role.Admin, Role.Buyer);
        var distributor = await desk.Boss.Given.DistributorAsync(desk.Root);
        var below = await desk.Boss.Given.MemberAsync(distributor, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]);
        var farBuyer = await desk.Boss.Given.MemberAsync(await desk.Boss.Given.CustomerAsync(distributor), Role.Buyer);
        var otherSales = await desk.Boss.Given.MemberAsync(desk.Root, Role.Sales);

        foreach (var stranger in new[] { sibling, below, farBuyer, otherSales })
        {
            await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketQueries>(stranger).GetAsync(ticketNo));
            await Assert.ThrowsAsync<NotFoundException>(() => desk.Boss.Get<TicketQueries>().OpenFileAsync(ticketNo, 1, 1));
            Assert.Empty((await desk.Boss.Get<TicketQueries>().ListAsync(Open)).Rows);
            await Assert.ThrowsAnyAsync<RuleException>(() => desk.Boss.Get<TicketService>().SayAsync(ticketNo, "插话"));
            await Assert.ThrowsAnyAsync<RuleException>(() => desk.Boss.Get<TicketService>().CloseAsync(ticketNo));
        }

        // A ticket of another organization looks like one that does not exist, also for whoever may answer in the own one.
        await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketService>(below).SayAsync(ticketNo, "插话"));
        Assert.Single((await desk.As<TicketQueries>(desk.Keeper).GetAsync(ticketNo)).Messages);
    }

    [Fact]
    public async Task R_ISO_2_sales_read_the_tickets_of_their_own_customers_and_answer_none()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync();
        var sales = await desk.Boss.Given.MemberAsync(desk.Root, Role.Sales);
        var operations = await desk.Boss.Given.MemberAsync(desk.Root, Role.Operations);
        await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketQueries>(sales).OfCustomerAsync(desk.Customer.Code, Open));

        await desk.As<AssignmentService>(operations).AssignAsync([desk.Customer.Code], sales.MemberId);

        Assert.Single((await desk.As<TicketQueries>(sales).OfCustomerAsync(desk.Customer.Code, Open)).Rows);
        Assert.Single((await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Messages);
        await Assert.ThrowsAsync<PermissionException>(() => desk.Boss.Get<TicketService>().SayAsync(ticketNo, "我来回答"));
        await Assert.ThrowsAsync<PermissionException>(() => desk.As<TicketService>(operations).CloseAsync(ticketNo));
        await Assert.ThrowsAsync<PermissionException>(() => desk.As<TicketService>(desk.Keeper).OpenAsync(new OpenTicket("自问", "自答")));
    }

    [Fact]
    public async Task A_ticket_is_about_an_order_of_the_customers_own_or_about_none()
    {
        await using var desk = await Desk.OpenAsync();
        var sibling = await desk.Boss.Given.MemberAsync(await desk.Boss.Given.CustomerAsync(desk.Root), Role.Buyer);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => desk.As<TicketService>(sibling).OpenAsync(new OpenTicket("标题", "问题", desk.OrderNo)));

        Assert.Equal(("Tickets.OrderUnknown", "order"), (refusal.Code, refusal.Field));
        await using var db = desk.Boss.Db();
        Assert.Equal((0, 0, 0), (await db.Tickets.CountAsync(), await db.TicketMessages.CountAsync(), await db.Notices.CountAsync()));
        await desk.Boss.Get<TicketService>().OpenAsync(new OpenTicket("标题", "问题", " "));
        Assert.Equal("", (await db.Tickets.SingleAsync()).OrderNo);
    }

    [Fact]
    public async Task Files_are_taken_for_what_they_are_and_not_too_many()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync();
        var program = new Upload("picture.png", "MZ this is a program"u8.ToArray());

        Assert.Equal("Common.FileTypeRefused", await desk.RefusedAsync(() => desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "看图", [program])));
        Assert.Equal("Common.FileTooLarge", await desk.RefusedAsync(() => desk.Boss.Get<TicketService>().SayAsync(
            ticketNo, "看图", [new Upload("large.pdf", [.. People.Pdf, .. new byte[UploadType.MaxDocumentBytes]])])));
        Assert.Equal("Talk.TooManyFiles", await desk.RefusedAsync(() => desk.Boss.Get<TicketService>().SayAsync(
            ticketNo, "看图", [.. Enumerable.Repeat(new Upload("one.pdf", People.Pdf), TalkText.MaxFiles + 1)])));

        await desk.Boss.Get<TicketService>().SayAsync(ticketNo, null, [new Upload(@"C:\\temp\\..\\first.pdf", People.Pdf), new Upload("page.hta", People.Pdf)]);

        var said = (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Messages[^1];
        Assert.Equal(["first.pdf", "page.hta.pdf"], said.Files.Select(f => f.Name));
        await Assert.ThrowsAsync<NotFoundException>(() => desk.Boss.Get<TicketQueries>().OpenFileAsync(ticketNo, 2, 3));
    }

    [Fact]
    public async Task Nobody_waits_to_write_while_the_files_of_a_message_are_taken_in()
    {
        await using var desk = await Desk.OpenAsync(("Database:LongestWait", "00:05:00"));
        Assert.SkipUnless(desk.Boss.Get<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        var ticketNo = await desk.AskAsync();
        var large = new Upload("large.pdf", [.. People.Pdf, .. new byte[UploadType.MaxDocumentBytes - People.Pdf.Length]]);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task saying;
        await using (await HeldWriter.TakeAsync(desk.Boss.Get<KBossDbContextFactory>()))
        {
            saying = desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "看图", [.. Enumerable.Repeat(large, TalkText.MaxFiles)]);
            // Somebody else has the turn, and all of it reaches the disk nevertheless.
            while (desk.Boss.KeysOnDisk.Count(key => desk.BytesOf(key) >= large.Content.Length) < TalkText.MaxFiles)
            {
                await Task.Delay(20, patience.Token);
            }

            Assert.False(saying.IsCompleted);
        }

        await saying;
        Assert.Equal(TalkText.MaxFiles, (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Messages[^1].Files.Count);
        Assert.Equal(large.Content, (await desk.Boss.Get<TicketQueries>().OpenFileAsync(ticketNo, 2, TalkText.MaxFiles)).Content);
        Assert.Equal(TalkText.MaxFiles, desk.Boss.KeysOnDisk.Count);
    }

    [Fact]
    public async Task What_was_refused_given_up_or_too_busy_leaves_no_file()
    {
        await using var desk = await Desk.OpenAsync(("Database:LongestWait", "00:00:00.3"));
        Assert.SkipUnless(desk.Boss.Get<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        var ticketNo = await desk.AskAsync();
        Upload[] sent = [new("one.pdf", People.Pdf), new("two.pdf", People.Pdf)];
        var service = desk.As<TicketService>(desk.Buyer);

        Assert.Equal("Tickets.OrderUnknown", await desk.RefusedAsync(() => service.OpenAsync(new OpenTicket("标题", "问题", "DD-unknown", sent))));
        Assert.Equal("Common.TextTooLong", await desk.RefusedAsync(() => service.SayAsync(ticketNo, new string('长', 100_000), sent)));
        await using (await HeldWriter.TakeAsync(desk.Boss.Get<KBossDbContextFactory>()))
        {
            Assert.Equal("Common.Busy", await desk.RefusedAsync(() => service.SayAsync(ticketNo, "看图", sent)));
            using var leaving = new CancellationTokenSource();
            var said = service.SayAsync(ticketNo, "看图", sent, leaving.Token);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => said);
        }

        Assert.Empty(desk.Boss.KeysOnDisk);
        await using var db = desk.Boss.Db();
        Assert.Equal((0, 0, 1), (await db.StoredFiles.CountAsync(), await db.TicketFiles.CountAsync(), await db.TicketMessages.CountAsync()));
    }

    [Fact]
    public async Task Windows_that_write_at_once_lose_no_message_and_share_no_number()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = await desk.AskAsync();
        desk.Boss.SignIn(desk.Keeper);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var window = desk.Boss.NewScope();
            await window.ServiceProvider.GetRequiredService<TicketService>().SayAsync(ticketNo, $"第 {i} 条");
        }));

        var ticket = await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo);
        Assert.Equal(Enumerable.Range(1, 9), ticket.Messages.Select(m => m.Number));
        Assert.Equal(8, ticket.Messages.Skip(1).Select(m => m.Text).Distinct().Count());
        Assert.Equal(9, ticket.Row.Messages);
    }

    [Fact]
    public async Task The_desk_lists_what_waits_longest_first_and_then_what_is_answered()
    {
        await using var desk = await Desk.OpenAsync();
        var (answered, longest, newest) = (await desk.AskAsync("已答"), await desk.AskAsync("等最久"), await desk.AskAsync("刚来"));
        await desk.As<TicketService>(desk.Keeper).SayAsync(answered, "答复");

        Assert.Equal([longest, newest, answered], (await desk.Boss.Get<TicketQueries>().ListAsync(Open)).Rows.Select(r => r.TicketNo));
        Assert.Equal([answered, newest, longest], (await desk.As<TicketQueries>(desk.Buyer).ListAsync(Open)).Rows.Select(r => r.TicketNo));
        foreach (var (text, found) in new[] { (longest, longest), ("刚来", newest), ("已", answered) })
        {
            var page = await desk.Boss.Get<TicketQueries>().ListAsync(Open with { Filters = new Dictionary<string, string> { ["q"] = text } });
            Assert.Equal([found], page.Rows.Select(r => r.TicketNo));
        }
    }

    [Fact]
    public async Task A_list_and_a_ticket_are_read_in_fewer_than_five_queries()
    {
        await using var desk = await Desk.OpenAsync();
        var ticketNo = "";
        for (var i = 0; i < 6; i++)
        {
            ticketNo = await desk.AskAsync(files: new Upload("screen.pdf", People.Pdf));
            await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "答复");
        }

        foreach (var reader in new[] { desk.Buyer, desk.Keeper })
        {
            desk.Boss.SignIn(reader);
            using var sql = new CommandCount(desk.Boss);
            Assert.Equal(5, (await desk.Boss.Get<TicketQueries>().ListAsync(Open with { Size = 5 })).Rows.Count);
            Assert.InRange(sql.Queries.Count, 1, 2);
            await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo);
            Assert.InRange(sql.Queries.Count, 3, 6);
            Assert.Equal(sql.Queries.Count, sql.Commands.Count);
        }
    }

    [Fact]
    public async Task Open_pages_are_told_after_the_commit_and_not_of_what_was_refused()
    {
        await using var desk = await Desk.OpenAsync();
        var told = new List<string>();
        using var hearing = desk.Boss.Get<Changes>().Subscribe<TicketChanged>(
            change => told.Add($"{change.TicketNo} {change.SellerId == desk.Root.Id} {change.BuyerId == desk.Customer.Id}"));

        var ticketNo = await desk.AskAsync();
        await desk.RefusedAsync(() => desk.Boss.Get<TicketService>().SayAsync(ticketNo, " "));
        await desk.As<TicketService>(desk.Keeper).CloseAsync(ticketNo);

        Assert.Equal(Enumerable.Repeat($"{ticketNo} True True", 2), told);
    }

    [Fact]
    public async Task A_customer_with_a_ticket_is_not_deleted()
    {
        await using var desk = await Desk.OpenAsync();
        var asking = await desk.Boss.Given.CustomerAsync(desk.Root);
        var operations = await desk.Boss.Given.MemberAsync(desk.Root, Role.Operations);
        await desk.As<TicketService>(await desk.Boss.Given.MemberAsync(asking, Role.Admin)).OpenAsync(new OpenTicket("标题", "问题"));

        Assert.Equal("Customers.HasTraded", await desk.RefusedAsync(() => desk.As<CustomerRemoval>(operations).DeleteAsync(asking.Code)));
    }

    /// <summary>A seller with two who answer, and a customer with an order who asks.</summary>
    private sealed record Desk(
        TestKBoss Boss, Organization Root, Organization Customer, Actor Buyer, Actor Keeper, Actor SecondKeeper, string OrderNo) : IAsyncDisposable
    {
        public static async Task<Desk> OpenAsync(params (string, string)[] settings)
        {
            var boss = await TestKBoss.StartAsync(settings: settings);
            var shop = await boss.Given.ShopAsync(money: 0);
            var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
            return new Desk(
                boss, shop.Root, shop.Buyer, shop.Member, await boss.Given.MemberAsync(shop.Root, Role.Maintenance),
                await boss.Given.MemberAsync(shop.Root, Role.Maintenance), order.OrderNo);
        }

        /// <summary>The services as the actor has them.</summary>
        public T As<T>(Actor actor)
            where T : notnull
        {
            Boss.SignIn(actor);
            return Boss.Get<T>();
        }

        /// <summary>A ticket of the customer; the clock goes on a minute, so that one is older than the next.</summary>
        public async Task<string> AskAsync(string title = "标题", string? orderNo = null, params Upload[] files)
        {
            var ticketNo = await As<TicketService>(Buyer).OpenAsync(new OpenTicket(title, "从昨晚起连不上", orderNo, files));
            Boss.Time.Advance(TimeSpan.FromMinutes(1));
            return ticketNo;
        }

        public async Task<List<(string Kind, long MemberId)>> NoticesAsync()
        {
            await using var db = Boss.Db();
            return (await db.Notices.OrderBy(n => n.Id).Select(n => new { n.Kind, n.MemberId }).ToListAsync()).ConvertAll(n => (n.Kind, n.MemberId));
        }

        public long BytesOf(string key) => new FileInfo(Boss.Get<DataDirectory>().Combine("files", key)).Length;

        public async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<RuleException>(act)).Code;

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
