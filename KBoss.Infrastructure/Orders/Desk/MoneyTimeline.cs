using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>What the order moved: in wallets, for whoever sees the money of customers, and in the book, for whoever reads that.</summary>
internal sealed class MoneyTimeline : IThingTimeline<OrderStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, OrderStory order, CancellationToken ct)
    {
        var events = new List<ThingEvent>();
        if (order.Reader.Has(Permissions.CashView))
        {
            var paid = await db.CashRecords.AsNoTracking()
                .Where(r => r.SellerId == order.Parties.SellerId && r.BuyerId == order.Parties.BuyerId && r.Kind == CashKind.OrderPayment && r.Reference == order.OrderNo)
                .Select(r => new { r.At, r.Amount, r.BalanceAfter }).ToListAsync(ct);
            events.AddRange(paid.Select(r => new ThingEvent(r.At, "Wallet.Paid", By.Nobody, -r.Amount, r.BalanceAfter)));
            var recharges = await db.Recharges.AsNoTracking()
                .Where(r => r.SellerId == order.Parties.SellerId && r.BuyerId == order.Parties.BuyerId && r.OrderNo == order.OrderNo)
                .OrderByDescending(r => r.Id).Take(ThingStory.Most)
                .Select(r => new { r.RechargeNo, r.Amount, r.StartedBy, r.CreatedAt, r.PaidAt, r.Status, r.OrderPaid }).ToListAsync(ct);
            foreach (var r in recharges)
            {
                var about = new ThingRef(Thing.Recharge, r.RechargeNo);
                events.Add(new ThingEvent(r.CreatedAt, "Recharge.Started", r.StartedBy, r.Amount) { About = about });
                if (r.PaidAt is { } paidAt)
                {
                    events.Add(new ThingEvent(paidAt, r.OrderPaid ? "Recharge.Paid" : "Recharge.Kept", By.Part("Alipay"), r.Amount) { About = about });
                }
            }
        }

        if (order.Reader.Has(Permissions.LedgerView))
        {
            var entries = await db.JournalEntries.AsNoTracking().Where(e => e.Reference == order.OrderNo)
                .OrderByDescending(e => e.Id).Take(ThingStory.Most).Select(e => new { e.EventKind, e.At, e.Amount }).ToListAsync(ct);
            events.AddRange(entries.Select(e => new ThingEvent(e.At, "Entry.Posted", By.System, e.Amount) { About = new ThingRef(Thing.Entry, e.EventKind, "", order.OrderNo) }));
        }

        return events;
    }
}
