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
        var events = await MovedAsync(db, order.Reader, order.Parties, order.OrderNo, ct);
        if (order.Reader.Has(Permissions.LedgerView))
        {
            var entries = await db.JournalEntries.AsNoTracking().Where(e => e.Reference == order.OrderNo)
                .OrderByDescending(e => e.Id).Select(e => new { e.EventKind, e.At, e.Amount }).InOrderAsync(ct);
            events.AddRange(entries.Select(e => new ThingEvent(e.At, "Entry.Posted", By.System, e.Amount) { About = new ThingRef(Thing.Entry, e.EventKind, "", order.OrderNo) }));
        }

        return events;
    }

    /// <summary>What an order that the reader sees moved in the wallet; nothing for whoever does not see the money of customers.</summary>
    internal static async Task<List<ThingEvent>> MovedAsync(KBossDbContext db, Actor reader, Parties parties, string orderNo, CancellationToken ct)
    {
        var events = new List<ThingEvent>();
        if (!reader.Has(Permissions.CashView))
        {
            return events;
        }

        var recharges = await db.Recharges.AsNoTracking()
            .Where(r => r.SellerId == parties.SellerId && r.BuyerId == parties.BuyerId && r.OrderNo == orderNo)
            .OrderByDescending(r => r.Id)
            .Select(r => new { r.RechargeNo, r.Amount, r.StartedBy, r.CreatedAt, r.PaidAt, r.OrderPaid }).InOrderAsync(ct);
        foreach (var r in recharges)
        {
            var about = new ThingRef(Thing.Recharge, r.RechargeNo);
            events.Add(new ThingEvent(r.CreatedAt, "Recharge.Started", r.StartedBy, r.Amount) { About = about });
            if (r.PaidAt is { } paidAt)
            {
                events.Add(new ThingEvent(paidAt, r.OrderPaid ? "Recharge.Paid" : "Recharge.Kept", By.Part("Alipay"), r.Amount) { About = about });
            }
        }

        var paid = await db.CashRecords.AsNoTracking()
            .Where(r => r.SellerId == parties.SellerId && r.BuyerId == parties.BuyerId && r.Kind == CashKind.OrderPayment && r.Reference == orderNo)
            .OrderBy(r => r.Id).Select(r => new { r.At, r.Amount, r.BalanceAfter }).ToListAsync(ct);
        events.AddRange(paid.Select(r => new ThingEvent(r.At, "Wallet.Paid", By.Nobody, -r.Amount, r.BalanceAfter)));
        return events;
    }
}
