using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Leads;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Domain.Stock;
using KBoss.Domain.Tickets;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Infrastructure.Startup.Demo.Year;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Development;

/// <summary>The demo data of a year, made once: it keeps what every day's business keeps, and leaves on the desks what a desk has before it.</summary>
public sealed partial class DemoYearTests(DemoYearTests.Company company) : IClassFixture<DemoYearTests.Company>
{
    [Fact]
    public async Task R_LED_1_R_LED_3_both_books_agree_with_their_wallets_and_every_entry_balances()
    {
        await using var db = company.Web.Db();
        foreach (var book in await db.Organizations.Where(o => o.Kind == OrganizationKind.Distributor).ToListAsync())
        {
            await using var own = company.Web.Services.GetRequiredService<KBossDatabase>().Open(OrganizationScope.Of(book.Id));
            var proof = await BookVerification.RunAsync(own, book.Id, company.Now, TestContext.Current.CancellationToken);

            Assert.True(proof.Proven, $"{book.Name}: {proof.Mismatches.Count} wallets differ, {proof.Unbalanced} entries do not balance");
            Assert.InRange(proof.Entries, 40, 5_000);
        }
    }

    [Fact]
    public async Task R_WAL_1_every_movement_of_a_wallet_follows_from_the_one_before_it_and_none_lies_in_the_future()
    {
        await using var db = company.Web.Db();
        var records = await db.CashRecords.OrderBy(r => r.Id).ToListAsync();
        Assert.NotEmpty(records);
        foreach (var wallet in records.GroupBy(r => (r.SellerId, r.BuyerId)))
        {
            var (balance, at) = (0m, DateTime.MinValue);
            foreach (var record in wallet)
            {
                balance += record.Amount;
                Assert.Equal((record.Reference, balance), (record.Reference, record.BalanceAfter));
                Assert.True(record.At >= at && record.At <= company.Now, $"{record.Reference} at {record.At:O} after {at:O}");
                at = record.At;
            }

            Assert.Equal(balance, await db.Wallets.Where(w => w.SellerId == wallet.Key.SellerId && w.BuyerId == wallet.Key.BuyerId).Select(w => w.Balance).FirstAsync());
        }
    }

    [Fact]
    public async Task Each_of_twelve_months_has_orders_and_money_by_both_ways_at_the_root_and_orders_below_it()
    {
        await using var db = company.Web.Db();
        var first = ChinaTime.AddMonths(ChinaTime.FirstOfMonth(ChinaTime.Day(company.Now)), -12);
        var months = Enumerable.Range(0, 12).Select(i => ChinaTime.AddMonths(first, i)).ToList();
        var below = await db.Organizations.Where(o => o.Code == "beichen").Select(o => o.Id).FirstAsync();
        var orders = await db.Orders.Include(o => o.Lines).ToListAsync();
        var recharges = await db.Recharges.ToListAsync();

        Assert.All(orders, order => Assert.Equal(order.Total, order.Lines.Sum(l => l.Amount)));
        Assert.Equal(months, Months(orders.Where(o => o.SellerId != below).Select(o => o.CreatedAt)).Where(months.Contains));
        Assert.Equal(months, Months(recharges.Where(r => r.Channel == RechargeChannel.Alipay).Select(r => r.CreatedAt)).Where(months.Contains));
        Assert.InRange(Months(orders.Where(o => o.SellerId == below).Select(o => o.CreatedAt)).Count, 9, 13);
        Assert.InRange(Months(recharges.Where(r => r.Channel == RechargeChannel.Bank).Select(r => r.CreatedAt)).Count, 9, 13);
        // More is sold in the last quarter of the year than in its first.
        Assert.True(orders.Count(o => ChinaTime.Day(o.CreatedAt) >= months[9]) > orders.Count(o => ChinaTime.Day(o.CreatedAt) < months[3]));

        static List<DateOnly> Months(IEnumerable<DateTime> at) => [.. at.Select(a => ChinaTime.FirstOfMonth(ChinaTime.Day(a))).Distinct().Order()];
    }

    [Fact]
    public async Task The_desks_find_what_is_late_what_failed_what_ends_and_what_is_low()
    {
        await using var db = company.Web.Db();
        var now = company.Now;
        var statuses = await db.Resources.Select(r => r.Status).Distinct().ToListAsync();
        Assert.Contains(ResourceStatus.Active, statuses);
        Assert.Contains(ResourceStatus.Released, statuses);
        Assert.True(await db.Resources.AnyAsync(r => r.Status == ResourceStatus.Active && r.EndsAt > now && r.EndsAt < now.AddDays(5)));

        Assert.True(await db.FulfilmentTasks.AnyAsync(t => t.Status == FulfilmentStatus.Open && t.CreatedAt < now.AddDays(-3)));
        Assert.Equal(1, await db.UndeliveredParts.CountAsync());
        Assert.True(await db.FollowUps.AnyAsync(f => f.NextAt < ChinaTime.Start(ChinaTime.Day(now))));
        Assert.True(await db.Tickets.AnyAsync(t => t.Status == TicketStatus.Open));
        Assert.Equal("sync-jinan-bills", await db.JobRuns.Where(r => !r.Succeeded).Select(r => r.Job).SingleAsync());
        Assert.Equal(36.50m, await db.Wallets.Where(w => db.Members.Any(m => m.OrganizationId == w.BuyerId && m.UserName == "person")).Select(w => w.Balance).SingleAsync());
        Assert.Equal(1, await db.Orders.CountAsync(o => o.Status == OrderStatus.Unpaid && o.CreatedAt > now - Order.PayWithin));
        Assert.True(await db.Orders.AnyAsync(o => o.Status == OrderStatus.Cancelled));
        Assert.Equal(1, await db.Recharges.CountAsync(r => r.ReversedAt != null));

        // Nobody is told again of what happened long ago.
        var open = await db.FulfilmentTasks.Where(t => t.Status == FulfilmentStatus.Open).Select(t => t.TaskNo).ToListAsync();
        var news = open.Select(no => new TaskNews(no).Key).Order(StringComparer.Ordinal);
        Assert.Equal(news, company.Pending.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tickets_have_what_desks_keep_visitors_have_written_and_one_customer_waits_for_a_word_of_its_salesperson()
    {
        await using var db = company.Web.Db();
        var tickets = await db.Tickets.Include(t => t.Desk).ToListAsync();
        Assert.All(tickets, t => Assert.Contains(TicketCategory.Defaults, c => c.Name == t.Category));
        Assert.Contains(tickets, t => t.IsComplaint && t.Status == TicketStatus.Open && t.Desk!.Priority == TicketPriority.Urgent);
        Assert.InRange(tickets.Count(t => t.Stars is not null), 5, 40);
        Assert.True(await db.TicketNotes.CountAsync(n => n.Kind == TicketNoteKind.Note) >= 4);

        Assert.Equal(Enum.GetValues<LeadStatus>(), (await db.Leads.Select(l => l.Status).Distinct().ToListAsync()).Order());
        Assert.Equal(2, await db.Leads.Select(l => l.OrganizationId).Distinct().CountAsync());

        var talks = await db.Conversations.ToListAsync();
        Assert.InRange(talks.Count, 5, 10);
        var waits = Assert.Single(talks, t => t.WaitingSince is not null);
        Assert.True(await db.Members.AnyAsync(m => m.OrganizationId == waits.BuyerId && m.UserName == "company"));
        Assert.All(talks.Where(t => t != waits), t => Assert.True(t.SellerUpTo > 0));
    }

    [Fact]
    public async Task Members_came_in_before_today_a_device_is_in_use_and_an_import_had_wrong_rows()
    {
        await using var db = company.Web.Db();
        var (now, today) = (company.Now, ChinaTime.Start(ChinaTime.Day(company.Now)));
        var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
        foreach (var (from, to) in new[] { (ChinaTime.AddDays(today, -13), ChinaTime.AddDays(today, -6)), (ChinaTime.AddDays(today, -6), now) })
        {
            var sessions = await db.Sessions.Where(s => s.BeganAt >= from && s.BeganAt < to).ToListAsync();
            Assert.InRange(sessions.Where(s => s.OrganizationId == root.Id).Select(s => s.MemberId).Distinct().Count(), 5, 6);
            Assert.Contains(sessions, s => db.Organizations.Any(o => o.Id == s.OrganizationId && o.SellerId == root.Id));
            // The log says the same.
            Assert.Equal(sessions.Count, await db.AuditEntries.CountAsync(a => a.Action == SignInService.Audited && a.At >= from && a.At < to));
        }

        Assert.All(await db.Sessions.Where(s => s.BeganAt < today.AddDays(-2)).ToListAsync(), s => Assert.False(s.Holds(new SessionLimits(), now)));
        Assert.Equal(1, await db.Devices.CountAsync(d => d.State == DeviceState.InUse));
        Assert.Equal("demo-05", await db.Resources.Where(r => db.DeviceUses.Any(u => u.ResourceNo == r.ResourceNo))
            .Select(r => db.Organizations.Where(o => o.Id == r.BuyerId).Select(o => o.Code).First()).SingleAsync());
        Assert.Equal((1, 2), await db.Imports.Where(i => i.Rejected > 0).Select(i => new ValueTuple<int, int>(i.Added, i.Rejected)).SingleAsync());
    }

    [Fact]
    public async Task The_shop_says_below_its_pages_who_it_is()
    {
        using var answer = await company.Web.Visit().GetAsync("/");
        var page = System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Contains("鲁ICP备00000000号-1", page, StringComparison.Ordinal);
        Assert.Contains("href=\"tel:4000000000\"", page, StringComparison.Ordinal);
        Assert.Contains("https://help.example.com/", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_and_a_database_that_is_used_add_nothing()
    {
        await using var db = company.Web.Db();
        var before = (await db.Orders.CountAsync(), await db.Organizations.CountAsync());
        await using var scope = company.Web.Services.CreateAsyncScope();
        foreach (var step in scope.ServiceProvider.GetServices<IDemoStep>())
        {
            await step.SeedAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(before, (await db.Orders.CountAsync(), await db.Organizations.CountAsync()));
    }

    /// <summary>An application that was started for the first time with the year.</summary>
    public sealed class Company : IAsyncLifetime
    {
        public WebKBoss Web { get; } = new((DemoYear.Setting, "true")) { First = true };

        /// <summary>What waited to be sent when the year was made; the dispatcher takes it up before long.</summary>
        public IReadOnlyList<string> Pending { get; private set; } = [];

        public DateTime Now => Web.Time.GetUtcNow().UtcDateTime;

        public async ValueTask InitializeAsync()
        {
            // A host starts without being waited for asynchronously.
            _ = await Task.Run(() => Web.Services);
            await using var db = Web.Db();
            Pending = await db.OutboxMessages.Where(m => m.Status == OutboxStatus.Pending).Select(m => m.Key).ToListAsync();
        }

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
