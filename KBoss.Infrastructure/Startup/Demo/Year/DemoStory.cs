using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Messaging;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Settings;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Infrastructure.Wallets.Offline;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo.Year;

/// <summary>
/// What happens in the year: orders that grow in number, money for them, delivery, renewals, ends, tickets and talks, and at its end what a desk has before it
/// on a morning. Everything is planned with its time and done in that order; what one thing brings about is planned when it is done.
/// </summary>
internal sealed class DemoStory(DemoPast past, DemoPeople people, DateTime start, DateTime end)
{
    private static readonly TimeSpan Blink = TimeSpan.FromSeconds(40);

    private readonly Random random = new(20260105);
    private readonly PriorityQueue<Func<Task>, (DateTime At, int No)> plan = new();
    private readonly Dictionary<(long SellerId, string Sku), (long Id, decimal UnitPrice)> prices = [];
    private int planned;
    private int forms;

    private DateTime Quiet => ChinaTime.AddDays(end, -9);

    /// <summary>Messages that would have been sent long ago are; what tells of work that still waits is left to whoever sends messages.</summary>
    public static Task SettleMessagesAsync(DemoPast past, DateTime end, CancellationToken ct) => past.AsAsync<KBossDbContextFactory>(null, contexts =>
        contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var open = await db.FulfilmentTasks.Where(t => t.Status == FulfilmentStatus.Open).Select(t => t.TaskNo).ToListAsync(ct);
            var waiting = open.Select(no => new TaskNews(no).Key).ToHashSet(StringComparer.Ordinal);
            foreach (var message in await db.OutboxMessages.Where(m => m.Status == OutboxStatus.Pending).ToListAsync(ct))
            {
                if (!waiting.Contains(message.Key))
                {
                    message.Succeed(message.CreatedAt < end ? message.CreatedAt : end);
                }
            }

            await db.SaveChangesAsync(ct);
        }, ct));

    /// <summary>Plans everything that does not follow from something else.</summary>
    public void Plan()
    {
        At(start.AddHours(2), SayWhoWeAreAsync);
        // What was planned before the year began has been done.
        At(Office(ChinaTime.AddDays(start, 3)), () => TalkAsync("sales", "demo-01", 0, null));
        for (var month = 0; ChinaTime.AddMonths(start, month) < end; month++)
        {
            var first = ChinaTime.AddMonths(start, month);
            foreach (var habit in DemoShelf.Habits)
            {
                PlanOrders(habit, first, month);
            }

            PlanNewcomer(first, month);
            PlanTalks(first);
        }

        for (var day = ChinaTime.AddDays(start, 12); day < end; day = ChinaTime.AddDays(day, 12))
        {
            At(day, LetResourcesEndAsync);
        }

        At(Office(ChinaTime.AddDays(ChinaTime.AddMonths(start, 7), 9)), ReverseAsync);
        PlanEnding();
        // A server is rented, and runs; the money for it has come.
        At(Quiet.AddHours(1), () => BuyAsync("demo-05", "KY-GPU8-M", 1, 3, DemoFate.Once, deliverAt: ChinaTime.AddDays(Quiet, 1), rest: 5_000m));
        new DemoTalks(past, people, start, end, At).Plan();
        new DemoOffice(past, people, end, At).Plan();
    }

    /// <summary>Does everything in its order; says when a new month begins.</summary>
    public async Task TellAsync(Action<DateOnly> month, CancellationToken ct)
    {
        var (shown, last) = (new DateOnly(), end);
        while (plan.TryDequeue(out var act, out var when) && when.At < last)
        {
            ct.ThrowIfCancellationRequested();
            past.MoveTo(when.At);
            var now = ChinaTime.FirstOfMonth(ChinaTime.Day(when.At));
            if (now != shown)
            {
                month(shown = now);
            }

            await act();
        }

        past.MoveTo(last);
    }

    private void At(DateTime at, Func<Task> act) => plan.Enqueue(act, (at, planned++));

    /// <summary>A time of that day at which people are at work, Shanghai time.</summary>
    private DateTime Office(DateTime day) =>
        ChinaTime.Start(ChinaTime.Day(day)).AddHours(9).AddMinutes(random.Next(0, 9 * 60));

    private DateTime DayOf(DateTime month, int from, int until) => Office(ChinaTime.AddDays(month, random.Next(from, until)));

    private void PlanOrders(DemoHabit habit, DateTime first, int month)
    {
        // More from month to month, with summer and the new year a little quieter.
        var season = ChinaTime.FromUtc(first).Month is 2 or 7 ? 0.75 : 1;
        var wanted = habit.Orders * season * (0.5 + (0.06 * month));
        for (var n = 0; n < (int)wanted + (random.NextDouble() < wanted % 1 ? 1 : 0); n++)
        {
            var wish = habit.Wishes[random.Next(habit.Wishes.Length)];
            var at = DayOf(first, 1, 27);
            if (at < Quiet)
            {
                At(at, () => BuyAsync(habit.Buyer, wish.SkuCode, wish.Quantity, random.Next(wish.Least, wish.Most + 1)));
            }
        }
    }

    private void PlanNewcomer(DateTime first, int month)
    {
        var (below, at) = (month % 4 == 2, DayOf(first, 3, 20));
        if (at >= Quiet)
        {
            return;
        }

        var (code, name) = ($"year-{month + 1:D2}", DemoShelf.Newcomers[month % DemoShelf.Newcomers.Length]);
        var salesperson = below ? people["north-sales"] : month % 3 == 1 ? null : people[month % 2 == 0 ? "sales" : "sales2"];
        At(at, async () =>
        {
            await people.WelcomeAsync(past, code, name, people[below ? "north-operations" : "operations"], salesperson, default);
            foreach (var days in new[] { 2, 40 })
            {
                var (wish, when) = (DemoShelf.First[random.Next(DemoShelf.First.Length)], Office(ChinaTime.AddDays(at, days)));
                if (when < Quiet)
                {
                    At(when, () => BuyAsync(code, wish.SkuCode, wish.Quantity, random.Next(wish.Least, wish.Most + 1)));
                }
            }
        });
    }

    private void PlanTalks(DateTime first)
    {
        foreach (var (sales, customer) in new[]
        {
            ("sales", "demo-01"), ("sales", "demo-02"), ("sales", "company"), ("sales", "demo-04"), ("sales2", "demo-05"), ("sales2", "demo-06"),
            ("north-sales", "north-company"),
        }.Where(_ => random.NextDouble() < 0.45))
        {
            var at = DayOf(first, 2, 26);
            if (at < Quiet)
            {
                var topic = random.Next(DemoShelf.Talks.Length);
                At(at, () => TalkAsync(sales, customer, topic, null));
            }
        }
    }

    /// <summary>What stands on the desks at the end: late, waiting, about to end, low, refused and broken.</summary>
    private void PlanEnding()
    {
        // Ends within days, and nobody has prolonged it.
        var soon = ChinaTime.AddDays(ChinaTime.AddMonths(end, -1), 3);
        At(soon.AddHours(-5), () => BuyAsync("company", "YJ-ECS-G-4C16G", 1, 1, DemoFate.Once, deliverAt: soon));
        // Paid four working days ago, and nobody has taken it on; one that was taken on, one from below, one of an hour ago.
        At(Workday(4), () => BuyAsync("demo-02", "TG-EDU-30", 1, 1, DemoFate.Waits));
        At(Workday(2), () => BuyAsync("demo-04", "YJ-ECS-C-16C32G", 2, 1, DemoFate.TakenOn));
        At(Workday(1), () => BuyAsync("north-company", "YJ-ECS-G-4C16G", 1, 2, DemoFate.Waits));
        At(end.AddMinutes(-50), () => BuyAsync("company", "YJ-ECS-G-8C32G", 1, 3, DemoFate.Waits));
        // Cannot be delivered.
        At(Workday(5), () => BuyAsync("demo-03", "TG-HPC-ACC-4", 2, 40, DemoFate.Refused));
        // Waits for its payment, and one that waited in vain.
        At(end.AddMinutes(-9), () => OrderAsync("demo-01", "YJ-NET-500M", 1, 1));
        At(Workday(3), () => LetLapseAsync("demo-05", "YJ-ECS-M-16C128G"));
        // A little is left.
        At(Workday(2).AddHours(1), () => LeaveAsync("person", "YJ-ECS-G-2C8G", 36.50m));
        // One talk is late, one is due today, one is planned.
        foreach (var (sales, customer, said, next) in new[]
        {
            ("sales", "demo-02", 8, -2), ("sales", "demo-03", 6, 0), ("sales", "demo-01", 3, 4), ("sales2", "demo-05", 7, -1), ("north-sales", "north-company", 8, -3),
        })
        {
            var due = ChinaTime.Start(ChinaTime.Day(ChinaTime.AddDays(end, next)));
            At(Office(ChinaTime.AddDays(end, -said)), () => TalkAsync(sales, customer, said % DemoShelf.Talks.Length, due));
        }

        At(end.AddHours(-4), () => past.AsAsync<JobRecorder>(null, recorder => recorder.RunAsync(
            "sync-jinan-bills", _ => throw new InvalidOperationException("The billing service answered 503 three times."), default)));
        At(end.AddMinutes(-2), ProveAsync);
    }

    /// <summary>So many days ago, or on the day before where that was a weekend, at a time of work that has passed.</summary>
    private DateTime Workday(int daysAgo)
    {
        var day = ChinaTime.AddDays(ChinaTime.Day(end), -daysAgo);
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            day = ChinaTime.AddDays(day, -1);
        }

        return ChinaTime.Start(day).AddHours(10).AddMinutes(random.Next(0, 60));
    }

    /// <summary>An order with the money for it, and what follows.</summary>
    private async Task BuyAsync(
        string buyer, string sku, int quantity, int periods, DemoFate fate = DemoFate.Usual, DateTime? deliverAt = null, decimal? rest = null)
    {
        var customer = people.Buyers[buyer];
        var order = await OrderAsync(buyer, sku, quantity, periods);
        past.MoveTo(past.Now + Blink);
        var byAlipay = rest is null && fate == DemoFate.Usual && random.NextDouble() < 0.3;
        if (byAlipay)
        {
            var recharge = await past.AsAsync<PaymentService, string>(customer.Actor, payments => payments.StartAlipayAsync(order.No));
            past.MoveTo(past.Now + Blink);
            await ReportAsync(recharge, order.Total);
        }
        else
        {
            await ProvideAsync(customer, order.Total, rest);
            past.MoveTo(past.Now + Blink);
            await past.AsAsync<PaymentService>(customer.Actor, payments => payments.PayFromWalletAsync(order.No));
        }

        var paid = past.Now;
        switch (fate)
        {
            case DemoFate.Waits:
                break;
            case DemoFate.TakenOn:
                At(Next(paid, 3), () => EachTaskAsync(order.No, (tasks, no) => tasks.AssignAsync(no)));
                break;
            case DemoFate.Refused:
                At(Next(paid, 20), () => EachTaskAsync(order.No, (tasks, no) => tasks.GiveUpRestAsync(no, "上游机房该规格缺货，无法交付")));
                break;
            default:
                var at = deliverAt ?? Next(paid, random.Next(1, 9));
                At(at, () => DeliverAsync(customer, order.No, fate == DemoFate.Usual));
                break;
        }
    }

    /// <summary>Buys so much that little is left.</summary>
    private async Task LeaveAsync(string buyer, string sku, decimal rest)
    {
        var customer = people.Buyers[buyer];
        var (balance, price) = (await BalanceAsync(customer), (await PriceAsync(customer, sku)).UnitPrice);
        await BuyAsync(buyer, sku, Math.Max(1, (int)Math.Ceiling((balance - rest) / price)), 1, rest: rest);
    }

    /// <summary>Some hours later, or on the next morning where nobody is at work then.</summary>
    private static DateTime Next(DateTime from, int hours)
    {
        var local = ChinaTime.FromUtc(from.AddHours(hours));
        return local.Hour is >= 9 and < 19
            ? from.AddHours(hours)
            : ChinaTime.Start(ChinaTime.AddDays(DateOnly.FromDateTime(local), local.Hour >= 19 ? 1 : 0)).AddHours(9).AddMinutes(local.Minute);
    }

    private async Task<(string No, decimal Total)> OrderAsync(string buyer, string sku, int quantity, int periods)
    {
        var customer = people.Buyers[buyer];
        var offer = await PriceAsync(customer, sku);
        var no = await past.AsAsync<OrderService, string>(customer.Actor, orders => orders.PlaceAsync(
            new PlaceOrder($"demo-year-{++forms}", [new OrderWish(offer.Id, quantity, periods, offer.UnitPrice)], FromCart: false)));
        return (no, Money.Line(offer.UnitPrice, quantity, periods));
    }

    /// <summary>What it costs: what is in force when the year begins is so until it ends, and who is shown something else is refused.</summary>
    private async Task<(long Id, decimal UnitPrice)> PriceAsync(DemoBuyer customer, string sku)
    {
        if (!prices.TryGetValue((customer.SellerId, sku), out var offer))
        {
            await using var db = past.Open();
            var id = await db.Offers.Where(o => o.OrganizationId == customer.SellerId && o.Sku.Code == sku).Select(o => o.Id).FirstAsync();
            var quotes = await past.AsAsync<PricingQueries, IReadOnlyDictionary<long, PricedOffer>>(
                customer.Actor, pricing => pricing.QuoteAsync(db, customer.SellerId, customer.BuyerId, [id], past.Now));
            prices[(customer.SellerId, sku)] = offer = (id, quotes[id].Quote.UnitPrice);
        }

        return offer;
    }

    private async Task<decimal> BalanceAsync(DemoBuyer customer)
    {
        await using var db = past.Open();
        return await db.Wallets.Where(w => w.BuyerId == customer.BuyerId).Select(w => w.Balance).FirstAsync();
    }

    /// <summary>Sees that there is enough in the wallet, by bank where it is much; where a rest is asked for, so much is left after paying.</summary>
    private async Task ProvideAsync(DemoBuyer customer, decimal needed, decimal? rest = null)
    {
        var balance = await BalanceAsync(customer);
        if (rest is null && balance >= needed)
        {
            return;
        }

        var missing = needed - balance;
        var amount = rest is { } left ? missing + left : Math.Ceiling(missing * 2.5m / 1000m) * 1000m;
        if (amount <= 0)
        {
            return;
        }

        if (amount >= 20_000m || random.NextDouble() < 0.35)
        {
            await EnterAsync(customer, amount);
        }
        else
        {
            var no = await past.AsAsync<RechargeService, string>(customer.Actor, recharges => recharges.StartAsync(amount));
            past.MoveTo(past.Now + Blink);
            await ReportAsync(no, amount);
        }
    }

    private async Task<string> EnterAsync(DemoBuyer customer, decimal amount)
    {
        string code;
        await using (var db = past.Open())
        {
            code = await db.Organizations.Where(o => o.Id == customer.BuyerId).Select(o => o.Code).FirstAsync();
        }

        var finance = people[customer.SellerId == people["finance"].OrganizationId ? "finance" : "north-finance"];
        var entered = await past.AsAsync<OfflineRechargeService, EnteredRecharge>(finance, recharges => recharges.EnterAsync(new EnterRecharge(
            $"demo-year-{++forms}", code,
            new ReceivedOffline(amount, RechargeChannel.Bank, $"HY{past.Now:yyyyMMdd}{forms:D4}", ChinaTime.Day(past.Now), "对公转账"))));
        return entered.RechargeNo;
    }

    /// <summary>Alipay reports that it was paid.</summary>
    private Task ReportAsync(string rechargeNo, decimal amount) => past.AsAsync<RechargeService>(null, recharges => recharges.ReceiveAsync(
        new AlipayNotification(
            $"demo-{++forms}", rechargeNo, $"{past.Now:yyyyMMdd}2200{forms:D12}", amount, AlipayTradeStatus.Success, past.Now, null, null, false, "demo",
            "2088000000000001", "")));

    private async Task EachTaskAsync(string orderNo, Func<FulfilmentService, string, Task> act)
    {
        List<string> tasks;
        await using (var db = past.Open())
        {
            tasks = await db.FulfilmentTasks.Where(t => t.OrderNo == orderNo && t.Status == FulfilmentStatus.Open).Select(t => t.TaskNo).ToListAsync();
        }

        foreach (var task in tasks)
        {
            await past.AsAsync<FulfilmentService>(people["maintenance"], service => act(service, task));
        }
    }

    private async Task DeliverAsync(DemoBuyer customer, string orderNo, bool mayRenew)
    {
        var host = $"{random.Next(1, 250)}.{random.Next(1, 250)}";
        await EachTaskAsync(orderNo, (tasks, no) => tasks.CompleteAsync(no, new CompleteTask($"198.18.{host}:22", "kboss", $"demo-{random.Next(100_000, 999_999)}")));
        if (!mayRenew || random.NextDouble() < 0.6)
        {
            return;
        }

        await using var db = past.Open();
        foreach (var resource in await db.Resources.Where(r => r.OrderNo == orderNo && r.EndsAt != null).Select(r => new { r.ResourceNo, r.EndsAt }).ToListAsync())
        {
            PlanRenewal(customer, resource.ResourceNo, resource.EndsAt!.Value);
        }
    }

    private void PlanRenewal(DemoBuyer customer, string resourceNo, DateTime endsAt)
    {
        var at = Office(ChinaTime.AddDays(endsAt, -2));
        if (at > past.Now && at < Quiet)
        {
            At(at, () => RenewAsync(customer, resourceNo));
        }
    }

    private async Task RenewAsync(DemoBuyer customer, string resourceNo)
    {
        var preview = (await past.AsAsync<RenewalService, IReadOnlyList<RenewalPreview>>(customer.Actor, renewals => renewals.PreviewAsync([(resourceNo, 1)])))[0];
        if (preview.Line is not { } line)
        {
            return;
        }

        await ProvideAsync(customer, line.Amount);
        past.MoveTo(past.Now + Blink);
        await past.AsAsync<RenewalService>(customer.Actor, renewals => renewals.RenewAsync(
            new RenewResources($"demo-year-{++forms}", [new RenewLine(resourceNo, line)], FromWallet: true)));
        await FinishResourceTasksAsync();
        if (preview.NewEnd is { } until && random.NextDouble() < 0.6)
        {
            PlanRenewal(customer, resourceNo, until);
        }
    }

    private async Task LetResourcesEndAsync()
    {
        await past.AsAsync<ResourceLife>(null, life => life.EndDueAsync());
        await FinishResourceTasksAsync();
    }

    /// <summary>Maintenance does at the supplier what follows of renewals and ends.</summary>
    private async Task FinishResourceTasksAsync()
    {
        List<string> open;
        await using (var db = past.Open())
        {
            open = await db.ResourceTasks.Where(t => t.State != ResourceTaskState.Done).Select(t => t.TaskNo).ToListAsync();
        }

        foreach (var task in open)
        {
            await past.AsAsync<ResourceTaskService>(people["maintenance"], tasks => tasks.FinishAsync(task, "已在供应商处理"));
        }
    }

    private async Task LetLapseAsync(string buyer, string sku)
    {
        await OrderAsync(buyer, sku, 1, 1);
        past.MoveTo(past.Now.AddMinutes(45));
        await past.AsAsync<OrderService>(null, orders => orders.CancelOverdueAsync());
    }

    /// <summary>Finance enters the same money twice and takes one of both back.</summary>
    private async Task ReverseAsync()
    {
        var customer = people.Buyers["demo-06"];
        await EnterAsync(customer, 6_000m);
        past.MoveTo(past.Now.AddMinutes(6));
        var twice = await EnterAsync(customer, 6_000m);
        past.MoveTo(past.Now.AddMinutes(15));
        await past.AsAsync<OfflineRechargeService>(people["finance"], recharges => recharges.ReverseAsync(twice, "同一笔到账重复录入"));
    }

    private async Task TalkAsync(string sales, string customer, int topic, DateTime? next)
    {
        var (aim, content) = DemoShelf.Talks[topic];
        var way = (FollowUpWay)random.Next(4);
        await past.AsAsync<CustomerService>(
            people[sales], service => service.AddFollowUpAsync(people.Buyers[customer].Code, new FollowUpFacts(way, aim, content, next)));
    }

    /// <summary>What stands below every page of the shop.</summary>
    private async Task SayWhoWeAreAsync()
    {
        await SaveAsync(CompanySettings.Section, new()
        {
            ["name"] = DemoOrganizations.RootName,
            ["address"] = "山东省济南市历下区示例路 1 号",
            ["phone"] = "400-000-0000",
        });
        await SaveAsync(ShopFooterSettings.Section, new()
        {
            ["contact"] = "工作日 9:00–18:00",
            ["helpurl"] = "https://help.example.com/",
            ["icpnumber"] = "鲁ICP备00000000号-1",
        });

        Task SaveAsync(string section, Dictionary<string, string?> typed) =>
            past.AsAsync<SettingsService>(people["admin"], settings => settings.SaveAsync(new SaveSettings(section, 0, typed)));
    }

    private async Task ProveAsync()
    {
        foreach (var finance in new[] { "finance", "north-finance" })
        {
            await past.AsAsync<IBookVerification>(people[finance], books => books.VerifyAsync());
        }
    }
}

/// <summary>What becomes of an order of the demo data.</summary>
internal enum DemoFate
{
    /// <summary>It is delivered within a day, and may be renewed.</summary>
    Usual,

    /// <summary>It is delivered at a time that is said, and is not renewed.</summary>
    Once,

    /// <summary>Nobody has taken it on.</summary>
    Waits,

    /// <summary>Somebody is at it.</summary>
    TakenOn,

    /// <summary>It cannot be delivered.</summary>
    Refused,
}
