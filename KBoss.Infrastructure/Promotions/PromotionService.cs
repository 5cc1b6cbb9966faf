using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>A promotion of a distributor has changed: its facts, its state or its products.</summary>
public sealed record PromotionChanged(long OrganizationId, string No);

/// <summary>Makes, changes, publishes and ends the promotions of the actor's distributor; anybody else's are <see cref="NotFoundException"/>.</summary>
public sealed class PromotionService(KBossDbContextFactory contexts, ICurrentActor current, IPromotionCosts costs)
{
    /// <summary>Makes a draft and returns its number; refused as <see cref="Promotion.Change"/> is.</summary>
    public async Task<string> CreateAsync(PromotionFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var promotion = New(db, me, facts);
            await db.SaveChangesAsync(ct);
            return promotion.No;
        }, ct);
    }

    /// <summary>Makes a draft with the products and discounts of another promotion, whatever has become of that one, and returns its number.</summary>
    public async Task<string> CopyAsync(string no, PromotionFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var source = await FindAsync(db, me, no, ct);
            var copy = New(db, me, facts);
            await db.SaveChangesAsync(ct);
            var products = await db.PromotionProducts.AsNoTracking().Where(p => p.PromotionId == source.Id).OrderBy(p => p.Id)
                .Select(p => new { p.OfferId, p.Discount }).ToListAsync(ct);
            db.AddRange(products.Select(p => new PromotionProduct(copy, p.OfferId, p.Discount)));
            await db.SaveChangesAsync(ct);
            return copy.No;
        }, ct);
    }

    /// <summary>
    /// Changes what was shown at a version; refused as <see cref="Promotion.Change"/> is, with <c>Common.ChangedMeanwhile</c>, and, where a published one would
    /// give more by it, as <see cref="IPromotionCosts"/> says.
    /// </summary>
    public Task ChangeAsync(string no, int version, PromotionFacts facts, CancellationToken ct = default) =>
        WithAsync(no, async (db, promotion) =>
        {
            DemandShown(promotion, version);
            var (stacking, from, to, budget) = (promotion.Stacking, promotion.From, promotion.To, promotion.Budget);
            promotion.Change(facts, db.Now);
            var more = (promotion.Stacking && !stacking) || promotion.From < from || promotion.To > to || (budget is not null && !(promotion.Budget <= budget));
            if (more && promotion.PublishedAt is not null)
            {
                await costs.DemandAsync(db, promotion, ct);
            }
        }, ct);

    /// <summary>
    /// Publishes a draft as it was shown; refused with <c>Promotions.NoProducts</c> while it is empty, as <see cref="Promotion.Publish"/> is, and as
    /// <see cref="IPromotionCosts"/> says.
    /// </summary>
    public Task PublishAsync(string no, int version, CancellationToken ct = default) => WithAsync(no, async (db, promotion) =>
    {
        DemandShown(promotion, version);
        if (!await db.PromotionProducts.AnyAsync(p => p.PromotionId == promotion.Id, ct))
        {
            throw new RuleException("Promotions.NoProducts", promotion.Name);
        }

        promotion.Publish(db.Now);
        await costs.DemandAsync(db, promotion, ct);
    }, ct);

    /// <summary>Ends a published promotion at once, before or after it has begun; refused as <see cref="Promotion.End"/> is.</summary>
    public Task EndAsync(string no, CancellationToken ct = default) => WithAsync(no, (db, promotion) =>
    {
        promotion.End(db.Now);
        return Task.CompletedTask;
    }, ct);

    /// <summary>Deletes a draft with its products; refused with <c>Promotions.NotDraft</c> once it was published; only after that can it have codes.</summary>
    public Task DeleteAsync(string no, CancellationToken ct = default) => WithAsync(no, async (db, promotion) =>
    {
        if (promotion.PublishedAt is not null)
        {
            throw new RuleException("Promotions.NotDraft", promotion.Name);
        }

        db.RemoveRange(await db.PromotionProducts.Where(p => p.PromotionId == promotion.Id).ToListAsync(ct));
        db.Remove(promotion);
    }, ct);

    private static void DemandShown(Promotion promotion, int version)
    {
        if (promotion.Version != version)
        {
            throw new RuleException("Common.ChangedMeanwhile");
        }
    }

    private static Promotion New(KBossDbContext db, Actor me, PromotionFacts facts)
    {
        var promotion = new Promotion(me.OrganizationId, BusinessNumber.New(BusinessNumber.Promotion, db.Now), me.By, facts, db.Now);
        db.Add(promotion);
        return promotion;
    }

    private static async Task<Promotion> FindAsync(KBossDbContext db, Actor me, string no, CancellationToken ct) =>
        await db.Promotions.FirstOrDefaultAsync(p => p.OrganizationId == me.OrganizationId && p.No == no, ct)
            ?? throw new NotFoundException("promotion", no);

    private async Task WithAsync(string no, Func<KBossDbContext, Promotion, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.PromotionsManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var promotion = await FindAsync(db, me, no, ct);
            await act(db, promotion);
            if (promotion.PublishedAt is not null)
            {
                db.AfterCommit(new StorefrontChanged());
            }

            db.AfterCommit(new PromotionChanged(me.OrganizationId, no));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
