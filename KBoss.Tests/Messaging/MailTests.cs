using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Mail;
using KBoss.Infrastructure.Messaging.Preferences;
using KBoss.Tests.Support;
using KBoss.Web.Development.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace KBoss.Tests.Messaging;

public sealed class MailTests
{
    [Fact]
    public async Task An_address_is_proven_by_a_code_and_then_reminders_come_by_mail_too()
    {
        await using var world = await World.StartAsync();
        var preferences = world.Boss.Get<PreferenceService>();
        await preferences.AskMailAsync("  Buyer@Example.CN ");
        await world.DispatchAsync();
        var code = world.Server.Mails("buyer@example.cn")[0].Text.Split('|')[1][..6];
        var wrong = code == "000000" ? "000001" : "000000";
        Assert.Equal(("Messaging.CodeWrong", 4), Refusal(await Assert.ThrowsAsync<RuleException>(() => preferences.ProveMailAsync(wrong))));
        await world.RemindAsync("before");
        await preferences.ProveMailAsync(code);
        Assert.Equal("Messaging.CodeClosed", (await Assert.ThrowsAsync<RuleException>(() => preferences.ProveMailAsync(code))).Code);
        Assert.Equal(("buyer@example.cn", true), await preferences.GetAsync() is var mine ? (mine.Mail, mine.MailIsOffered) : default);

        await world.RemindAsync("after");
        await world.RemindAsync("after");
        await world.DispatchAsync();
        var mail = world.Server.Mails("buyer@example.cn")[0];
        Assert.Equal(2, world.Server.Mails().Count);
        Assert.Equal(("ResourceExpiring zh-CN", true), (mail.Subject, mail.Text.StartsWith("ResourceExpiring|云主机|7", StringComparison.Ordinal)));
        Assert.Contains("&lt;b&gt;", mail.Html, StringComparison.Ordinal);
        Assert.Contains($"mail-{world.Member.MemberId}-after@", mail.MessageId, StringComparison.Ordinal);

        await preferences.ForgetMailAsync();
        await world.RemindAsync("later");
        await world.DispatchAsync();
        Assert.Equal(2, world.Server.Mails().Count);
    }

    [Fact]
    public async Task Codes_are_limited_and_five_wrong_ones_close_the_code()
    {
        await using var world = await World.StartAsync();
        var preferences = world.Boss.Get<PreferenceService>();
        foreach (var bad in new[] { "", "a", "a@b", "a@b.", "a b@c.cn", "a@c.cn, d@e.cn", "<a@b.cn>", "a@b..cn" })
        {
            Assert.Equal("mail", (await Assert.ThrowsAsync<RuleException>(() => preferences.AskMailAsync(bad))).Field);
        }

        await preferences.AskMailAsync("a@b.cn");
        Assert.Equal(("Messaging.CodeTooSoon", 60), Refusal(await Assert.ThrowsAsync<RuleException>(() => preferences.AskMailAsync("a@b.cn"))));
        for (var i = 1; i < MemberMail.MaxPerDay; i++)
        {
            world.Boss.Time.Advance(MemberMail.Pause);
            await preferences.AskMailAsync("a@b.cn");
        }

        world.Boss.Time.Advance(MemberMail.Pause);
        Assert.Equal("Messaging.CodeTooMany", (await Assert.ThrowsAsync<RuleException>(() => preferences.AskMailAsync("a@b.cn"))).Code);
        await world.DispatchAsync();
        var code = world.Server.Mails()[0].Text.Split('|')[1][..6];
        for (var i = 0; i < MemberMail.MaxWrongTries; i++)
        {
            await Assert.ThrowsAsync<RuleException>(() => preferences.ProveMailAsync("wrong"));
        }

        Assert.Equal("Messaging.CodeClosed", (await Assert.ThrowsAsync<RuleException>(() => preferences.ProveMailAsync(code))).Code);
    }

    [Theory]
    [InlineData(451, OutboxStatus.Pending)]
    [InlineData(421, OutboxStatus.Pending)]
    [InlineData(550, OutboxStatus.Failed)]
    [InlineData(554, OutboxStatus.Failed)]
    public async Task A_server_that_refuses_for_now_is_tried_again_and_one_that_refuses_for_good_is_not(int code, OutboxStatus status)
    {
        await using var world = await World.StartAsync();
        world.Server.FailNext(code);
        await world.Boss.Get<PreferenceService>().AskMailAsync("a@b.cn");
        await world.DispatchAsync();
        Assert.Empty(world.Server.Mails());
        await using (var db = world.Boss.Db())
        {
            Assert.Equal(status, (await db.OutboxMessages.SingleAsync()).Status);
        }

        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        await world.DispatchAsync();
        Assert.Equal(status == OutboxStatus.Pending ? 1 : 0, world.Server.Mails().Count);
    }

    [Fact]
    public async Task Without_a_server_mail_is_not_offered_and_the_check_says_what_is_missing()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
        Assert.False((await boss.Get<PreferenceService>().GetAsync()).MailIsOffered);
        Assert.Equal("Messaging.MailNotOffered", (await Assert.ThrowsAsync<RuleException>(() => boss.Get<PreferenceService>().AskMailAsync("a@b.cn"))).Code);
        var checks = boss.Services.GetServices<IVendorCheck>().ToDictionary(check => check.Vendor);
        Assert.Equal(["Mail:Host", "Mail:From"], checks["Mail"].Missing);
        Assert.False((await checks["Mail"].TestAsync(default)).Works);
        Assert.Contains("Sms:AccessKeyId", checks["Sms"].Missing);
        Assert.Contains("TencentSms:SecretId", checks["TencentSms"].Missing);
        Assert.False((await checks["TencentSms"].TestAsync(default)).Works);
    }

    [Fact]
    public async Task The_check_connects_and_says_how_it_went()
    {
        await using var world = await World.StartAsync();
        var check = world.Boss.Services.GetServices<IVendorCheck>().Single(c => c.Vendor == "Mail");
        Assert.True((await check.TestAsync(default)).Works);
        await world.Server.StopAsync(default);
        world.Server.Dispose();
        Assert.Equal((false, "unreachable"), await check.TestAsync(default) is var answer ? (answer.Works, answer.Code) : default);
    }

    private static (string, object?) Refusal(RuleException refusal) => (refusal.Code, refusal.Args[0]);

    private sealed class World : IAsyncDisposable
    {
        public required TestKBoss Boss { get; init; }

        public required MailSimulator Server { get; init; }

        public required Actor Member { get; init; }

        public static async Task<World> StartAsync()
        {
            var server = new MailSimulator(TimeProvider.System, NullLogger<MailSimulator>.Instance);
            await server.StartAsync(default);
            var boss = await TestKBoss.StartAsync(
                services => services.AddSingleton<INoticeWording, Wording>(),
                ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{server.Port}"), ("Mail:Security", "None"), ("Mail:From", "kboss@example.cn"));
            var member = await boss.Given.MemberAsync(await boss.Given.CustomerAsync(await boss.Given.RootAsync()), Role.Buyer);
            boss.SignIn(member);
            return new World { Boss = boss, Server = server, Member = member };
        }

        public Task RemindAsync(string cause) => Boss.Get<KBossDbContextFactory>().InTransactionAsync(Member, async db =>
        {
            await Boss.Get<Reminders>().RemindAsync(db, new Reminder("ResourceExpiring", cause, "R1", ["云主机", "7", "<b>"]), [Member.MemberId], default);
            await db.SaveChangesAsync();
        });

        public async Task DispatchAsync()
        {
            while (await Boss.Get<OutboxDispatcher>().DispatchAsync() > 0)
            {
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Server.StopAsync(default);
            Server.Dispose();
            await Boss.DisposeAsync();
        }
    }

    private sealed class Wording : INoticeWording
    {
        public NoticeWords Say(string kind, string subject, IReadOnlyList<string> args, OrganizationKind reader, string language) =>
            new($"{kind} {language}", $"{kind}|{string.Join('|', args)}", "https://kboss.example/x", "open", "footer|");
    }
}
