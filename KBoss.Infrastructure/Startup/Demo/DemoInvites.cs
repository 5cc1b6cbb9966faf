using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>The invite code of the demo salesperson, for the promotion that is joined by code.</summary>
public sealed class DemoInvites(KBossDbContextFactory contexts, TimeProvider time) : IDemoStep
{
    /// <summary>The code, valid for as long as its promotion.</summary>
    public const string InviteCodeText = "KAIYUAN8";

    /// <summary>The number of its promotion.</summary>
    public const string PromotionNo = "PM20260101000000000002";

    public Task SeedAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        if (await db.InviteCodes.AnyAsync(i => i.Code == InviteCodeText, ct))
        {
            return;
        }

        var now = time.UtcNow();
        var promotion = await db.Promotions.FirstAsync(p => p.No == PromotionNo, ct);
        var sales = await db.Members.FirstAsync(m => m.OrganizationId == promotion.OrganizationId && m.UserName == "sales", ct);
        db.Add(new InviteCode(promotion, sales.Id, InviteCodeText, new InviteTerms(promotion.From, promotion.To, null, "展会与官网"), now));
        await db.SaveChangesAsync(ct);
    }, ct);
}
