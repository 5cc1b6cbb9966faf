using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Promotions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Promotions;

/// <summary>Promotions and invite codes that tests start from.</summary>
internal static class Campaigns
{
    private static int count;

    /// <summary>A promotion by code of a distributor, published unless said otherwise, from an hour ago for thirty days.</summary>
    public static async Task<Promotion> PromotionAsync(
        this TestKBoss boss, Organization distributor, bool published = true, DateTime? from = null, DateTime? to = null, decimal? budget = null,
        Audience audience = Audience.ByCode)
    {
        await using var db = boss.Db();
        var number = Interlocked.Increment(ref count);
        var promotion = new Promotion(
            distributor.Id, $"PMTEST{number:D6}", By.Part("test"),
            new PromotionFacts($"活动 {number}", from ?? boss.Now.AddHours(-1), to ?? boss.Now.AddDays(30), audience, Budget: budget), boss.Now);
        if (published)
        {
            promotion.Publish(boss.Now);
        }

        db.Add(promotion);
        await db.SaveChangesAsync();
        return promotion;
    }

    /// <summary>An offer in a promotion at a share of the list price.</summary>
    public static async Task ContainsAsync(this TestKBoss boss, Promotion promotion, Offer offer, decimal discount)
    {
        await using var db = boss.Db();
        db.Add(new PromotionProduct(promotion, offer.Id, discount));
        await db.SaveChangesAsync();
    }

    /// <summary>Ends a promotion by hand, straight through the domain.</summary>
    public static async Task EndAsync(this TestKBoss boss, Promotion promotion)
    {
        await using var db = boss.Db();
        (await db.Promotions.SingleAsync(p => p.Id == promotion.Id)).End(boss.Now);
        await db.SaveChangesAsync();
    }

    /// <summary>A code of a promotion that a salesperson makes.</summary>
    public static async Task<string> InviteAsync(this TestKBoss boss, Actor salesperson, Promotion promotion, InviteTerms? terms = null)
    {
        boss.SignIn(salesperson);
        await using var window = boss.NewScope();
        return (await window.ServiceProvider.GetRequiredService<InviteService>().CreateAsync(promotion.No, terms ?? Terms(boss))).Codes[0];
    }

    /// <summary>A code as they were before codes belonged to promotions.</summary>
    public static async Task<string> OldInviteAsync(this TestKBoss boss, Actor salesperson, string code)
    {
        await using var db = boss.Db();
        db.Add(new InviteCode(salesperson.OrganizationId, salesperson.MemberId, code, Terms(boss), boss.Now));
        await db.SaveChangesAsync();
        return code;
    }

    /// <summary>Enters a code as a member of a customer, in a window of its own.</summary>
    public static async Task<JoinedPromotion> EnterAsync(this TestKBoss boss, Actor member, string code)
    {
        boss.SignIn(member);
        await using var window = boss.NewScope();
        return await window.ServiceProvider.GetRequiredService<InviteEntryService>().EnterAsync(code);
    }

    /// <summary>From yesterday for thirty days, for any number of uses.</summary>
    public static InviteTerms Terms(TestKBoss boss) => new(boss.Now.AddDays(-1), boss.Now.AddDays(30));
}
