using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.SignIn;

public sealed class VerificationCodesTests
{
    private const string Phone = "13900000009";

    [Fact]
    public async Task A_code_has_six_digits_goes_by_SMS_and_is_kept_as_a_hash_only()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);

        var next = await boss.Get<VerificationCodes>().IssueAsync(member.Id, CodePurpose.SignIn);

        var sms = Assert.Single(await boss.SmsToAsync(Phone));
        var code = sms.Parameters["code"];
        Assert.Matches("^[0-9]{6}$", code);
        Assert.Equal(boss.Now.AddSeconds(60), next);
        Assert.Equal(boss.Now.AddMinutes(5), sms.ExpiresAt);
        await using var db = boss.Db();
        var kept = await db.VerificationCodes.SingleAsync();
        Assert.DoesNotContain(code, kept.CodeHash, StringComparison.Ordinal);
        Assert.DoesNotContain(code, (await db.OutboxMessages.SingleAsync()).Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, code) = await IssuedAsync(boss);

        Assert.Equal("", await TryAsync(boss, member, code));
        Assert.Equal("Messaging.CodeClosed", await TryAsync(boss, member, code));
    }

    [Theory]
    [InlineData(299, "")]
    [InlineData(300, "Messaging.CodeClosed")]
    public async Task A_code_expires_after_five_minutes(int seconds, string refusal)
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, code) = await IssuedAsync(boss);

        boss.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(refusal, await TryAsync(boss, member, code));
    }

    [Fact]
    public async Task Five_wrong_guesses_close_a_code_even_to_the_right_one()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, code) = await IssuedAsync(boss);
        var answers = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add(await TryAsync(boss, member, People.Wrong(code)));
        }

        Assert.Equal([.. Enumerable.Repeat("Messaging.CodeWrong", 4), "Messaging.CodeClosed"], answers);
        Assert.Equal("Messaging.CodeClosed", await TryAsync(boss, member, code));
    }

    [Fact]
    public async Task A_code_does_for_its_purpose_and_member_only()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, code) = await IssuedAsync(boss);
        var other = await boss.Given.PersonAsync(boss, await boss.Given.RootAsync("other"), "other", "13900000008");
        await boss.Get<VerificationCodes>().IssueAsync(other.Id, CodePurpose.SignIn);

        Assert.Equal("Messaging.CodeClosed", await TryAsync(boss, member, code, CodePurpose.ResetPassword));
        var others = await boss.CodeOnAsync("13900000008");
        if (others != code)
        {
            Assert.Equal("Messaging.CodeWrong", await TryAsync(boss, other, code));
        }

        Assert.Equal("", await TryAsync(boss, member, code));
    }

    [Fact]
    public async Task A_new_code_puts_the_one_before_out_of_use()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, first) = await IssuedAsync(boss);
        boss.Time.Advance(TimeSpan.FromSeconds(60));
        await boss.Get<VerificationCodes>().IssueAsync(member.Id, CodePurpose.SignIn);
        var second = await boss.CodeOnAsync(Phone);

        if (first != second)
        {
            Assert.Equal("Messaging.CodeWrong", await TryAsync(boss, member, first));
        }

        Assert.Equal("", await TryAsync(boss, member, second));
    }

    [Fact]
    public async Task Between_two_codes_for_one_purpose_there_are_sixty_seconds()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, _) = await IssuedAsync(boss);
        var codes = boss.Get<VerificationCodes>();
        boss.Time.Advance(TimeSpan.FromSeconds(45));

        var refusal = await Assert.ThrowsAsync<RuleException>(() => codes.IssueAsync(member.Id, CodePurpose.SignIn));

        Assert.Equal(("Messaging.CodeTooSoon", 15), (refusal.Code, refusal.Args[0]));
        await codes.IssueAsync(member.Id, CodePurpose.ResetPassword);
        boss.Time.Advance(TimeSpan.FromSeconds(15));
        await codes.IssueAsync(member.Id, CodePurpose.SignIn);
        Assert.Equal(3, (await boss.SmsToAsync(Phone)).Count);
    }

    [Fact]
    public async Task Who_has_used_a_code_gets_the_next_one_at_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, first) = await IssuedAsync(boss);
        Assert.Equal("", await TryAsync(boss, member, first));

        await boss.Get<VerificationCodes>().IssueAsync(member.Id, CodePurpose.SignIn);

        Assert.Equal("", await TryAsync(boss, member, await boss.CodeOnAsync(Phone)));
    }

    [Fact]
    public async Task A_code_from_the_future_counts_for_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, old) = await IssuedAsync(boss);
        await using (var db = boss.Db())
        {
            // The clock was put back by an hour after the code was sent.
            var code = await db.VerificationCodes.SingleAsync();
            db.Entry(code).Property(c => c.CreatedAt).CurrentValue = boss.Now.AddHours(1);
            await db.SaveChangesAsync();
        }

        Assert.Equal("Messaging.CodeClosed", await TryAsync(boss, member, old));
        await boss.Get<VerificationCodes>().IssueAsync(member.Id, CodePurpose.SignIn);
        Assert.Equal("", await TryAsync(boss, member, await boss.CodeOnAsync(Phone)));
    }

    [Fact]
    public async Task A_phone_gets_ten_codes_in_twenty_four_hours()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var codes = boss.Get<VerificationCodes>();
        for (var i = 0; i < 10; i++)
        {
            await codes.IssueAsync(member.Id, CodePurpose.SignIn);
            boss.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal("Messaging.CodeTooMany", (await Assert.ThrowsAsync<RuleException>(() => codes.IssueAsync(member.Id, CodePurpose.SignIn))).Code);
        boss.Time.Advance(TimeSpan.FromHours(14));
        await codes.IssueAsync(member.Id, CodePurpose.SignIn);
    }

    [Fact]
    public async Task Two_windows_use_one_code_once_and_send_one_SMS()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var sent = await Ending.OfAllAsync<VerificationCodes>(boss, 4, codes => codes.IssueAsync(member.Id, CodePurpose.SignIn));
        Assert.Single(sent, refusal => refusal.Length == 0);
        Assert.Equal(3, sent.Count(refusal => refusal == "Messaging.CodeTooSoon"));

        var code = await boss.CodeOnAsync(Phone);
        var used = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryAsync(boss, member, code)));
        Assert.Single(used, refusal => refusal.Length == 0);
    }

    private static async Task<Member> MemberAsync(TestKBoss boss) =>
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "someone", Phone, Role.Admin);

    private static async Task<(Member Member, string Code)> IssuedAsync(TestKBoss boss)
    {
        var member = await MemberAsync(boss);
        await boss.Get<VerificationCodes>().IssueAsync(member.Id, CodePurpose.SignIn);
        return (member, await boss.CodeOnAsync(Phone));
    }

    private static Task<string> TryAsync(TestKBoss boss, Member member, string code, CodePurpose purpose = CodePurpose.SignIn) => Ending.OfAsync(() =>
        boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(member.OrganizationId), null, async db =>
        {
            await boss.Get<VerificationCodes>().TakeAsync(db, member, purpose, code);
            await db.SaveChangesAsync();
        }));
}
