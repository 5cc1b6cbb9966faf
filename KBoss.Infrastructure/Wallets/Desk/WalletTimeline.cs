using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Desk;

/// <summary>What moved in the wallet of a customer, for whoever sees its money.</summary>
internal sealed class WalletTimeline : IThingTimeline<CustomerStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, CustomerStory story, CancellationToken ct)
    {
        if (!story.Reader.Has(Permissions.CashView))
        {
            return [];
        }

        var (seller, buyer) = (story.Parties.SellerId, story.Parties.BuyerId);
        var moved = await db.CashRecords.AsNoTracking().Where(r => r.SellerId == seller && r.BuyerId == buyer)
            .OrderByDescending(r => r.Id).Select(r => new { r.At, r.Kind, r.Amount, r.BalanceAfter, r.Reference }).InOrderAsync(ct);
        return
        [
            .. moved.Select(r => new ThingEvent(r.At, $"Cash.{r.Kind}", By.Nobody, r.Amount, r.BalanceAfter)
            {
                About = new ThingRef(r.Kind == CashKind.OrderPayment ? Thing.Order : Thing.Recharge, r.Reference),
            }),
        ];
    }
}
