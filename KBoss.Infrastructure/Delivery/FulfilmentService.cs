using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Orders;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>What Maintenance fills in when it hands a resource over; the secret is in clear text and is encrypted before it is stored.</summary>
public sealed record CompleteTask(string Address, string UserName = "", string Secret = "", string ConsoleUrl = "", string Note = "");

/// <summary>Makes a fulfilment task of every paid line [R-DLV-1] and hands over what was bought.</summary>
public sealed class FulfilmentService(
    KBossDbContextFactory contexts, ICurrentActor current, SecretProtector secrets, Outbox outbox) : IOrderPaid
{
    /// <summary>The most characters of a secret: encrypted, 400 Chinese characters still fit their column.</summary>
    public const int MaxSecretLength = 400;

    Task IOrderPaid.OnPaidAsync(KBossDbContext db, OrderToPay paid, DateTime now, CancellationToken ct)
    {
        var order = paid.Order;
        foreach (var line in order.Lines)
        {
            // The work is done by the distributor that buys from the supplier: the top of the chain.
            var purchase = paid.Purchases.First(p => p.OrderLineId == line.Id);
            db.FulfilmentTasks.Add(new FulfilmentTask(
                purchase.OrganizationId, BusinessNumber.New(BusinessNumber.Task, now),
                new FulfilmentOrder(order.Parties, paid.CustomerName, order.OrderNo, line.Id, line.Sold),
                paid.Connectors[purchase.SupplierId], now));
        }

        return Task.CompletedTask;
    }

    /// <summary>The actor takes the task on; the order is being fulfilled from then. Refuses with <c>Delivery.TaskNotOpen</c>.</summary>
    public Task AssignAsync(string taskNo, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, task, order, me) =>
    {
        task.Assign(me.By);
        order.StartFulfilling(me.By, db.Now);
        await db.SaveChangesAsync(ct);
    }, ct);

    /// <summary>
    /// Hands the resource over: makes it with its access details, completes the task and, with the last task, the order, and tells the customer
    /// by notice and SMS, all in one transaction. Refuses with <c>Delivery.TaskNotOpen</c> the second time.
    /// </summary>
    public Task CompleteAsync(string taskNo, CompleteTask input, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, task, order, me) =>
    {
        var now = db.Now;
        // Who completes another task of the order at this moment is met here: one of the two sees that it is the last.
        db.Touch(order);
        task.Complete(me.By, now);
        order.StartFulfilling(me.By, now);
        var secret = secrets.Protect(Require.Optional(input.Secret, "secret", MaxSecretLength, free: true));
        var resource = new Resource(
            task, BusinessNumber.New(BusinessNumber.Resource, now),
            new AccessDetails(input.Address, input.UserName, secret, input.ConsoleUrl, input.Note), now,
            ServicePeriod.End(task.Sold.Unit, task.Sold.Periods, now));
        db.Resources.Add(resource);
        if (!await db.FulfilmentTasks.AnyAsync(t => t.OrderNo == order.OrderNo && t.Id != task.Id && t.Status == FulfilmentStatus.Open, ct))
        {
            order.Complete(me.By, now);
        }

        await TellAsync(db, order, resource, now, ct);
        await db.SaveChangesAsync(ct);
    }, ct);

    private async Task TellAsync(KBossDbContext db, Order order, Resource resource, DateTime now, CancellationToken ct)
    {
        var buyers = await db.Members.Where(m => m.OrganizationId == resource.BuyerId && m.Status == MemberStatus.Active)
            .Where(m => m.Id == order.PlacedBy.MemberId || m.Roles.Any(r => r.Role == Role.Buyer))
            .Select(m => new { m.Id, m.Phone }).ToListAsync(ct);
        foreach (var buyer in buyers)
        {
            db.Notices.Add(new Notice(
                resource.BuyerId, buyer.Id, "ResourceReady", resource.ResourceNo, [resource.Sold.ProductName, resource.ResourceNo], now));
        }

        if (buyers.FirstOrDefault(b => b.Id == order.PlacedBy.MemberId) is { } placer)
        {
            outbox.Add(db, resource.BuyerId, SmsOutboxMessage.Kind, $"ResourceReady:{resource.ResourceNo}", new SmsOutboxMessage(
                placer.Phone, SmsTemplate.ResourceReady, new() { ["order"] = order.OrderNo, ["product"] = resource.Sold.ProductName }));
        }
    }

    private async Task WithTaskAsync(string taskNo, Func<KBossDbContext, FulfilmentTask, Order, Actor, Task> work, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentPerform, ct);
        await contexts.WithPartiesAsync(me, FindAsync, async (db, task) =>
        {
            var order = await db.Orders.FirstAsync(o => o.OrderNo == task.OrderNo, ct);
            await work(db, task, order, me);
        }, ct);

        async Task<FulfilmentTask> FindAsync(KBossDbContext db) =>
            await db.FulfilmentTasks.FirstOrDefaultAsync(t => t.TaskNo == taskNo && t.OrganizationId == me.OrganizationId, ct)
                ?? throw new NotFoundException("task", taskNo);
    }
}
