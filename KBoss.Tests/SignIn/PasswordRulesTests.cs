using CsCheck;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Organizations;
using KBoss.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.SignIn;

public sealed class PasswordRulesTests
{
    private static readonly string?[] Own = ["zhao.min", "赵敏", "13912345678", "示例科技有限公司", "c7k2m"];

    [Theory]
    // Too short or too long; nothing is ever cut off.
    [InlineData(null, "TooShort")]
    [InlineData("", "TooShort")]
    [InlineData("q7#Kx2!", "TooShort")]
    // Passwords that are tried first, however they are dressed up.
    [InlineData("password", "Common")]
    [InlineData("Password1!", "Common")]
    [InlineData("P@ssw0rd", "Common")]
    [InlineData("passwordpassword", "Common")]
    [InlineData("secret123", "Common")]
    [InlineData("Aa123456", "Common")]
    [InlineData("iloveyou", "Common")]
    [InlineData("1qaz2wsx", "Common")]
    [InlineData("admin123456", "Common")]
    [InlineData("another456", "Common")]
    [InlineData("Summer2026", "Common")]
    // Patterns.
    [InlineData("zzzzzzzzzzzz", "Pattern")]
    [InlineData("mnopqrstuvw", "Pattern")]
    [InlineData("19970307", "Pattern")]
    [InlineData("!@#$%^&*", "Pattern")]
    [InlineData("开开开开开开开开", "Pattern")]
    // One's own words, in any case and with the usual additions.
    [InlineData("zhaomin1", "OwnWords")]
    [InlineData("Zhaomin.2026", "OwnWords")]
    [InlineData("赵敏赵敏123456", "OwnWords")]
    [InlineData("13912345678", "OwnWords")]
    [InlineData("a13912345678", "OwnWords")]
    [InlineData("min12345678", "OwnWords")]
    [InlineData("示例科技有限公司", "OwnWords")]
    [InlineData("C7K2M-2026", "OwnWords")]
    // What everybody here thinks of first.
    [InlineData("kboss2026", "OwnWords")]
    [InlineData("KBoss@123", "OwnWords")]
    [InlineData("Kaiyuan@2026", "OwnWords")]
    [InlineData("开元云开元云2026", "OwnWords")]
    // Whatever else somebody likes: letters alone, digits alone, blanks, Chinese.
    [InlineData("gugu lanterns", null)]
    [InlineData("wobblytrumpet", null)]
    [InlineData("xqzvkwpj", null)]
    [InlineData("我的新密码很长啊", null)]
    [InlineData("   q7#Kx2   ", null)]
    [InlineData("83920174650293", null)]
    [InlineData("correct horse battery staple", null)]
    public async Task What_is_easily_guessed_is_refused_with_the_reason_and_anything_else_is_taken(string? password, string? reason)
    {
        await using var boss = await TestKBoss.StartAsync(settings: [(PasswordRules.WordsSetting, "kboss kaiyuan 开元云")]);

        var refusal = boss.Get<PasswordRules>().Find(password, Own);

        Assert.Equal(reason is null ? null : $"Organizations.Password{reason}", refusal?.Code);
        Assert.Equal(reason is null ? null : "password", refusal?.Field);
    }

    [Fact]
    public async Task The_three_thousand_passwords_that_are_used_most_are_refused()
    {
        await using var boss = await TestKBoss.StartAsync();
        var rules = boss.Get<PasswordRules>();
        var list = typeof(Zxcvbn.Zxcvbn).Assembly;
        using var lines = new StreamReader(list.GetManifestResourceStream("zxcvbn-core.Dictionaries.passwords.lst")!);
        var most = new List<string>();
        while (most.Count < 3_000 && await lines.ReadLineAsync() is { } line)
        {
            if (line.Trim() is { Length: >= PasswordRules.MinLength } password)
            {
                most.Add(password);
            }
        }

        Assert.Equal(3_000, most.Count);
        Assert.Empty(most.AsParallel().Where(password => rules.Find(password) is null));
    }

    [Fact]
    public async Task Between_eight_and_a_hundred_and_twenty_eight_characters_everything_counts_as_it_was_typed()
    {
        await using var boss = await TestKBoss.StartAsync();
        var rules = boss.Get<PasswordRules>();
        var longest = string.Concat(Enumerable.Range(0, 40).Select(i => $"{(char)('a' + (i * 7 % 26))}Q{i}#"))[..PasswordRules.MaxLength];

        Assert.Null(rules.Find(longest));
        Assert.Equal("Organizations.PasswordTooLong", rules.Find(longest + "x")?.Code);

        // The last character of the longest one is part of it, and so are blanks at the ends and the case.
        var root = await boss.Given.RootAsync();
        var member = await boss.Given.PersonAsync(boss, root, "operator", "13900000009", Role.Operations);
        boss.SignIn((await boss.SessionOfAsync(member.Id)).Actor);
        await boss.Get<PasswordChangeService>().ChangeAsync(People.Password, longest, longest);
        Assert.Equal("Organizations.SignInRefused", await Ending.OfAsync(() => boss.Get<SignInService>().StartAsync("operator", longest[..^1])));
        Assert.Equal("Organizations.SignInRefused", await Ending.OfAsync(() => boss.Get<SignInService>().StartAsync("operator", longest.ToUpperInvariant())));
        await boss.Get<SignInService>().StartAsync("operator", longest);
        boss.SignIn((await boss.SessionOfAsync(member.Id)).Actor);
        await boss.Get<PasswordChangeService>().ChangeAsync(longest, "  q7#Kx2!v  ", "  q7#Kx2!v  ");
        Assert.Equal("Organizations.SignInRefused", await Ending.OfAsync(() => boss.Get<SignInService>().StartAsync("operator", "q7#Kx2!v")));
        await boss.Get<SignInService>().StartAsync("operator", "  q7#Kx2!v  ");
    }

    [Fact]
    public async Task The_estimate_comes_also_for_what_is_made_to_take_long_and_many_at_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        var rules = boss.Get<PasswordRules>();
        rules.Find("warmed up first");
        var slow = string.Concat(Enumerable.Repeat("4@8({[<3691!|705$7+%2", 7))[..PasswordRules.MaxLength];

        // The estimate takes the longer the longer the text is; only its beginning is estimated, or this would not end.
        Assert.Null(await Task.Run(() => rules.Find(slow)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => rules.Find(i % 2 == 0 ? "password" : "wobblytrumpet", $"word{i}")?.Code)));
        Assert.Equal(32, answers.Count(code => code == "Organizations.PasswordCommon"));
        Assert.Equal(32, answers.Count(code => code is null));
    }

    [Fact]
    public async Task Whatever_is_typed_is_answered_and_never_fails()
    {
        await using var boss = await TestKBoss.StartAsync();
        var rules = boss.Get<PasswordRules>();
        Gen.String[0, 130].Sample(password => rules.Find(password, password, "another") is null or { Field: "password" }, iter: 300);
    }

    [Fact]
    public async Task Temporary_passwords_keep_the_rule_by_the_way_they_are_made()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (rules, temporary) = (boss.Get<PasswordRules>(), boss.Get<TemporaryPassword>());

        for (var i = 0; i < 20; i++)
        {
            Assert.Null(rules.Find(temporary.Make().Password, Own));
        }
    }

    [Fact]
    public async Task Registration_and_change_look_at_the_own_words_of_the_member()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        Assert.Equal(
            "Organizations.PasswordOwnWords", await Ending.OfAsync(() => boss.RegisterAsync(People.Company with { Password = "示例科技有限公司", PasswordRepeat = "示例科技有限公司" })));

        var member = await boss.Given.PersonAsync(boss, root, "dromquil", "13900000009", Role.Operations);
        boss.SignIn((await boss.SessionOfAsync(member.Id)).Actor);
        Assert.Equal("Organizations.PasswordOwnWords", await Ending.OfAsync(() => boss.Get<PasswordChangeService>()
            .ChangeAsync(People.Password, "Dromquil2026", "Dromquil2026")));
    }

    [Fact]
    public async Task A_reset_tells_of_the_own_words_only_to_whoever_has_the_code_and_leaves_it_valid()
    {
        await using var boss = await TestKBoss.StartAsync();
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "dromquil", "13900000009", Role.Operations);
        var reset = boss.Get<PasswordResetService>();
        await reset.StartAsync("13900000009");
        var code = await boss.CodeOnAsync("13900000009");

        Assert.Equal("Organizations.ResetRefused", await Ending.OfAsync(() => reset.CompleteAsync("13900000009", People.Wrong(code), null, "Dromquil2026", "Dromquil2026")));
        Assert.Equal("Organizations.ResetRefused", await Ending.OfAsync(() => reset.CompleteAsync("13900000000", code, null, "Dromquil2026", "Dromquil2026")));
        Assert.Equal("Organizations.PasswordOwnWords", await Ending.OfAsync(() => reset.CompleteAsync("13900000009", code, null, "Dromquil2026", "Dromquil2026")));
        await reset.CompleteAsync("13900000009", code, null, "nine grey harbours", "nine grey harbours");
    }

    [Theory]
    [InlineData("Development", null)]
    [InlineData("Production", "Organizations.PasswordOwnWords")]
    public async Task The_words_that_everybody_here_thinks_of_are_set_outside_Development(string environment, string? refusal)
    {
        await using var web = new WebKBoss { EnvironmentName = environment };

        Assert.Equal(refusal, web.Services.GetRequiredService<PasswordRules>().Find(Infrastructure.Startup.Demo.DemoOrganizations.Password)?.Code);
    }

    [Fact]
    public async Task Identity_is_given_the_same_answer()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var scope = boss.NewScope();
        var validator = Assert.Single(scope.ServiceProvider.GetServices<Microsoft.AspNetCore.Identity.IPasswordValidator<Member>>(), v => v is PasswordRules);
        var member = new Member(1, "dromquil", "13900000009", "昆廷", boss.Now);

        var refused = await validator.ValidateAsync(null!, member, "dromquil2026");

        Assert.Equal("Organizations.PasswordOwnWords", Assert.Single(refused.Errors).Code);
        Assert.True((await validator.ValidateAsync(null!, member, "nine grey harbours")).Succeeded);
    }
}
