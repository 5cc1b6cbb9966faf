using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>One promotion for everybody that runs, one by code that the demo company has joined, and one that is scheduled.</summary>
public sealed class DemoPromotions(KBossDbContextFactory contexts, PromotionJoining joining, TimeProvider time) : IDemoStep
{
    private static readonly string[] Numbers = ["PM20260101000000000001", "PM20260101000000000002", "PM20260101000000000003"];

    public Task SeedAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        if (await db.Promotions.AnyAsync(p => p.No == Numbers[0], ct))
        {
            return;
        }

        var now = time.UtcNow();
        var today = ChinaTime.Start(ChinaTime.Day(now));
        var root = await db.Organizations.FirstAsync(o => o.SellerId == null, ct);
        var operations = await db.Members.FirstAsync(m => m.OrganizationId == root.Id && m.UserName == "operations", ct);
        var by = new By(operations.Id, operations.Name);
        await AddAsync(Numbers[0], new PromotionFacts("内存型云主机限时特惠", today, ChinaTime.AddDays(today, 30), Note: "不限客户，长期拉新"), "启明内存型云主机", 0.82m);
        var members = await AddAsync(
            Numbers[1],
            new PromotionFacts("智算推理伙伴计划", today, ChinaTime.AddMonths(today, 3), Audience.ByCode, Stacking: true, Budget: 20_000m, Note: "凭邀请码参加，可折上折"),
            "星瀚智算推理实例", 0.8m);
        await AddAsync(Numbers[2], new PromotionFacts("专线开年大促", ChinaTime.AddDays(today, 20), ChinaTime.AddDays(today, 35)), "云阶跨域专线", 0.8m);

        var company = await db.Customers.FirstAsync(c => db.Members.Any(m => m.OrganizationId == c.BuyerId && m.UserName == "company"), ct);
        await joining.JoinAsync(db, members, company.Parties, null, now, ct);
        await db.SaveChangesAsync(ct);

        async Task<Promotion> AddAsync(string no, PromotionFacts facts, string product, decimal discount)
        {
            var promotion = new Promotion(root.Id, no, by, facts, now);
            db.Add(promotion);
            await db.SaveChangesAsync(ct);
            var offers = await db.Offers.Where(o => o.OrganizationId == root.Id && o.Sku.Product.Name == product).Select(o => o.Id).ToListAsync(ct);
            db.AddRange(offers.Select(id => new PromotionProduct(promotion, id, discount)));
            promotion.Publish(now);
            await db.SaveChangesAsync(ct);
            return promotion;
        }
    }, ct);
}
