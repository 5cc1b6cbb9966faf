using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Leads;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Leads;

/// <summary>Who may leave a message, to whom it goes, and who sees it.</summary>
public sealed class MessageBoardTests
{
    private static readonly LeadMessage Message = new(LeadKind.Advice, "李女士", "", "13700001111", "", "请问能开专票吗");
    private static readonly PageRequest All = new(1, 50, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task A_visitor_writes_to_the_root_and_a_customer_to_its_seller_and_each_tells_whoever_may_see_it()
    {
        await using var world = await World.OpenAsync();
        var visitors = await world.LeaveAsync(null);
        var childs = await world.LeaveAsync(world.ChildBuyer);
        var served = await world.LeaveAsync(world.Buyer);

        Assert.Equal([served, visitors], await world.SeenByAsync(world.Sales));
        Assert.Equal([visitors], await world.SeenByAsync(world.OtherSales));
        Assert.Equal([served, visitors], await world.SeenByAsync(world.Operations));
        Assert.Equal([childs], await world.SeenByAsync(world.ChildOperations));
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<LeadQueries>(world.ChildOperations).GetAsync(visitors));
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<LeadQueries>(world.OtherSales).GetAsync(served));
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<LeadService>(world.OtherSales).TakeAsync(served));
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<LeadService>(world.OtherSales).RevealPhoneAsync(served));
        await Assert.ThrowsAsync<PermissionException>(() => world.As<LeadQueries>(world.Finance).GetAsync(visitors));
        await Assert.ThrowsAsync<PermissionException>(() => world.As<LeadQueries>(world.Buyer).GetAsync(served));

        await using var db = world.Boss.Db();
        Assert.Equal(
            new[] { world.Sales.MemberId, world.OtherSales.MemberId, world.Operations.MemberId }.Order(),
            (await db.Notices.Where(n => n.Kind == "LeadNew" && n.Subject == visitors).Select(n => n.MemberId).ToListAsync()).Order());
        Assert.Equal([world.ChildOperations.MemberId], await db.Notices.Where(n => n.Subject == childs).Select(n => n.MemberId).ToListAsync());
    }

    [Fact]
    public async Task One_form_leaves_one_message_also_when_it_is_sent_twice_at_once()
    {
        await using var world = await World.OpenAsync();
        var first = await world.LeaveAsync(null, "same");
        Assert.Equal(first, await world.LeaveAsync(null, "same"));

        // Something else by the form of before is not said to be kept.
        Assert.Equal("Leads.FormStale", (await Assert.ThrowsAsync<RuleException>(
            () => world.As<MessageBoard>(null).LeaveAsync("same", Message with { Text = "另一个问题" }))).Code);

        world.Boss.SignIn(null);
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var scope = world.Boss.NewScope();
            return await scope.ServiceProvider.GetRequiredService<MessageBoard>().LeaveAsync("at once", Message);
        }));
        Assert.Single(both.Distinct());
        await using var db = world.Boss.Db();
        Assert.Equal(2, await db.Leads.CountAsync());
        // Who has not read of the last one is told of no other.
        Assert.Equal(1, await db.Notices.CountAsync(n => n.MemberId == world.Sales.MemberId));
    }

    [Fact]
    public async Task Visitors_leave_so_many_an_hour_and_customers_are_not_kept_out_by_them()
    {
        await using var world = await World.OpenAsync();
        for (var i = 0; i < MessageBoard.MostAnHour; i++)
        {
            await world.LeaveAsync(null);
        }

        Assert.Equal("Leads.TooMany", (await Assert.ThrowsAsync<RuleException>(() => world.LeaveAsync(null))).Code);
        await world.LeaveAsync(world.Buyer);
        world.Boss.Time.Advance(TimeSpan.FromHours(1));
        await world.LeaveAsync(null);
    }

    [Fact]
    public async Task A_distributors_people_do_not_write_to_themselves()
    {
        await using var world = await World.OpenAsync();
        Assert.Equal("Leads.StaffElsewhere", (await Assert.ThrowsAsync<RuleException>(() => world.LeaveAsync(world.Sales))).Code);
    }

    [Fact]
    public async Task Of_two_who_take_it_at_once_one_has_it_and_the_other_is_told_who()
    {
        await using var world = await World.OpenAsync();
        var no = await world.LeaveAsync(null);
        world.Boss.SignIn(world.Sales);
        var refusals = (await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var scope = world.Boss.NewScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<LeadService>().TakeAsync(no);
                return "";
            }
            catch (RuleException refused)
            {
                return refused.Code;
            }
        }))).Order();
        Assert.Equal(["", "Leads.TakenAlready", "Leads.TakenAlready"], refusals);
    }

    [Fact]
    public async Task A_lead_is_handed_over_only_to_whoever_handles_leads_and_becomes_only_a_customer_that_the_actor_sees()
    {
        await using var world = await World.OpenAsync();
        var no = await world.LeaveAsync(null);
        foreach (var stranger in new[] { world.Finance, world.ChildOperations, world.Buyer })
        {
            Assert.Equal("Leads.MemberUnknown", (await Assert.ThrowsAsync<RuleException>(
                () => world.As<LeadService>(world.Sales).HandOverAsync(no, stranger.MemberId, ""))).Code);
        }

        await world.As<LeadService>(world.Sales).HandOverAsync(no, world.OtherSales.MemberId, "会后联系");
        Assert.Equal("Leads.CustomerUnknown", (await Assert.ThrowsAsync<RuleException>(
            () => world.As<LeadService>(world.OtherSales).CloseAsync(no, LeadStatus.Done, "", world.BuyerCode))).Code);
        await world.As<LeadService>(world.Sales).CloseAsync(no, LeadStatus.Done, "成交", world.BuyerCode);
        var lead = await world.As<LeadQueries>(world.Sales).GetAsync(no);
        Assert.Equal((LeadStatus.Done, world.BuyerCode), (lead.Status, lead.Customer!.Code));
        Assert.Equal([LeadEventKind.Closed, LeadEventKind.HandedOver], lead.Story.Select(e => e.Kind));
        // Whoever has it in hand goes on seeing it.
        Assert.Equal([no], await world.SeenByAsync(world.OtherSales));
    }

    [Fact]
    public async Task The_phone_is_masked_and_each_look_is_kept()
    {
        await using var world = await World.OpenAsync();
        var no = await world.LeaveAsync(null);
        Assert.Equal("137****1111", (await world.As<LeadQueries>(world.Sales).GetAsync(no)).Phone);
        Assert.Equal("13700001111", await world.As<LeadService>(world.Sales).RevealPhoneAsync(no));
        await using var db = world.Boss.Db();
        var look = await db.AuditEntries.SingleAsync(a => a.Action == "PhoneShown");
        Assert.Equal(($"Lead {no}", world.Sales.Name), (look.Subject, look.Actor));
        // The audit log holds nothing of whoever wrote it, which could not be forgotten there.
        Assert.DoesNotContain(await db.AuditEntries.ToListAsync(), a => $"{a.Before}{a.After}".Contains("李女士", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_wrote_it_is_forgotten_half_a_year_after_it_was_closed_and_at_once_with_a_deleted_customer()
    {
        await using var world = await World.OpenAsync();
        var (closed, open, customers) = (await world.LeaveAsync(null), await world.LeaveAsync(null), await world.LeaveAsync(world.Buyer));
        await world.As<LeadService>(world.Sales).CloseAsync(closed, LeadStatus.Lost, "不需要", null);
        var job = ActivatorUtilities.CreateInstance<ForgetLeadsJob>(world.Boss.Services);
        Assert.Equal(0, await job.ForgetAsync(CancellationToken.None));
        world.Boss.Time.Advance(Lead.KeptFor + TimeSpan.FromMinutes(1));
        Assert.Equal(1, await job.ForgetAsync(CancellationToken.None));
        Assert.Equal(0, await job.ForgetAsync(CancellationToken.None));
        var forgotten = await world.As<LeadQueries>(world.Sales).GetAsync(closed);
        Assert.Equal(("", "", ""), (forgotten.Name, forgotten.Text, forgotten.Story[0].Text));
        Assert.Equal("李女士", (await world.As<LeadQueries>(world.Sales).GetAsync(open)).Name);
        // One that nobody closes is forgotten a year after the last word of it.
        await world.As<LeadService>(world.Sales).NoteAsync(open, "再联系");
        world.Boss.Time.Advance(Lead.SilentFor - TimeSpan.FromMinutes(1));
        await job.ForgetAsync(CancellationToken.None);
        Assert.Equal("李女士", (await world.As<LeadQueries>(world.Sales).GetAsync(open)).Name);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await job.ForgetAsync(CancellationToken.None));
        Assert.Equal("", (await world.As<LeadQueries>(world.Sales).GetAsync(open)).Name);

        await world.As<CustomerRemoval>(world.Operations).DeleteAsync(world.BuyerCode);
        await using var db = world.Boss.Db();
        Assert.Equal("", (await db.Leads.SingleAsync(l => l.LeadNo == customers)).Name);
    }

    [Fact]
    public async Task The_home_counts_what_is_new_and_what_is_in_ones_hand_as_the_list_does()
    {
        await using var world = await World.OpenAsync();
        var (mine, _) = (await world.LeaveAsync(null), await world.LeaveAsync(null));
        await world.As<LeadService>(world.Sales).TakeAsync(mine);
        var home = await world.As<LeadQueries>(world.Sales).HomeAsync();
        Assert.Equal((1, 1), (home.New, home.Mine));
        var filtered = All with { Filters = new Dictionary<string, string> { ["status"] = "InHand", ["mine"] = "yes" } };
        Assert.Equal([mine], (await world.As<LeadQueries>(world.Sales).ListAsync(filtered)).Rows.Select(r => r.LeadNo));
        Assert.Equal((1, 0), ((await world.As<LeadQueries>(world.OtherSales).HomeAsync()).New, (await world.As<LeadQueries>(world.OtherSales).HomeAsync()).Mine));
    }

    private sealed class World(TestKBoss boss) : IAsyncDisposable
    {
        private int forms;

        public TestKBoss Boss => boss;

        public Actor Sales { get; private set; } = null!;

        public Actor OtherSales { get; private set; } = null!;

        public Actor Operations { get; private set; } = null!;

        public Actor Finance { get; private set; } = null!;

        public Actor Buyer { get; private set; } = null!;

        public Actor ChildOperations { get; private set; } = null!;

        public Actor ChildBuyer { get; private set; } = null!;

        public string BuyerCode { get; private set; } = "";

        public static async Task<World> OpenAsync()
        {
            var world = new World(await TestKBoss.StartAsync());
            var given = world.Boss.Given;
            var root = await given.RootAsync();
            var child = await given.DistributorAsync(root);
            var (buyer, below) = (await given.CustomerAsync(root), await given.CustomerAsync(child));
            world.BuyerCode = buyer.Code;
            world.Sales = await given.MemberAsync(root, Role.Sales);
            world.OtherSales = await given.MemberAsync(root, Role.Sales);
            world.Operations = await given.MemberAsync(root, Role.Operations);
            world.Finance = await given.MemberAsync(root, Role.Finance);
            world.Buyer = await given.MemberAsync(buyer, Role.Buyer);
            world.ChildOperations = await given.MemberAsync(child, Role.Operations);
            world.ChildBuyer = await given.MemberAsync(below, Role.Buyer);
            await world.As<AssignmentService>(world.Operations).AssignAsync([buyer.Code], world.Sales.MemberId);
            await using var db = world.Boss.Db();
            db.RemoveRange(await db.Notices.ToListAsync());
            await db.SaveChangesAsync();
            return world;
        }

        public T As<T>(Actor? actor)
            where T : notnull
        {
            Boss.SignIn(actor);
            return Boss.Get<T>();
        }

        public async Task<string> LeaveAsync(Actor? actor, string? form = null)
        {
            Boss.Time.Advance(TimeSpan.FromSeconds(1));
            return await As<MessageBoard>(actor).LeaveAsync(form ?? $"form {++forms}", Message);
        }

        public async Task<IReadOnlyList<string>> SeenByAsync(Actor actor) => [.. (await As<LeadQueries>(actor).ListAsync(All)).Rows.Select(r => r.LeadNo)];

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
