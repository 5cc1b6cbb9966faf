using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Ledger;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>
/// The order behind an entry of the book, for whoever sees that order: its steps, what it moved, and what was changed of it, each as far as the reader may know.
/// </summary>
internal sealed class OrderOfEntryTimeline(IThingChanges changes) : IThingTimeline<EntryStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, EntryStory story, CancellationToken ct)
    {
        if (!story.Reader.Has(Permissions.OrdersOfCustomers)
            || await db.OrdersOf(story.Reader).AsNoTracking().Where(o => o.OrderNo == story.Reference).Select(o => new { o.Id, o.SellerId, o.BuyerId })
                .FirstOrDefaultAsync(ct) is not { } found)
        {
            return [];
        }

        var order = new OrderStory(story.Reader, found.Id, story.Reference, new Parties(found.SellerId, found.BuyerId), []);
        var about = new ThingRef(Thing.Order, story.Reference);
        return
        [
            .. (await OrderTimeline.StepsAsync(db, order.OrderId, ct)).Select(step => step with { About = about }),
            .. await MoneyTimeline.MovedAsync(db, order.Reader, order.Parties, order.OrderNo, ct),
            .. await changes.OfAsync(db, order.Reader, order.Subjects, order.Said, ct),
        ];
    }
}
