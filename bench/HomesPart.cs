using KBoss.Domain.Access;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Leads;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Infrastructure.Search;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets.Cash;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>The homes of each role at the root with the data of <c>demo --large</c>: what the sections ask, one after the other.</summary>
internal static class HomesPart
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        await DemoData.MakeAsync(workspace.Combine("data"));
        await using var boss = new BenchKBoss(Path.Combine(workspace.Combine("data"), "kboss.db"));
        await using (var system = boss.SignIn(null))
        {
            await ActivatorUtilities.CreateInstance<LargeDemo>(system.ServiceProvider).SeedAsync(new LargeDemoSize());
        }

        var rows = new List<Measurement>();
        foreach (var (role, read) in new (Role, Func<IServiceProvider, Task>)[]
        {
            (Role.Sales, async s =>
            {
                await s.GetRequiredService<SalesHomeQueries>().GetAsync();
                await s.GetRequiredService<SalesHomeQueries>().RevenueAsync();
                await s.GetRequiredService<LeadQueries>().HomeAsync();
            }),
            (Role.Operations, async s =>
            {
                var now = s.GetRequiredService<TimeProvider>().UtcNow();
                await s.GetRequiredService<OperationsHomeQueries>().GetAsync();
                await s.GetRequiredService<ShelfQueries>().GetAsync();
                await s.GetRequiredService<PriceEventQueries>().BetweenAsync(now, now.AddDays(7));
                await s.GetRequiredService<LeadQueries>().HomeAsync();
            }),
            (Role.Maintenance, async s =>
            {
                await s.GetRequiredService<FulfilmentHomeQueries>().GetAsync();
                await s.GetRequiredService<FulfilmentHomeQueries>().DoneAsync();
                await s.GetRequiredService<TicketHomeQueries>().GetAsync();
                await s.GetRequiredService<TicketHomeQueries>().AnswersAsync();
                await s.GetRequiredService<VendorDesk>().TodayAsync();
            }),
            (Role.Finance, async s =>
            {
                await s.GetRequiredService<CashHomeQueries>().GetAsync();
                await s.GetRequiredService<CashHomeQueries>().MoneyInAsync();
                await s.GetRequiredService<LedgerHomeQueries>().GetAsync();
                await s.GetRequiredService<LedgerHomeQueries>().ResultsAsync();
            }),
            (Role.Admin, async s =>
            {
                await s.GetRequiredService<AdminHomeQueries>().GetAsync();
                await s.GetRequiredService<AdminHomeQueries>().SignInsAsync();
                await s.GetRequiredService<LeadQueries>().HomeAsync();
                await s.GetRequiredService<VendorDesk>().TodayAsync();
            }),
        })
        {
            await using var scope = boss.SignIn(await StaffAsync(boss, role));
            async Task HomeAsync()
            {
                await scope.ServiceProvider.GetRequiredService<ApprovalQueries>().WaitingAsync();
                await read(scope.ServiceProvider);
            }

            var costs = await Rounds.RunAsync(_ => Rounds.CostAsync(HomeAsync), measured: 11, warmUp: 5);
            var cpu = Rounds.Median(costs.Select(c => c.Cpu.TotalMilliseconds));
            rows.Add(new($"The home of {role}", Rounds.Median(costs.Select(c => c.Time.TotalMilliseconds)), "ms", Bound.Below, 300, $"{cpu:N0} ms of the processors"));
            using var commands = new CommandCount();
            await HomeAsync();
            rows.Add(new($"SQL commands for the home of {role}", commands.Count, "", Bound.AtMost, 5));
        }

        rows.AddRange(await SearchAsync(boss));
        return rows;
    }

    /// <summary>What Ctrl+K asks for somebody with every role, by each way in which a thing is named.</summary>
    private static async Task<IReadOnlyList<Measurement>> SearchAsync(BenchKBoss boss)
    {
        string phone, customer, order;
        await using (var db = boss.Db())
        {
            phone = await db.Customers.OrderByDescending(c => c.Id).Select(c => c.Phone).FirstAsync();
            customer = await db.Customers.OrderByDescending(c => c.Id).Select(c => c.Name).FirstAsync();
            order = await db.Orders.OrderByDescending(o => o.Id).Select(o => o.OrderNo).FirstOrDefaultAsync() ?? "KB2026";
        }

        var admin = await StaffAsync(boss, Role.Admin);
        await using var scope = boss.SignIn(admin with { Roles = RolePermissions.RolesOf(OrganizationKind.Distributor).ToHashSet() });
        var rows = new List<Measurement>();
        foreach (var (what, text) in new[]
        {
            ("a whole name of a customer", customer), ("two characters that many customers have", "示例"), ("a whole phone", phone),
            ("the beginning of an order number", order[..8]), ("a whole order number", order), ("nothing that there is", "zzzz-nothing"),
        })
        {
            Task FindAsync() => scope.ServiceProvider.GetRequiredService<SearchQueries>().FindAsync(text);
            var costs = await Rounds.RunAsync(_ => Rounds.CostAsync(FindAsync), measured: 11, warmUp: 5);
            rows.Add(new($"Ctrl+K by {what}", Rounds.Median(costs.Select(c => c.Time.TotalMilliseconds)), "ms", Bound.Below, 100));
            using var commands = new CommandCount();
            await FindAsync();
            rows.Add(new($"SQL commands for Ctrl+K by {what}", commands.Count, "", Bound.AtMost, 5));
        }

        return rows;
    }

    /// <summary>Whoever has the role in the demo's root.</summary>
    private static async Task<Actor> StaffAsync(BenchKBoss boss, Role role)
    {
        await using var db = boss.Db();
        var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
        var name = role.ToString().ToLowerInvariant();
        var member = await db.Members.SingleAsync(m => m.OrganizationId == root.Id && m.UserName == name);
        return new Actor(member.Id, root.Id, root.Kind, member.Name, new HashSet<Role> { role }) { IsOfRoot = true };
    }
}
