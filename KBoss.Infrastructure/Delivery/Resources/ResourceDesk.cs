using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>What is to be asked of a supplier about a resource: the attempt of a task, as it lies in the outbox.</summary>
public sealed record ResourceStep(string TaskNo, int Step)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "supplier-resource";

    /// <summary>The key of the message: once for each attempt.</summary>
    public string Key => $"resource-{TaskNo}-{Step}";
}

/// <summary>Writes the work on resources at their suppliers into the transactions that cause it, and tells whom it concerns.</summary>
public sealed class ResourceDesk(ResourceSuppliers suppliers, Outbox outbox, Reminders reminders)
{
    /// <summary>
    /// Adds the work: for the supplier's interface where it can do it, otherwise for Maintenance, who is told. The context covers the distributor that
    /// buys from the supplier. The caller saves.
    /// </summary>
    internal async Task AddAsync(
        KBossDbContext db, Resource resource, ResourceTaskKind kind, long orderLineId, string orderNo, BillingUnit unit, int periods,
        ConnectorAbilities ability, CancellationToken ct)
    {
        var delivered = await db.DeliveredAsync(resource, ct);
        var byInterface = suppliers.Find(delivered.Connector, ability, resource.Reference) is not null;
        var task = new ResourceTask(
            delivered, resource, kind, BusinessNumber.New(BusinessNumber.ResourceTask, db.Now), orderLineId, orderNo, unit, periods, byInterface, db.Now);
        db.ResourceTasks.Add(task);
        Send(db, task);
        if (!byInterface)
        {
            // Others wait to write: whoever is told, and how, is asked for after it was paid.
            var news = new ResourceTaskNews(task.TaskNo);
            outbox.Add(db, task.OrganizationId, ResourceTaskNews.Kind, news.Key, news);
        }
    }

    /// <summary>The message of the attempt that is due, where one is, and the news for open pages.</summary>
    internal void Send(KBossDbContext db, ResourceTask task)
    {
        if (task.NextStepAt is { } at)
        {
            var step = new ResourceStep(task.TaskNo, task.Step);
            outbox.Add(db, task.OrganizationId, ResourceStep.Kind, step.Key, step, at);
        }

        db.AfterCommit(new ResourceTaskChanged(task.OrganizationId, task.TaskNo));
    }

    /// <summary>Tells everybody of Maintenance where the work lies, once for each attempt.</summary>
    internal async Task TellMaintenanceAsync(KBossDbContext db, ResourceTask task, string kind, CancellationToken ct) => await reminders.RemindAsync(
        db, new Reminder(kind, $"{kind}:{task.TaskNo}:{task.Step}", task.TaskNo, [task.ProductName, task.CustomerName, task.ResourceNo]),
        await TaskAtWork.MembersWith(db, [task.OrganizationId], Role.Maintenance).Select(m => m.Id).ToListAsync(ct), ct);

    /// <summary>The Shanghai day of an instant as people read it, and as causes keep it.</summary>
    internal static string Day(DateTime utc) => ChinaTime.Day(utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Something that happened to a resource, by the end that it had and, where it may happen again before that, by the day.</summary>
    internal static Reminder Happened(Resource resource, string kind, IReadOnlyList<string> args, DateTime? on = null) => new(
        kind, $"{kind}:{resource.ResourceNo}:{Day(resource.EndsAt!.Value)}{(on is { } day ? $":{Day(day)}" : "")}", resource.ResourceNo, args);

    /// <summary>By SMS as well: when it ends and how many days are left; not after the end.</summary>
    internal static Reminder BySms(Reminder reminder, Resource resource, DateTime now) => resource.EndsAt is { } end && now < end
        ? reminder with
        {
            Sms = SmsTemplate.ResourceExpiring,
            SmsParameters = new Dictionary<string, string>
            {
                ["product"] = resource.Sold.ProductName,
                ["date"] = Day(end),
                ["days"] = ChinaTime.DaysBetween(now, end).ToString(CultureInfo.InvariantCulture),
            },
            ExpiresAt = end,
        }
        : reminder;

    /// <summary>To everybody of the customer who buys, unless other roles are named, by the channels that each has chosen.</summary>
    internal async Task TellCustomerAsync(KBossDbContext db, Resource resource, Reminder reminder, CancellationToken ct, params Role[] roles)
    {
        var told = await TaskAtWork.MembersWith(db, [resource.BuyerId], roles is [] ? [Role.Buyer] : roles).Select(m => m.Id).ToListAsync(ct);
        await reminders.RemindAsync(db, reminder, told, ct);
    }

    /// <summary>To the salesperson of the customer, while that one is active, by the channels chosen but SMS; the name of the customer stands first.</summary>
    internal async Task TellSalespersonAsync(
        KBossDbContext db, Resource resource, string kind, string cause, IReadOnlyList<string> args, CancellationToken ct)
    {
        var told = await (
            from customer in db.Customers
            where customer.SellerId == resource.SellerId && customer.BuyerId == resource.BuyerId
            join member in db.Members on customer.SalespersonId equals (long?)member.Id
            where member.Status == MemberStatus.Active
            join organization in db.Organizations on customer.BuyerId equals organization.Id
            select new { member.Id, customer.Name, organization.Code }).FirstOrDefaultAsync(ct);
        if (told is not null)
        {
            await reminders.RemindAsync(db, new Reminder(kind, cause, told.Code, [told.Name, .. args]), [told.Id], ct);
        }
    }
}
