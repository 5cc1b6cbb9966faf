using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Checklists;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Stock.Devices;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>
/// How some pieces are reached, as Maintenance fills it in; the secret is in clear text and is encrypted before it is stored. Without a quantity these are
/// all that are still owed.
/// </summary>
public sealed record CompleteTask(
    string Address, string UserName = "", string Secret = "", string ConsoleUrl = "", string Note = "", int? Quantity = null);

/// <summary>
/// Makes a fulfilment task of every paid line [R-DLV-1] and does what people do with it. A task of another organization is <see cref="NotFoundException"/>;
/// one that is done is refused with <c>Delivery.TaskNotOpen</c>.
/// </summary>
public sealed class FulfilmentService(
    KBossDbContextFactory contexts, ICurrentActor current, SecretProtector secrets, Outbox outbox, Reminders reminders, DaysOfGrace grace,
    DeviceService devices, IEnumerable<IConnector> connectors) : IOrderPaid
{
    /// <summary>The most characters of a secret: encrypted, 400 Chinese characters still fit their column.</summary>
    public const int MaxSecretLength = 400;

    Task IOrderPaid.OnPaidAsync(KBossDbContext db, OrderToPay paid, DateTime now, CancellationToken ct)
    {
        var order = paid.Order;
        foreach (var line in order.Lines.Where(l => l.Renews is null))
        {
            // The work is done by the distributor that buys from the supplier: the top of the chain.
            var purchase = paid.Purchases.First(p => p.OrderLineId == line.Id);
            var connector = paid.Connectors[purchase.SupplierId];
            var task = new FulfilmentTask(
                purchase.OrganizationId, BusinessNumber.New(BusinessNumber.Task, now),
                new FulfilmentOrder(order.Parties, paid.CustomerName, order.OrderNo, line.Id, line.Sold), purchase.SupplierId, connector, now,
                connector != Connector.Manual && connectors.Any(c => c.Kind == connector && c.Abilities.HasFlag(ConnectorAbilities.Open)));
            db.FulfilmentTasks.Add(task);
            db.LineDeliveries.Add(new LineDelivery(order, line, now));
            if (task.IsAutomatic)
            {
                var step = new DeliveryStep(task.TaskNo, task.Step);
                outbox.Add(db, task.OrganizationId, DeliveryStep.Kind, step.Key, step);
            }
            else
            {
                // Others wait to write: whoever is told, and how, is asked for after it was paid.
                var news = new TaskNews(task.TaskNo);
                outbox.Add(db, task.OrganizationId, TaskNews.Kind, news.Key, news);
            }

            db.AfterCommit(new TaskChanged(task.OrganizationId, task.TaskNo, task.OrderNo, task.SellerId, task.BuyerId));
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// The actor takes the task on; the order is being fulfilled from then. Refuses with <c>Delivery.NotByHand</c> while the interface has it.
    /// </summary>
    public Task AssignAsync(string taskNo, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, work, me) =>
    {
        work.Task.Assign(me.By);
        work.Log(TaskEventKind.TakenOn);
        await work.SaveAsync(ct);
    }, ct);

    /// <summary>Hands over all that is still owed, with the same access details; refuses like <see cref="HandOverAsync"/>.</summary>
    public Task CompleteAsync(string taskNo, CompleteTask input, CancellationToken ct = default) => HandOverAsync(taskNo, [input], ct);

    /// <summary>
    /// Hands pieces over, each entry with its own access details: makes the resources and tells the customer by notice and SMS, all in one transaction; with
    /// the last piece the task is done, and with the last task the order. The rest stays owed. Refuses at once all of <c>Delivery.TooManyPieces</c>,
    /// <c>Delivery.ChecksOpen</c> and, at the field with the number of the entry, what is wrong with its details.
    /// </summary>
    public Task HandOverAsync(
        string taskNo, IReadOnlyList<CompleteTask> pieces, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, work, me) =>
    {
        var refusals = new Refusals();
        await refusals.TryAsync(() => TaskChecks.DemandDoneAsync(db, work.Task, ct));
        var handed = new List<(string ResourceNo, int Pieces)>();
        foreach (var (piece, number) in pieces.Select((p, i) => (p, i + 1)))
        {
            var quantity = piece.Quantity ?? work.Task.Remaining;
            var secret = "";
            refusals.Try(
                () => Refusals.All(
                    () => work.Task.HandOver(quantity, me.By, db.Now),
                    () => secret = Require.Optional(piece.Secret, "secret", MaxSecretLength, free: true),
                    () => handed.Add((work.Add(
                        quantity, "", new AccessDetails(piece.Address, piece.UserName, secrets.Protect(secret), piece.ConsoleUrl, piece.Note)), quantity))),
                number > 1 ? field => $"{field}-{number}" : null);
        }

        refusals.Demand();
        await devices.HandOverAsync(db, work.Task.OrderLineId, handed, work.Task.CustomerName, work.Task.Sold.Unit == BillingUnit.Piece, me.By, ct);
        work.Log(TaskEventKind.HandedOver, handed.Sum(h => h.Pieces));
        await work.SaveAsync(ct);
    }, ct);

    /// <summary>The supplier is asked once more, from the beginning; refuses with <c>Delivery.NotFailed</c> unless it had failed.</summary>
    public Task RetryAsync(string taskNo, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, work, _) =>
    {
        work.Task.Retry(db.Now);
        work.Log(TaskEventKind.Retried);
        await work.SaveAsync(ct);
    }, ct);

    /// <summary>
    /// The actor delivers instead of the interface; refuses with <c>Delivery.ByHandAlready</c>. What the supplier still opens waits for a decision from
    /// then on.
    /// </summary>
    public Task TakeOverAsync(string taskNo, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, work, me) =>
    {
        work.Task.TakeOver(me.By, db.Now);
        work.Log(TaskEventKind.TakenOver);
        await work.SaveAsync(ct);
    }, ct);

    /// <summary>
    /// The rest cannot be delivered: it is marked for Finance of every seller of the chain with its share of what was paid, the customer is told by notice and
    /// SMS, and the task is done. Refuses with <c>Delivery.NotByHand</c> while the interface has it, and a reason that is missing.
    /// </summary>
    public Task GiveUpRestAsync(string taskNo, string reason, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, work, me) =>
    {
        var (task, told) = (work.Task, Require.Text(reason, "reason", UndeliveredPart.MaxReason, free: true));
        var rest = task.GiveUpRest(me.By, db.Now);
        await devices.ReleaseAsync(db, [task.OrderLineId], ct);
        var sold = await db.OrderLines.Where(l => l.Id == task.OrderLineId).Select(l => l.Amount).FirstAsync(ct);
        var hops = await db.SupplyLines.Where(s => s.OrderLineId == task.OrderLineId).Select(s => new { s.SellerId, s.BuyerId, s.Amount }).ToListAsync(ct);
        db.UndeliveredParts.Add(new UndeliveredPart(task.Parties, task, rest, sold, told, me.By, db.Now));
        db.UndeliveredParts.AddRange(hops.Select(h =>
            new UndeliveredPart(new Parties(h.SellerId, h.BuyerId), task, rest, h.Amount, told, me.By, db.Now)));
        work.Log(TaskEventKind.Undeliverable, rest, told);
        long[] sellers = [task.SellerId, .. hops.Select(h => h.SellerId)];
        await reminders.RemindAsync(
            db, new Reminder("Undelivered", $"Undelivered:{task.TaskNo}", task.OrderNo, [task.OrderNo, task.Sold.ProductName, $"{rest}"]),
            await TaskAtWork.MembersWith(db, sellers, Role.Finance).Select(m => m.Id).ToListAsync(ct), ct);
        await work.TellCustomerAsync(
            "LineUndeliverable", task.OrderNo, [task.Sold.ProductName, $"{rest}", told, task.OrderNo], SmsTemplate.Undeliverable,
            new() { ["order"] = task.OrderNo, ["product"] = task.Sold.ProductName, ["quantity"] = $"{rest}" }, $"Undeliverable:{task.TaskNo}", ct);
        await work.SaveAsync(ct, told);
    }, ct, everySeller: true);

    /// <summary>
    /// An item of the checklist is ticked, or no longer; the version in force now is kept with the task by the first tick. Refuses with
    /// <c>Delivery.TaskNotOpen</c>.
    /// </summary>
    public Task TickAsync(string taskNo, int position, bool ticked, CancellationToken ct = default) => WithTaskAsync(taskNo, async (db, work, me) =>
    {
        if (work.Task.Status != FulfilmentStatus.Open)
        {
            throw new RuleException("Delivery.TaskNotOpen", taskNo);
        }

        await TaskChecks.TickAsync(db, work.Task, position, ticked, me.By, ct);
        await work.SaveAsync(ct);
    }, ct);

    private async Task WithTaskAsync(string taskNo, Func<KBossDbContext, TaskAtWork, Actor, Task> act, CancellationToken ct, bool everySeller = false)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentPerform, ct);
        await contexts.WithPartiesAsync(me, db => db.FindTaskAsync(me, taskNo, ct), async (db, task) =>
        {
            await act(db, await TaskAtWork.LoadAsync(db, outbox, reminders, grace, me.By, task, ct), me);
        }, ct, everySeller ? ChainAsync : null);

        async Task<IReadOnlyList<long>> ChainAsync(KBossDbContext all, FulfilmentTask task) =>
            await OrderPayment.PartiesAsync(all, await OrderPayment.FindAsync(all, task.OrderNo, task.BuyerId, ct), ct);
    }
}
