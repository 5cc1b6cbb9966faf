using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KBoss.Tests.Delivery;

/// <summary>A shop whose supplier delivers by an interface that a test scripts, with a member of Maintenance signed in.</summary>
internal sealed class InterfaceShop : IAsyncDisposable
{
    private InterfaceShop(TestKBoss boss, ScriptedConnector supplier, Shop shop, Actor keeper) =>
        (Boss, Supplier, Shop, Keeper) = (boss, supplier, shop, keeper);

    public TestKBoss Boss { get; }

    public ScriptedConnector Supplier { get; }

    public Shop Shop { get; }

    public Actor Keeper { get; }

    public FulfilmentService Service => Boss.Get<FulfilmentService>();

    public static async Task<InterfaceShop> StartAsync()
    {
        var supplier = new ScriptedConnector();
        var boss = await TestKBoss.StartAsync(services =>
        {
            services.RemoveAll<IConnector>();
            services.AddSingleton<IConnector>(supplier);
        });
        var shop = await boss.Given.ShopAsync(9_000_000m);
        await ConnectAsync(boss, shop.Supplier);
        await Demands.MeetAsync(boss, new Parties(shop.Root.Id, shop.Buyer.Id));
        return new InterfaceShop(boss, supplier, shop, await boss.Given.MemberAsync(shop.Root, Role.Maintenance));
    }

    public static async Task ConnectAsync(TestKBoss boss, Supplier supplier)
    {
        await using var db = boss.Db();
        var stored = await db.Suppliers.FirstAsync(s => s.Id == supplier.Id);
        stored.Change(new SupplierFacts(stored.Name, stored.Kind, Connector.TencentCloud));
        await db.SaveChangesAsync();
    }

    /// <summary>A paid order of one line; returns the number of its task.</summary>
    public async Task<string> BuyAsync(int quantity)
    {
        var order = await Boss.Given.OrderAsync(Shop.Buyer, Shop.Member, (Shop.Offer, 80m, quantity));
        Boss.SignIn(Shop.Member);
        await Boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        Boss.SignIn(Keeper);
        await using var db = Boss.Db();
        return await db.FulfilmentTasks.Where(t => t.OrderNo == order.OrderNo).Select(t => t.TaskNo).SingleAsync();
    }

    public Task DispatchAsync() => Boss.Get<OutboxDispatcher>().DispatchAsync();

    /// <summary>Time goes on, and what is due is sent.</summary>
    public async Task LaterAsync(TimeSpan by, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Boss.Time.Advance(by);
            await DispatchAsync();
        }
    }

    public async Task<FulfilmentTask> TaskAsync(string taskNo)
    {
        await using var db = Boss.Db();
        return await db.FulfilmentTasks.AsNoTracking().SingleAsync(t => t.TaskNo == taskNo);
    }

    public async Task<LineDelivery> LineAsync(string taskNo)
    {
        await using var db = Boss.Db();
        var task = await db.FulfilmentTasks.AsNoTracking().SingleAsync(t => t.TaskNo == taskNo);
        return await db.LineDeliveries.AsNoTracking().SingleAsync(l => l.OrderLineId == task.OrderLineId);
    }

    public async Task<List<Resource>> ResourcesAsync(string taskNo)
    {
        await using var db = Boss.Db();
        var task = await db.FulfilmentTasks.AsNoTracking().SingleAsync(t => t.TaskNo == taskNo);
        return await db.Resources.AsNoTracking().Where(r => r.OrderLineId == task.OrderLineId).OrderBy(r => r.Number).ToListAsync();
    }

    public async Task<List<LatePiece>> LateAsync(string taskNo)
    {
        await using var db = Boss.Db();
        return await db.LatePieces.AsNoTracking().Where(p => p.TaskNo == taskNo).OrderBy(p => p.Id).ToListAsync();
    }

    /// <summary>
    /// The process is killed during the step that is due: before it is begun (0), before the supplier is asked (1), before the answer is brought in (2),
    /// before the message is known to be sent (3).
    /// </summary>
    public async Task DieAsync(string taskNo, int after)
    {
        var task = await TaskAsync(taskNo);
        var step = new DeliveryStep(taskNo, task.Step);
        await using var process = Boss.NewScope();
        var steps = process.ServiceProvider.GetRequiredService<DeliverySteps>();
        if (after == 0 || await steps.BeginAsync(step, CancellationToken.None) is not { } asked || after == 1)
        {
            return;
        }

        Opening? answer;
        try
        {
            answer = asked.FindFirst || !asked.MayOpen ? await Supplier.FindAsync(asked.Request, CancellationToken.None) : null;
            answer ??= asked.MayOpen ? await Supplier.OpenAsync(asked.Request, CancellationToken.None) : null;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or TaskCanceledException or ConnectorRefusedException)
        {
            return;
        }

        if (after > 2)
        {
            await steps.BringInAsync(step, answer, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}
