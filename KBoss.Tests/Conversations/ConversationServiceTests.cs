using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Conversations;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Talk;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Search;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Conversations;

/// <summary>Who talks with whom, who is told, and what is kept of it, at the root and below it.</summary>
public sealed class ConversationServiceTests
{
    private static readonly PageRequest All = new(1, 50, null, false, new Dictionary<string, string>());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Customer_and_salesperson_talk_and_each_is_told_once_until_it_has_read(bool below)
    {
        await using var world = await World.OpenAsync(below);
        await world.SayAsync(world.Buyer, "能便宜一点吗");
        await world.SayAsync(world.Buyer, "在吗");
        Assert.Equal([world.Sales.MemberId], await world.ToldAsync());
        var row = Assert.Single((await world.As<ConversationQueries>(world.Sales).ListAsync(All)).Rows);
        Assert.Equal((world.Customer.Code, 2, "在吗", ConversationSide.Customer), (row.CustomerCode, row.Unread, row.Begin, row.LastSide));
        Assert.Equal(1, await world.Boss.Get<ConversationQueries>().CountUnreadAsync());

        // It has read, and is told of what comes after that.
        await world.Boss.Get<ConversationService>().ReadAsync(world.Customer.Code, 2);
        Assert.Equal(0, await world.Boss.Get<ConversationQueries>().CountUnreadAsync());
        await using (var db = world.Boss.Db())
        {
            Assert.False(await db.Notices.AnyAsync(n => n.Kind == ConversationNews.Kind && n.ReadAt == null));
        }

        await world.SayAsync(world.Buyer, "今天要定");
        Assert.Equal([world.Sales.MemberId, world.Sales.MemberId], await world.ToldAsync());

        await world.SayAsync(world.Sales, "可以给您九折");
        await world.SayAsync(world.Sales, "合同稍后发您");
        // Who has talked is told, and not everybody who might have.
        Assert.Equal([world.Buyer.MemberId], (await world.ToldAsync()).Skip(2));
        await using (var db = world.Boss.Db())
        {
            var told = await db.Notices.Where(n => n.Kind == ConversationNews.Kind).OrderBy(n => n.Id).Select(n => new { n.Subject, n.Args }).ToListAsync();
            Assert.Equal((world.Customer.Code, world.Customer.Name), (told[0].Subject, told[0].Args));
            Assert.Equal(("", world.Sales.Name), (told[^1].Subject, told[^1].Args));
        }

        Assert.Equal(2, await world.As<ConversationQueries>(world.Buyer).CountUnreadAsync());
        Assert.Equal(2, await world.As<ConversationQueries>(world.Colleague).CountUnreadAsync());
        await world.SayAsync(world.Colleague, "收到");
        Assert.Equal(0, await world.As<ConversationQueries>(world.Buyer).CountUnreadAsync());

        foreach (var reader in new[] { world.Buyer, world.Sales })
        {
            var talk = await world.As<ConversationQueries>(reader).GetAsync(reader == world.Buyer ? null : world.Customer.Code);
            Assert.Equal(["能便宜一点吗", "在吗", "今天要定", "可以给您九折", "合同稍后发您", "收到"], talk.Messages.Select(m => m.Text));
            Assert.Equal((world.Sales.Name, world.Seller.Name), (talk.Salesperson, talk.SellerName));
        }

        // What is read by anybody is read by that member alone.
        Assert.Equal(1, await world.As<ConversationQueries>(world.Sales).CountUnreadAsync());
    }

    [Fact]
    public async Task R_ISO_1_and_R_ISO_2_nobody_else_reads_or_answers_finds_or_hears_of_it()
    {
        await using var world = await World.OpenAsync(below: true);
        await world.SayAsync(world.Buyer, "只有销售能看到的话", new Upload("plan.pdf", People.Pdf));
        var given = world.Boss.Given;
        var code = world.Customer.Code;
        Role[] every = [.. RolePermissions.RolesOf(OrganizationKind.Distributor)];
        var strangers = new Dictionary<string, Actor>
        {
            ["another salesperson"] = await given.MemberAsync(world.Seller, Role.Sales),
            ["Operations, while somebody serves the customer"] = world.Operations,
            ["the Admin"] = world.Admin,
            ["Finance"] = await given.MemberAsync(world.Seller, Role.Finance),
            ["Maintenance"] = await given.MemberAsync(world.Seller, Role.Maintenance),
            ["the distributor above"] = await given.MemberAsync(world.Root, every),
            ["another distributor"] = await given.MemberAsync(await given.DistributorAsync(world.Root), every),
            ["another customer"] = await given.MemberAsync(await given.CustomerAsync(world.Seller), Role.Admin, Role.Buyer),
            ["a member of the customer without a role"] = await given.MemberAsync(world.Customer),
        };

        foreach (var (who, stranger) in strangers)
        {
            var (reads, acts) = (world.As<ConversationQueries>(stranger), world.Boss.Get<ConversationService>());
            foreach (var attempt in new Func<Task>[]
            {
                () => reads.GetAsync(code), () => reads.OpenFileAsync(code, 1, 1), () => acts.SayAsync(code, "a-key", "插话"), () => acts.ReadAsync(code, 1),
                () => acts.TypeAsync(code),
            })
            {
                var refused = await Record.ExceptionAsync(attempt);
                Assert.True(refused is NotFoundException or PermissionException, $"{who}: {refused?.GetType().Name ?? "let in"}");
            }

            if (stranger.Has(Permissions.ConversationsAnswer))
            {
                Assert.Empty((await reads.ListAsync(All)).Rows);
                Assert.Equal(new ConversationCounts(0, 0, 0, 0), await reads.CountsAsync());
                Assert.Empty((await reads.HomeAsync()).First);
                Assert.DoesNotContain(await world.Boss.Get<SearchQueries>().FindAsync(world.Customer.Name), hit => hit.Thing == Thing.Conversation);
            }

            Assert.Equal(0, await reads.CountUnreadAsync());
        }

        Assert.Equal([world.Sales.MemberId], await world.ToldAsync());
        Assert.Contains(await world.As<SearchQueries>(world.Sales).FindAsync(world.Customer.Name), hit => hit.Thing == Thing.Conversation && hit.Key == code);
        Assert.Single((await world.Boss.Get<ConversationQueries>().GetAsync(code)).Messages);
        // Another customer has a conversation of its own, whatever it asks for.
        Assert.Empty((await world.As<ConversationQueries>(strangers["another customer"]).GetAsync(null)).Messages);
    }

    [Fact]
    public async Task R_ISO_2_a_customer_without_a_salesperson_is_talked_to_by_operations_until_it_has_one_with_whom_the_conversation_goes()
    {
        await using var world = await World.OpenAsync(below: true, served: false);
        var second = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales);
        var code = world.Customer.Code;
        await world.SayAsync(world.Buyer, "有人吗");
        Assert.Equal([world.Operations.MemberId], await world.ToldAsync());
        Assert.Null((await world.As<ConversationQueries>(world.Buyer).GetAsync(null)).Salesperson);
        Assert.Equal([], await world.ReadersAsync(world.Sales, second));
        await world.SayAsync(world.Operations, "您好，请讲");

        await world.As<AssignmentService>(world.Operations).AssignAsync([code], world.Sales.MemberId);
        Assert.Equal([world.Sales], await world.ReadersAsync(world.Operations, world.Admin, world.Sales, second));
        Assert.Equal(2, (await world.As<ConversationQueries>(world.Sales).GetAsync(code)).Messages.Count);
        Assert.Equal(world.Sales.Name, (await world.As<ConversationQueries>(world.Buyer).GetAsync(null)).Salesperson);

        await world.As<AssignmentService>(world.Operations).TransferAsync([code], world.Sales.MemberId, second.MemberId, "休假");
        Assert.Equal([second], await world.ReadersAsync(world.Operations, world.Admin, world.Sales, second));
        // What was answered before is nothing that the next one has to read.
        Assert.Equal(0, await world.As<ConversationQueries>(second).CountUnreadAsync());
        await world.SayAsync(world.Buyer, "换人了？");
        Assert.Equal(1, await world.As<ConversationQueries>(second).CountUnreadAsync());

        // Who cannot serve it any more does not leave it alone.
        await using (var db = world.Boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == second.MemberId)).Disable();
            await db.SaveChangesAsync();
        }

        Assert.Equal([world.Operations, world.Admin], await world.ReadersAsync(world.Operations, world.Admin, world.Sales));
        Assert.Null((await world.As<ConversationQueries>(world.Buyer).GetAsync(null)).Salesperson);
    }

    [Fact]
    public async Task Where_nobody_may_assign_customers_the_Admin_is_told_and_answers()
    {
        await using var world = await World.OpenAsync(below: false);
        var lonely = await world.Boss.Given.DistributorAsync(world.Root);
        var admin = await world.Boss.Given.MemberAsync(lonely, Role.Admin);
        var customer = await world.Boss.Given.CustomerAsync(lonely);
        await world.SayAsync(await world.Boss.Given.MemberAsync(customer, Role.Buyer), "有人吗");

        Assert.Equal([admin.MemberId], await world.ToldAsync());
        await world.As<ConversationService>(admin).SayAsync(customer.Code, "answer", "有的");
        Assert.Equal(2, (await world.Boss.Get<ConversationQueries>().GetAsync(customer.Code)).Count);
    }

    [Fact]
    public async Task The_same_words_from_a_page_that_does_not_know_of_the_first_time_are_said_once()
    {
        await using var world = await World.OpenAsync(below: false);
        var service = world.As<ConversationService>(world.Buyer);
        var file = new Upload("plan.pdf", People.Pdf);
        Assert.Equal(1, await service.SayAsync(null, "one", "请尽快"));
        Assert.Equal(1, await service.SayAsync(null, "two", " 请尽快 "));
        // With files it is something else; so is the same once somebody has spoken, or after a while.
        Assert.Equal(2, await service.SayAsync(null, "three", "请尽快", [file]));
        Assert.Equal(3, await service.SayAsync(null, "four", "请尽快", [file]));
        Assert.Equal(4, await world.As<ConversationService>(world.Sales).SayAsync(world.Customer.Code, "five", "请尽快"));
        Assert.Equal(5, await world.As<ConversationService>(world.Buyer).SayAsync(null, "six", "请尽快"));
        world.Boss.Time.Advance(TalkText.Again);
        Assert.Equal(6, await service.SayAsync(null, "seven", "请尽快"));
        Assert.All((await world.Boss.Get<ConversationQueries>().GetAsync(null)).Messages, m => Assert.Equal(m.Number != 4, m.Mine));
    }

    [Fact]
    public async Task The_same_message_sent_twice_is_said_once_also_at_once()
    {
        await using var world = await World.OpenAsync(below: false);
        var service = world.As<ConversationService>(world.Buyer);
        var file = new Upload("plan.pdf", People.Pdf);
        Assert.Equal(1, await service.SayAsync(null, "same", "报价单收到了", [file]));
        Assert.Equal(1, await service.SayAsync(null, "same", "报价单收到了", [file]));
        Assert.Equal("Conversations.SentAlready", await RefusedAsync(() => service.SayAsync(null, "same", "改了一个字", [file])));
        Assert.Equal("Conversations.SentAlready", await RefusedAsync(() => service.SayAsync(null, "same", "报价单收到了")));
        Assert.Single(world.Boss.KeysOnDisk);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var scope = world.Boss.NewScope();
            return await scope.ServiceProvider.GetRequiredService<ConversationService>().SayAsync(null, "at once", "请尽快");
        }));

        Assert.Equal([2], numbers.Distinct());
        Assert.Equal(["报价单收到了", "请尽快"], (await world.Boss.Get<ConversationQueries>().GetAsync(null)).Messages.Select(m => m.Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_who_answer_or_begin_at_once_are_both_heard(bool begun)
    {
        using var queue = new ReadFirst();
        await using var world = await World.OpenAsync(below: false, served: false, await queue.StartAsync());
        var second = await world.Boss.Given.MemberAsync(world.Seller, Role.Operations);
        if (begun)
        {
            await world.SayAsync(world.Buyer, "有人吗");
        }

        var (mine, theirs) = (world.Boss.NewScope(), world.Boss.NewScope());
        world.Boss.SignIn(world.Operations);
        queue.Meanwhile(async () =>
        {
            world.Boss.SignIn(second);
            await theirs.ServiceProvider.GetRequiredService<ConversationService>().SayAsync(world.Customer.Code, "second", "我来答");
            world.Boss.SignIn(world.Operations);
        });
        var number = await mine.ServiceProvider.GetRequiredService<ConversationService>().SayAsync(world.Customer.Code, "first", "也由我来答");

        Assert.Equal(begun ? 3 : 2, number);
        Assert.Equal(["我来答", "也由我来答"], (await world.As<ConversationQueries>(second).GetAsync(world.Customer.Code)).Messages.TakeLast(2).Select(m => m.Text));
    }

    [Fact]
    public async Task A_message_meets_the_move_of_its_customer_and_is_told_to_whoever_serves_it_then()
    {
        using var queue = new ReadFirst();
        await using var world = await World.OpenAsync(below: false, over: await queue.StartAsync());
        var second = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales);
        var (says, moves) = (world.Boss.NewScope(), world.Boss.NewScope());
        world.Boss.SignIn(world.Buyer);
        queue.Meanwhile(async () =>
        {
            world.Boss.SignIn(world.Operations);
            await moves.ServiceProvider.GetRequiredService<AssignmentService>()
                .TransferAsync([world.Customer.Code], world.Sales.MemberId, second.MemberId, "休假");
            world.Boss.SignIn(world.Buyer);
        });
        await says.ServiceProvider.GetRequiredService<ConversationService>().SayAsync(null, "key", "在吗");

        Assert.Equal([second.MemberId], await world.ToldAsync());
    }

    [Fact]
    public async Task Files_come_by_the_rules_of_tickets_and_are_opened_by_both_sides()
    {
        await using var world = await World.OpenAsync(below: true);
        var service = world.As<ConversationService>(world.Buyer);
        Assert.Equal("Talk.TooManyFiles", await RefusedAsync(
            () => service.SayAsync(null, "many", "看图", [.. Enumerable.Repeat(new Upload("one.pdf", People.Pdf), TalkText.MaxFiles + 1)])));
        Assert.Equal("Common.FileTypeRefused", await RefusedAsync(() => service.SayAsync(null, "type", "看图", [new Upload("one.pdf", [.. "MZ"u8])])));
        Assert.Empty(world.Boss.KeysOnDisk);
        await service.SayAsync(null, "file", "", [new Upload("plan.pdf", People.Pdf), new Upload("other.pdf", People.Pdf)]);
        await world.As<ConversationService>(world.Sales).SayAsync(world.Customer.Code, "answer", "收到", [new Upload("offer", People.Pdf)]);

        var mine = world.As<ConversationQueries>(world.Buyer);
        Assert.Equal(("offer.pdf", "application/pdf"), await mine.OpenFileAsync(null, 2, 1) is var offer ? (offer.Name, offer.ContentType) : default);
        Assert.Equal(["plan.pdf", "other.pdf"], (await mine.GetAsync(null)).Messages[0].Files.Select(f => f.Name));
        Assert.Equal(People.Pdf, (await world.As<ConversationQueries>(world.Sales).OpenFileAsync(world.Customer.Code, 1, 2)).Content);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<ConversationQueries>().OpenFileAsync(world.Customer.Code, 1, 3));
        // A message of files alone has no text to begin with.
        Assert.Equal("收到", Assert.Single((await world.Boss.Get<ConversationQueries>().ListAsync(All)).Rows).Begin);
    }

    [Fact]
    public async Task A_deleted_customer_leaves_nothing_of_it_behind()
    {
        await using var world = await World.OpenAsync(below: true);
        await world.SayAsync(world.Buyer, "问一下", new Upload("plan.pdf", People.Pdf));
        await world.SayAsync(world.Sales, "请讲", new Upload("offer.pdf", People.Pdf));
        await world.As<ConversationService>(world.Buyer).ReadAsync(null, 2);

        await world.As<CustomerRemoval>(world.Sales).DeleteAsync(world.Customer.Code);

        await using var db = world.Boss.Db();
        Assert.Equal((0, 0, 0, 0), (await db.Conversations.CountAsync(), await db.ConversationMessages.CountAsync(), await db.ConversationFiles.CountAsync(),
            await db.ConversationReadings.CountAsync()));
        Assert.Equal((0, 0), (await db.StoredFiles.CountAsync(), await db.Notices.CountAsync(n => n.OrganizationId == world.Seller.Id && n.Kind == ConversationNews.Kind)));
        Assert.Equal(0, (await world.Boss.Get<ConversationQueries>().ListAsync(All)).Total);
    }

    [Fact]
    public async Task A_mail_waits_and_is_not_sent_to_whoever_has_read_or_whose_side_has_answered()
    {
        await using var world = await World.OpenAsync(below: false);
        await world.SayAsync(world.Buyer, "在吗");
        var check = world.Boss.Get<ReminderCheck>();
        Task<MemberAddress?> Still(Actor actor, int first) => check.StillAsync(
            actor.OrganizationId, new ReminderOf(ConversationNews.Kind, ConversationNews.CauseOf(world.Customer.Id, first), actor.MemberId), Channels.Notice, default);
        Assert.NotNull(await Still(world.Sales, 1));
        await world.As<ConversationService>(world.Sales).ReadAsync(world.Customer.Code, 1);
        Assert.Null(await Still(world.Sales, 1));

        await world.SayAsync(world.Sales, "在的");
        Assert.NotNull(await Still(world.Buyer, 2));
        await world.SayAsync(world.Colleague, "好的");
        Assert.Null(await Still(world.Buyer, 2));
    }

    [Fact]
    public async Task The_list_begins_with_what_is_unread_counts_working_hours_and_finds_customers_and_what_was_said()
    {
        await using var world = await World.OpenAsync(below: false);
        // Monday, 10:00 in Shanghai.
        world.Boss.Time.Advance(new DateTime(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc) - world.Boss.Now);
        var codes = new List<string>();
        foreach (var words in new[] { "先问的", "后问的", "已读的", "已答的" })
        {
            var customer = await world.Boss.Given.CustomerAsync(world.Seller);
            await world.As<AssignmentService>(world.Operations).AssignAsync([customer.Code], world.Sales.MemberId);
            await world.As<ConversationService>(await world.Boss.Given.MemberAsync(customer, Role.Buyer)).SayAsync(null, words, $"{words}话");
            world.Boss.Time.Advance(TimeSpan.FromHours(1));
            codes.Add(customer.Code);
        }

        await world.As<ConversationService>(world.Sales).ReadAsync(codes[2], 1);
        await world.Boss.Get<ConversationService>().SayAsync(codes[3], "answer", "答复");
        // Tuesday, 11:00: of the night nothing counts.
        world.Boss.Time.Advance(new DateTime(2026, 1, 6, 3, 0, 0, DateTimeKind.Utc) - world.Boss.Now);

        var queries = world.Boss.Get<ConversationQueries>();
        var page = await queries.ListAsync(All);
        Assert.Equal([codes[0], codes[1], codes[2], codes[3]], page.Rows.Select(r => r.CustomerCode));
        Assert.Equal([10.0, 9.0, 8.0, null], page.Rows.Select(r => r.Waited?.TotalHours));
        Assert.Equal(new ConversationCounts(4, 3, 2, 4), await queries.CountsAsync());
        Assert.Equal([codes[0], codes[1], codes[2]], (await queries.HomeAsync()).First.Select(r => r.CustomerCode));
        foreach (var (filter, value, found) in new[]
        {
            ("waiting", "yes", new[] { codes[0], codes[1], codes[2] }), ("unread", "yes", [codes[0], codes[1]]), ("mine", "yes", [.. codes]), ("q", "后问", [codes[1]]),
            ("q", "没说过", []),
        })
        {
            Assert.Equal(found, (await queries.ListAsync(All with { Filters = new Dictionary<string, string> { [filter] = value } })).Rows.Select(r => r.CustomerCode));
        }

        Assert.Equal([codes[3], codes[2], codes[1], codes[0]], (await queries.ListAsync(All with { Sort = "last", Descending = true })).Rows.Select(r => r.CustomerCode));
    }

    [Fact]
    public async Task Of_a_long_talk_the_last_messages_are_read_and_older_ones_when_they_are_asked_for()
    {
        await using var world = await World.OpenAsync(below: false);
        for (var i = 1; i <= ConversationQueries.AtOnce + 10; i++)
        {
            await world.SayAsync(world.Buyer, $"第{i}句");
        }

        var queries = world.Boss.Get<ConversationQueries>();
        var last = await queries.GetAsync(null);
        Assert.Equal((60, 11, 60), (last.Count, last.Messages[0].Number, last.Messages[^1].Number));
        Assert.Equal(1, (await queries.GetAsync(null, 1)).Messages[0].Number);
    }

    [Fact]
    public async Task The_story_of_the_customer_does_not_repeat_what_is_said()
    {
        await using var world = await World.OpenAsync(below: false);
        await world.SayAsync(world.Buyer, "悄悄话");
        await world.SayAsync(world.Sales, "悄悄答");
        var story = await world.As<CustomerStoryQueries>(world.Sales).TellAsync(world.Customer.Code);
        Assert.NotEmpty(story);
        Assert.DoesNotContain(story, e => e.Text.Contains("悄悄", StringComparison.Ordinal) || e.Kind.StartsWith("Conversation", StringComparison.Ordinal));
    }

    private static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<RuleException>(act)).Code;

    /// <summary>A customer with two members, served by one of the seller's salespeople unless it is public, and who could answer for the seller.</summary>
    private sealed record World(
        TestKBoss Boss, Organization Root, Organization Seller, Organization Customer, Actor Buyer, Actor Colleague, Actor Sales, Actor Operations, Actor Admin)
        : IAsyncDisposable
    {
        private int sent;

        public static async Task<World> OpenAsync(bool below, bool served = true, TestKBoss? over = null)
        {
            var boss = over ?? await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var seller = below ? await boss.Given.DistributorAsync(root) : root;
            var customer = await boss.Given.CustomerAsync(seller);
            var world = new World(
                boss, root, seller, customer, await boss.Given.MemberAsync(customer, Role.Buyer), await boss.Given.MemberAsync(customer, Role.Admin),
                await boss.Given.MemberAsync(seller, Role.Sales), await boss.Given.MemberAsync(seller, Role.Operations), await boss.Given.MemberAsync(seller, Role.Admin));
            if (served)
            {
                await world.As<AssignmentService>(world.Operations).AssignAsync([customer.Code], world.Sales.MemberId);
            }

            return world;
        }

        /// <summary>The services as the actor has them.</summary>
        public T As<T>(Actor actor)
            where T : notnull
        {
            Boss.SignIn(actor);
            return Boss.Get<T>();
        }

        public Task<int> SayAsync(Actor actor, string text, params Upload[] files) => As<ConversationService>(actor)
            .SayAsync(actor.Kind == OrganizationKind.Customer ? null : Customer.Code, $"key-{++sent}", text, files);

        /// <summary>Who was told, once for each notice.</summary>
        public async Task<List<long>> ToldAsync()
        {
            await using var db = Boss.Db();
            return await db.Notices.Where(n => n.Kind == ConversationNews.Kind).OrderBy(n => n.Id).Select(n => n.MemberId).ToListAsync();
        }

        /// <summary>Which of them read the conversation of the customer.</summary>
        public async Task<List<Actor>> ReadersAsync(params Actor[] actors)
        {
            var readers = new List<Actor>();
            foreach (var actor in actors)
            {
                var refused = await Record.ExceptionAsync(() => As<ConversationQueries>(actor).GetAsync(Customer.Code));
                Assert.True(refused is null or NotFoundException, refused?.ToString());
                Assert.Equal(refused is null ? 1 : 0, (await Boss.Get<ConversationQueries>().ListAsync(All)).Total);
                if (refused is null)
                {
                    readers.Add(actor);
                }
            }

            return readers;
        }

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
