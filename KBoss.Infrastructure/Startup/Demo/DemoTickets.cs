using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>Tickets of the demo company: one that waits for an answer, one that is answered, and one that is closed.</summary>
public sealed class DemoTickets(KBossDbContextFactory contexts, TimeProvider time) : IDemoStep
{
    public Task SeedAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var asks = await db.Members.FirstAsync(m => m.UserName == DemoOrganizations.Company.UserName, ct);
        if (await db.Tickets.AnyAsync(t => t.BuyerId == asks.OrganizationId, ct))
        {
            return;
        }

        var customer = await db.Customers.FirstAsync(c => c.BuyerId == asks.OrganizationId, ct);
        var answers = await db.Members.FirstAsync(m => m.OrganizationId == customer.SellerId && m.UserName == "maintenance", ct);
        var buyer = new TicketAuthor(TicketSide.Customer, new By(asks.Id, asks.Name));
        var desk = new TicketAuthor(TicketSide.Seller, new By(answers.Id, answers.Name));
        var now = time.UtcNow();

        var waits = Open("专线带宽可以临时升级吗？", "Advice", now.AddHours(-3));
        db.Add(waits.Say(buyer, "月底有一次数据迁移，想把专线带宽从 1G 临时升到 2G，三天左右。需要另外下单吗？", 0, now.AddHours(-3)));

        var answered = Open("如何从办公网访问云主机？", "Fault", ChinaTime.AddDays(now, -1));
        db.Add(answered.Say(buyer, "公司出口是固定 IP，需要在你们那边加白名单吗？", 0, ChinaTime.AddDays(now, -1)));
        db.Add(answered.Say(desk, "需要。请把出口 IP 发给我们，加好后用资源页上的地址登录即可。", 0, now.AddHours(-20)));

        var closed = Open("发票什么时候能开？", "Other", ChinaTime.AddDays(now, -12));
        db.Add(closed.Say(buyer, "上个月的充值想开一张增值税专用发票。", 0, ChinaTime.AddDays(now, -12)));
        db.Add(closed.Say(desk, "已转给财务，本周内寄出。", 0, ChinaTime.AddDays(now, -11)));
        closed.Close(buyer, ChinaTime.AddDays(now, -10));
        await db.SaveChangesAsync(ct);

        Ticket Open(string title, string category, DateTime at)
        {
            var ticket = new Ticket(
                customer.Parties, customer.Name, BusinessNumber.New(BusinessNumber.Ticket, at), title, null, buyer, at, new CategoryTerms(category));
            db.Add(ticket);
            return ticket;
        }
    }, ct);
}
