using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Delivery;

/// <summary>What was handed over, could not be, is renewed, and how far the order of the addresses is.</summary>
internal sealed class DeliveryWorldRows : WorldRows
{
    public override int Position => 110;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Staff);
        List<string> tasks;
        await using (var db = Boss.Db())
        {
            tasks = await db.FulfilmentTasks.OrderBy(t => t.Id).Select(t => t.TaskNo).Take(Several.Length).ToListAsync();
        }

        foreach (var task in tasks)
        {
            await Boss.Get<FulfilmentService>().CompleteAsync(
                task, new CompleteTask("203.0.113.77:22", "first-root", "first-secret", "https://console.example.com/first", "第一机构的交付说明"));
        }

        await UndeliveredAsync();
        await RenewAsync();
        await using (var db = Boss.Db())
        {
            Keys["task"] = await db.FulfilmentTasks.Where(t => t.Status != FulfilmentStatus.Done).Select(t => t.TaskNo).FirstAsync();
            Keys["resource"] = await db.Resources.Select(r => r.ResourceNo).FirstAsync();
        }
    }

    /// <summary>What could not be delivered, what is looked at before anything is, and how far the order of the addresses is.</summary>
    private async Task UndeliveredAsync()
    {
        await using var db = Boss.Db();
        var tasks = await db.FulfilmentTasks.OrderBy(t => t.Id).Take(Several.Length).ToListAsync();
        var resources = await db.Resources.OrderBy(r => r.Id).Take(Several.Length).ToListAsync();
        db.AddRange(resources.Select((resource, i) => new ResourceTask(
            tasks[0], resource, ResourceTaskKind.Release, $"RT-FIRST-{i}", resource.OrderLineId, resource.OrderNo, resource.Sold.Unit, 1, byInterface: false,
            Boss.Now)));
        db.AddRange(tasks.Select(task => new UndeliveredPart(task.Parties, task, 1, 10m, "第一机构无法交付的原因", Staff.By, Boss.Now)));
        db.AddRange(Several.Select(number => new Checklist(
            Staff.OrganizationId, $"第一机构的类型{number}", 1, [new CheckItem("第一机构的检查项", Required: true)], Staff.By, Boss.Now)));
        var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.OrderNo == Keys["order"]);
        if (!await db.LineDeliveries.AnyAsync(l => l.OrderNo == order.OrderNo))
        {
            db.Add(new LineDelivery(order, order.Lines[0], Boss.Now));
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Names a resource, renews it, and lets it be renewed by itself.</summary>
    private async Task RenewAsync()
    {
        string resource;
        await using (var db = Boss.Db())
        {
            resource = await db.Resources.Select(r => r.ResourceNo).FirstAsync();
        }

        Boss.SignIn(Buyer);
        await Boss.Get<ResourceService>().LabelAsync(resource, "第一机构的资源名称", "第一机构的资源备注");
        var shown = (await Boss.Get<RenewalService>().PreviewAsync([(resource, 1)]))[0].Line!;
        await Boss.Get<RenewalService>().RenewAsync(new RenewResources("first-renewal", [new RenewLine(resource, shown)], FromWallet: true));
        await Boss.Get<AutoRenewalService>().SwitchOnAsync(new SwitchOnAutoRenewal(resource, shown));
        Boss.SignIn(Staff);
    }
}
