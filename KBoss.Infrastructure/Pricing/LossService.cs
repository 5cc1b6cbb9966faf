using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>A loss as it was shown to whoever accepts it; yuan per unit.</summary>
public sealed record LossShown(long OfferId, long? BuyerId, decimal UnitPrice, decimal Cost);

/// <summary>Decides what becomes of what has fallen below its cost [R-PRC-4].</summary>
public sealed class LossService(KBossDbContextFactory contexts, ICurrentActor current, Losses losses)
{
    /// <summary>How many losses are accepted at once.</summary>
    public const int MaxAtOnce = 5_000;

    /// <summary>
    /// Sells on at a loss: what was shown, at the price and the cost that were shown, all of it or nothing. Kept with who and when; a cost that rises further
    /// asks again. Refuses with <c>Pricing.LossChanged</c> when one of them is another one by now or none, and with <c>Distribution.NothingSelected</c> and
    /// <c>Distribution.TooManySelected</c>.
    /// </summary>
    public async Task AcceptAsync(IReadOnlyCollection<LossShown> shown, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetPublic, ct);
        me.Demand(Permissions.CostsView);
        if (shown.Count is 0 or > MaxAtOnce)
        {
            throw shown.Count == 0 ? new RuleException("Distribution.NothingSelected") : new RuleException("Distribution.TooManySelected", MaxAtOnce);
        }

        await contexts.InTransactionAsync(me, async db =>
        {
            var found = (await losses.FindAsync(db, me.OrganizationId, db.Now, ct: ct)).ToDictionary(l => l.Key);
            foreach (var loss in shown.Distinct())
            {
                if (!found.TryGetValue((loss.OfferId, loss.BuyerId), out var stands) || (stands.UnitPrice, stands.Cost) != (loss.UnitPrice, loss.Cost))
                {
                    throw new RuleException("Pricing.LossChanged", stands?.Pricing.Reading.Sku.Code ?? "");
                }

                db.Add(new LossConsent(stands.Pricing.Reading.Offer, loss.BuyerId, loss.UnitPrice, loss.Cost, me.By, db.Now));
            }

            db.AfterCommit(new StorefrontChanged());
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Stops what falls below its cost until somebody has looked at it, or sells it on all the same.</summary>
    public async Task StopAsync(bool stop, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetPublic, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            (await db.Organizations.FirstAsync(o => o.Id == me.OrganizationId, ct)).StopBelowCost(stop);
            db.AfterCommit(new StorefrontChanged());
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
