using KBoss.Domain.Access;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Startup;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Data;

public sealed class DatabaseStartupTests
{
    private static readonly (string, string)[] Settings =
    [
        ("Root:Name", "开元云"), ("Root:Code", "kaiyuan"), ("FirstAdmin:Phone", "13900000001"),
        ("FirstAdmin:UserName", "chief"), ("FirstAdmin:Name", "管理员"), ("FirstAdmin:Password", "first-admin-1"),
    ];

    [Fact]
    public async Task The_demo_organizations_come_once_and_each_account_can_sign_in()
    {
        await using var boss = await TestKBoss.StartAsync();
        var demo = boss.Get<IEnumerable<IDemoStep>>().OfType<DemoOrganizations>().Single();

        await demo.SeedAsync(CancellationToken.None);
        await demo.SeedAsync(CancellationToken.None);

        await using var db = boss.Db();
        Assert.Equal(3, await db.Organizations.CountAsync());
        Assert.Equal(2, await db.Wallets.CountAsync());
        Assert.Equal(DemoOrganizations.Accounts.Count, await db.Members.CountAsync());
        Assert.True(await db.PostingRules.AnyAsync());
        foreach (var account in DemoOrganizations.Accounts)
        {
            var accepted = await boss.Get<SignInService>().StartAsync(account.Phone, DemoOrganizations.Password);
            var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.Id == accepted.MemberId);
            Assert.Equal(account.UserName, member.UserName);
            Assert.Contains(account.Role, member.Roles.Select(r => r.Role));
        }
    }

    [Fact]
    public async Task An_empty_database_gets_its_first_Admin_from_the_configuration()
    {
        await using var boss = await TestKBoss.StartAsync(settings: Settings);

        await boss.Get<FirstAdmin>().EnsureAsync();
        await boss.Get<FirstAdmin>().EnsureAsync();

        await using var db = boss.Db();
        var member = await db.Members.Include(m => m.Roles).SingleAsync();
        Assert.Equal([Role.Admin], member.Roles.Select(r => r.Role));
        Assert.Equal("kaiyuan", (await db.Organizations.SingleAsync()).Code);
        Assert.Equal(member.Id, (await boss.Get<SignInService>().StartAsync("chief", "first-admin-1")).MemberId);
    }

    [Fact]
    public async Task An_empty_database_without_settings_stops_the_start_and_names_them()
    {
        await using var boss = await TestKBoss.StartAsync(settings: Settings[..2]);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => boss.Get<FirstAdmin>().EnsureAsync());

        Assert.All(Settings[2..], setting => Assert.Contains(setting.Item1, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("Root:Name", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weak_first_password_stops_the_start_and_makes_nothing()
    {
        await using var boss = await TestKBoss.StartAsync(settings: [.. Settings[..^1], ("FirstAdmin:Password", "weak")]);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => boss.Get<FirstAdmin>().EnsureAsync());

        Assert.Contains("Organizations.PasswordTooShort", fault.Message, StringComparison.Ordinal);
        await using var db = boss.Db();
        Assert.False(await db.Organizations.AnyAsync());
    }
}
