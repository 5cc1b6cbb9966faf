using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Reports.Activity;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

/// <summary>Who was active, for the root's Admin and for one two levels below it.</summary>
public sealed class ActivityTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Members_are_counted_once_in_each_span_in_which_a_session_of_theirs_was_seen(int level)
    {
        await using var boss = await TestKBoss.StartAsync();
        // Noon in Shanghai, on a day with a past.
        boss.Time.Advance(new DateTime(2026, 6, 15, 4, 0, 0, DateTimeKind.Utc) - boss.Now);
        var seller = await SellerAsync(boss, level);
        var (admin, colleague) = (await boss.Given.MemberAsync(seller, Role.Admin), await boss.Given.MemberAsync(seller, Role.Sales));
        var (busy, quiet) = (await boss.Given.CustomerAsync(seller), await boss.Given.CustomerAsync(seller));
        var buyers = new[] { await boss.Given.MemberAsync(busy, Role.Buyer), await boss.Given.MemberAsync(busy, Role.Buyer), await boss.Given.MemberAsync(busy) };
        var stranger = await boss.Given.DistributorAsync(seller);
        await SeenAsync(boss, await boss.Given.MemberAsync(stranger, Role.Admin), 0);
        await SeenAsync(boss, await boss.Given.MemberAsync(await boss.Given.CustomerAsync(stranger)), 0);
        await boss.Given.MemberAsync(quiet);

        // Whoever was there twice counts once; a session that began before midnight is of both days; what is 30 days ago is of no span.
        await SeenAsync(boss, admin, 0, 0, 3);
        await SeenAsync(boss, colleague, 9, 29, 30);
        await SeenAsync(boss, buyers[0], 6);
        await SeenAsync(boss, buyers[1], 7, 12);
        await SeenAsync(boss, buyers[2], 30);
        await AddAsync(boss, buyers[0], boss.Now.AddHours(-13), TimeSpan.FromHours(2));

        boss.SignIn(admin);
        var report = boss.Get<ActivityQueries>();
        var rows = (await report.ListAsync(Page())).Rows.ToDictionary(r => r.Code);
        Assert.Equal(3, rows.Count);
        Assert.Equal((ActivityOf.Staff, new ActivityCount(2, 1, 1, 2)), (rows[seller.Code].Of, rows[seller.Code].Count));
        Assert.Equal((ActivityOf.Customers, new ActivityCount(3, 1, 1, 2)), (rows[busy.Code].Of, rows[busy.Code].Count));
        Assert.Equal(new ActivityCount(1, 0, 0, 0), rows[quiet.Code].Count);
        Assert.Equal((boss.Now, null), (rows[seller.Code].LastSeenAt, rows[quiet.Code].LastSeenAt));

        var sum = await report.SumAsync();
        Assert.Equal((new ActivityCount(2, 1, 1, 2), new ActivityCount(4, 1, 1, 2), 1), (sum.Staff, sum.Customers, sum.ActiveCustomers));
        Assert.Equal(new ActivityHome(1, 1, 1, 1), (await boss.Get<AdminHomeQueries>().GetAsync()).Active);

        // Behind every figure stand as many members.
        foreach (var row in rows.Values)
        {
            foreach (var (span, count) in new[] { (ActivitySpan.Day, row.Count.Day), (ActivitySpan.Week, row.Count.Week), (ActivitySpan.Month, row.Count.Month) })
            {
                var behind = await report.MembersAsync(Page(("organization", row.Code), ("span", span.ToString())));
                Assert.Equal(count, behind.Total);
                Assert.All(behind.Rows, member => Assert.Equal((row.Code, row.Of), (member.OrganizationCode, member.Of)));
            }
        }

        Assert.Equal([(admin.MemberId, 3)], (await report.MembersAsync(Page(("of", "Staff"), ("span", "Week")))).Rows.Select(m => (m.MemberId, m.Sessions)));
        Assert.Equal([busy.Code], (await report.ListAsync(Page(("of", "Customers"), ("active", "Month")))).Rows.Select(r => r.Code));
        Assert.Equal([quiet.Code], (await report.ListAsync(Page(("active", "none")))).Rows.Select(r => r.Code));
        Assert.Equal([busy.Code], (await report.ListAsync(Page(("q", busy.Code)))).Rows.Select(r => r.Code));
        foreach (var sort in new[] { "month", "week", "day", "members", "last", "name" })
        {
            Assert.Equal(3, (await report.ListAsync(Page() with { Sort = sort, Descending = true })).Rows.Count);
        }

        var sheet = AccessWorld.TextOf((await report.ExportAsync(Page())).Content);
        Assert.Contains(busy.Code, sheet, StringComparison.Ordinal);
        Assert.DoesNotContain(stranger.Code, sheet, StringComparison.Ordinal);
        Assert.Contains(busy.Code, AccessWorld.TextOf((await report.ExportMembersAsync(Page())).Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Admin_alone_sees_who_was_active_and_nothing_of_another_distributor()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var below = await boss.Given.DistributorAsync(root);
        var (customer, theirs) = (await boss.Given.CustomerAsync(root), await boss.Given.CustomerAsync(below));
        foreach (var organization in new[] { root, below, customer, theirs })
        {
            await SeenAsync(boss, await boss.Given.MemberAsync(organization), 0);
        }

        var report = boss.Get<ActivityQueries>();
        foreach (var (seller, own, foreign) in new[] { (root, customer, theirs), (below, theirs, customer) })
        {
            boss.SignIn(await boss.Given.MemberAsync(seller, Role.Admin));
            Assert.Equal(new[] { own.Code, seller.Code }.Order(), (await report.ListAsync(Page())).Rows.Select(r => r.Code).Order());
            Assert.Equal(new[] { own.Code, seller.Code }.Order(), (await report.MembersAsync(Page())).Rows.Select(r => r.OrganizationCode).Order());
            Assert.Empty((await report.MembersAsync(Page(("organization", foreign.Code)))).Rows);
            Assert.Equal((1, 1), ((await report.SumAsync()).Staff.Day, (await report.SumAsync()).Customers.Day));
        }

        foreach (var actor in new[]
        {
            await boss.Given.MemberAsync(root, Role.Sales, Role.Operations, Role.Finance, Role.Maintenance), await boss.Given.MemberAsync(customer, Role.Admin, Role.Buyer),
        })
        {
            boss.SignIn(actor);
            await Assert.ThrowsAsync<PermissionException>(() => report.ListAsync(Page()));
            await Assert.ThrowsAsync<PermissionException>(() => report.SumAsync());
            await Assert.ThrowsAsync<PermissionException>(() => report.MembersAsync(Page()));
            await Assert.ThrowsAsync<PermissionException>(() => report.ExportAsync(Page()));
            await Assert.ThrowsAsync<PermissionException>(() => report.ExportMembersAsync(Page()));
        }
    }

    [Fact]
    public async Task However_many_customers_there_are_it_asks_as_often()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var admin = await boss.Given.MemberAsync(root, Role.Admin);
        var before = await CountAsync();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await SeenAsync(boss, await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root)), 0, 1, 2);
        }

        Assert.Equal((4, before), (before, await CountAsync()));

        async Task<int> CountAsync()
        {
            boss.SignIn(admin);
            using var sql = new CommandCount(boss);
            await boss.Get<ActivityQueries>().SumAsync();
            await boss.Get<ActivityQueries>().ListAsync(Page());
            return sql.Commands.Count;
        }
    }

    private static async Task<Organization> SellerAsync(TestKBoss boss, int level)
    {
        var seller = await boss.Given.RootAsync();
        for (var i = 0; i < level; i++)
        {
            seller = await boss.Given.DistributorAsync(seller);
        }

        return seller;
    }

    /// <summary>Was there so many days ago, at this time of the day.</summary>
    private static async Task SeenAsync(TestKBoss boss, Actor member, params int[] daysAgo)
    {
        foreach (var days in daysAgo)
        {
            await AddAsync(boss, member, boss.Now.AddDays(-days), TimeSpan.Zero);
        }
    }

    private static async Task AddAsync(TestKBoss boss, Actor member, DateTime began, TimeSpan lasted)
    {
        await using var db = boss.Db();
        var session = new Session(await db.Members.SingleAsync(m => m.Id == member.MemberId), Guid.NewGuid().ToString("N"), "203.0.113.5", "Chrome · Windows", began);
        session.See(new SessionLimits(), began + lasted);
        db.Add(session);
        await db.SaveChangesAsync();
    }

    private static PageRequest Page(params (string Name, string Value)[] filters) => new(1, 50, null, false, filters.ToDictionary(f => f.Name, f => f.Value));
}
