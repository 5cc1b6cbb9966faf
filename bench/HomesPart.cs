using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Leads;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Infrastructure.Schedules;
using KBoss.Infrastructure.Search;
using KBoss.Infrastructure.Settings.Backups;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets.Cash;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>
/// The homes of each role and Ctrl+K at the root, with a year of business and the data of <c>demo --large</c>: how long they take, what they ask, and what
/// the same cost with many years before: nothing that people look at every morning may cost more because the company grows old.
/// </summary>
internal static class HomesPart
{
    private const int YearsBefore = 300;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        await DemoData.MakeAsync(workspace.Combine("data"), year: true);
        await using var boss = new BenchKBoss(Path.Combine(workspace.Combine("data"), "kboss.db"));
        await History.KeepAsync(boss);
        await using (var system = boss.SignIn(null))
        {
            await ActivatorUtilities.CreateInstance<LargeDemo>(system.ServiceProvider).SeedAsync(new LargeDemoSize());
        }

        int orders;
        await using (var db = boss.Db())
        {
            orders = await db.Orders.CountAsync();
        }

        var asked = Asked.Concat(await SearchesAsync(boss)).ToList();
        var young = await CostsAsync(boss, asked);
        var old = await History.AddAsync(boss, YearsBefore);
        var aged = await CostsAsync(boss, asked);
        return
        [
            new("Orders of the year", orders), new($"Orders with {YearsBefore} years before", old),
            .. asked.Zip(young, aged).SelectMany(a => new Measurement[]
            {
                new(a.First.What, a.Second.Milliseconds, "ms", Bound.Below, a.First.Limit, $"{a.Second.Cpu:N0} ms of the processors"),
                new($"{a.First.What}: SQL commands", a.Second.Commands, "", Bound.AtMost, 5),
                new($"{a.First.What}: with {YearsBefore} years before ÷ without", a.Third.Cpu / a.Second.Cpu, "", Bound.AtMost, 1.5, $"{a.Third.Milliseconds:N1} ms"),
            }),
        ];
    }

    /// <summary>Each home with all of its sections, in the order in which the page builds them.</summary>
    private static readonly Asking[] Asked =
    [
        new("The home of Sales", Role.Sales, 300, async s =>
        {
            await s.GetRequiredService<ApprovalQueries>().WaitingAsync();
            await s.GetRequiredService<SalesHomeQueries>().GetAsync();
            await s.GetRequiredService<SalesHomeQueries>().RevenueAsync();
            await s.GetRequiredService<ConversationQueries>().HomeAsync();
            await s.GetRequiredService<LeadQueries>().HomeAsync();
        }),
        new("The home of Operations", Role.Operations, 300, async s =>
        {
            await s.GetRequiredService<ApprovalQueries>().WaitingAsync();
            await s.GetRequiredService<LeadQueries>().HomeAsync();
            var now = s.GetRequiredService<TimeProvider>().UtcNow();
            await s.GetRequiredService<OperationsHomeQueries>().GetAsync();
            await s.GetRequiredService<OperationsHomeQueries>().OrderedAsync();
            await s.GetRequiredService<ShelfQueries>().GetAsync();
            await s.GetRequiredService<PriceEventQueries>().BetweenAsync(now, ChinaTime.AddDays(now, 7));
        }),
        new("The home of Maintenance", Role.Maintenance, 300, async s =>
        {
            await s.GetRequiredService<ApprovalQueries>().WaitingAsync();
            await s.GetRequiredService<FulfilmentHomeQueries>().GetAsync();
            await s.GetRequiredService<FulfilmentHomeQueries>().DoneAsync();
            await s.GetRequiredService<TicketHomeQueries>().GetAsync();
            await s.GetRequiredService<TicketHomeQueries>().AnswersAsync();
            await s.GetRequiredService<VendorDesk>().TodayAsync();
        }),
        new("The home of Finance", Role.Finance, 300, async s =>
        {
            await s.GetRequiredService<ApprovalQueries>().WaitingAsync();
            await s.GetRequiredService<FinanceHomeQueries>().GetAsync();
            await s.GetRequiredService<FinanceHomeQueries>().MoneyInAsync();
            await s.GetRequiredService<LedgerHomeQueries>().GetAsync();
            await s.GetRequiredService<LedgerHomeQueries>().ResultsAsync();
        }),
        new("The home of Admin", Role.Admin, 300, async s =>
        {
            await s.GetRequiredService<ApprovalQueries>().WaitingAsync();
            await s.GetRequiredService<LeadQueries>().HomeAsync();
            await s.GetRequiredService<AdminHomeQueries>().GetAsync();
            await s.GetRequiredService<ScheduleService>().FailingAsync();
            await s.GetRequiredService<BackupService>().HomeAsync();
            await s.GetRequiredService<VendorDesk>().TodayAsync();
        }),
        new("The home of a customer", Role.Buyer, 300, async s =>
        {
            await s.GetRequiredService<CustomerHomeQueries>().GetAsync();
            await s.GetRequiredService<CustomerHomeQueries>().SpendingAsync();
        }),
    ];

    /// <summary>What Ctrl+K asks for somebody with every role, by each way in which a thing is named.</summary>
    private static async Task<IReadOnlyList<Asking>> SearchesAsync(BenchKBoss boss)
    {
        await using var db = boss.Db();
        var phone = await db.Customers.OrderByDescending(c => c.Id).Select(c => c.Phone).FirstAsync();
        var customer = await db.Customers.OrderByDescending(c => c.Id).Select(c => c.Name).FirstAsync();
        var order = await db.Orders.OrderByDescending(o => o.Id).Select(o => o.OrderNo).FirstAsync();
        return
        [
            .. new (string What, string Text)[]
            {
                ("a whole name of a customer", customer), ("two characters that many customers have", "示例"), ("a whole phone", phone),
                ("the beginning of an order number", order[..8]), ("a whole order number", order), ("nothing that there is", "zzzz-nothing"),
            }.Select(s => new Asking($"Ctrl+K by {s.What}", null, 100, services => services.GetRequiredService<SearchQueries>().FindAsync(s.Text))),
        ];
    }

    private static async Task<IReadOnlyList<Cost>> CostsAsync(BenchKBoss boss, IReadOnlyList<Asking> asked)
    {
        var rows = new List<Cost>();
        foreach (var asking in asked)
        {
            var admin = await ActorAsync(boss, asking.Role ?? Role.Admin);
            var actor = asking.Role is null ? admin with { Roles = RolePermissions.RolesOf(OrganizationKind.Distributor).ToHashSet() } : admin;
            await using var scope = boss.SignIn(actor);
            var costs = await Rounds.RunAsync(_ => Rounds.CostAsync(() => asking.Ask(scope.ServiceProvider)), measured: 21, warmUp: 10);
            using var commands = new CommandCount();
            await asking.Ask(scope.ServiceProvider);
            rows.Add(new Cost(
                Rounds.Median(costs.Select(c => c.Time.TotalMilliseconds)), Rounds.Median(costs.Select(c => c.Cpu.TotalMilliseconds)), commands.Count));
        }

        return rows;
    }

    /// <summary>Whoever has the role in the demo's root, and of buyers the one with the most orders there.</summary>
    private static async Task<Actor> ActorAsync(BenchKBoss boss, Role role)
    {
        await using var db = boss.Db();
        var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
        var of = role == Role.Buyer
            ? await db.Organizations.Where(o => o.SellerId == root.Id && o.Kind == OrganizationKind.Customer)
                .OrderByDescending(o => db.Orders.Count(x => x.BuyerId == o.Id)).FirstAsync(o => db.Members.Any(m => m.OrganizationId == o.Id))
            : root;
        var member = await db.Members.FirstAsync(m => m.OrganizationId == of.Id && m.Roles.Any(r => r.Role == role));
        return new Actor(member.Id, of.Id, of.Kind, member.Name, new HashSet<Role> { role }) { IsOfRoot = of.Id == root.Id };
    }

    /// <summary>What is asked, as whom (everything, where no role is named), and within how many milliseconds it shall be there.</summary>
    private sealed record Asking(string What, Role? Role, double Limit, Func<IServiceProvider, Task> Ask);

    /// <summary>Medians, and the SQL commands of once.</summary>
    private sealed record Cost(double Milliseconds, double Cpu, int Commands);
}
