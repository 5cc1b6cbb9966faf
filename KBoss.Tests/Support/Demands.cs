using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common;

namespace KBoss.Tests.Support;

/// <summary>What suppliers ask of a customer before it may buy.</summary>
public static class Demands
{
    /// <summary>The customer has all of it: a confirmed profile, a place on the whitelist, an account of the centre that is bound to it.</summary>
    public static async Task MeetAsync(TestKBoss boss, Parties parties, string? accountName = null)
    {
        await using var db = boss.Db();
        var profile = new TencentProfile(parties);
        profile.Give(new ProfileFacts("100000000101", "示例科技", "张工"), boss.Now);
        profile.Confirm(profile.Check, "示例科技", boss.Now);
        var access = new ZhongjinAccess(parties);
        access.Told(Whitelisting.Whitelisted, "", boss.Now);
        var account = new JinanPoolAccount(
            parties.SellerId, accountName ?? $"jn-{parties.BuyerId}", boss.Get<SecretProtector>().Protect("the password"), "", boss.Now);
        db.AddRange(profile, access, account);
        await db.SaveChangesAsync();
        var binding = new JinanBinding(account, parties, By.Part("test"), "开通", boss.Now);
        binding.Know(boss.Now);
        db.Add(binding);
        await db.SaveChangesAsync();
    }
}
