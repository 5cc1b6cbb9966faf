using System.Diagnostics;
using System.Net;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.SignIn;

/// <summary>Somebody without an account asks for who has one, at every page that could tell.</summary>
public sealed class EnumerationTests
{
    private const string Known = "13800000002";
    private const string Unknown = "13800009999";

    [Fact]
    public async Task Signing_in_answers_an_unknown_and_a_known_account_alike_in_text_status_cookies_and_time()
    {
        await using var web = new WebKBoss();
        var answers = new List<(HttpStatusCode Status, int Cookies, string Text, TimeSpan Took)>();
        foreach (var account in new[] { Known, Unknown, "finance", "nobody-here", "finance@root", "finance@nowhere" })
        {
            var visitor = web.Visit();
            await visitor.GetAsync("/account/login");
            var watch = Stopwatch.StartNew();
            using var answer = await visitor.PostAsync("password", ("account", account), ("password", "not-the-password"));
            answers.Add((answer.StatusCode, Cookies(answer), Text(visitor.Page), watch.Elapsed));
        }

        Assert.All(answers, a => Assert.Equal((answers[0].Status, answers[0].Cookies, answers[0].Text), (a.Status, a.Cookies, a.Text)));
        Assert.All(answers, a => Assert.True(a.Took >= TimeSpan.FromMilliseconds(290), $"An answer came after {a.Took.TotalMilliseconds} ms."));
    }

    [Fact]
    public async Task A_forgotten_password_answers_an_unknown_and_a_known_phone_alike()
    {
        await using var web = new WebKBoss();
        var answers = new List<(HttpStatusCode, int, string, string?)>();
        foreach (var phone in new[] { Known, Unknown })
        {
            var visitor = web.Visit();
            await visitor.GetAsync("/account/forgot");
            using var answer = await visitor.PostAsync("phone", ("phone", phone));
            if (answer.Headers.Location is { } next)
            {
                await visitor.GetAsync(next.ToString());
            }

            answers.Add((
                answer.StatusCode, Cookies(answer), Text(visitor.Page.Replace(phone, "", StringComparison.Ordinal)),
                answer.Headers.Location?.ToString().Replace(phone, "", StringComparison.Ordinal)));
        }

        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task While_somebody_writes_for_long_a_known_and_an_unknown_account_are_told_alike_that_it_is_busy()
    {
        await using var web = new WebKBoss(("Database:LongestWait", "00:00:00.5"));
        Assert.SkipUnless(web.Services.GetRequiredService<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        var visitors = new[] { (Account: Known, Visitor: web.Visit()), (Account: Unknown, Visitor: web.Visit()) };
        foreach (var (_, visitor) in visitors)
        {
            await visitor.GetAsync("/account/login");
        }

        await using var held = await HeldWriter.TakeAsync(web.Services.GetRequiredService<KBossDbContextFactory>());
        foreach (var (account, visitor) in visitors)
        {
            using var answer = await visitor.PostAsync("password", ("account", account), ("password", "not-the-password"));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
            Assert.Contains("系统繁忙", visitor.Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Signing_out_while_somebody_writes_for_long_is_answered_in_words()
    {
        await using var web = new WebKBoss(("Database:LongestWait", "00:00:00.5"));
        Assert.SkipUnless(web.Services.GetRequiredService<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        var member = web.Visit();
        await member.SignInAsync(Known, DemoOrganizations.Password);
        await member.GetAsync("/");
        await using var held = await HeldWriter.TakeAsync(web.Services.GetRequiredService<KBossDbContextFactory>());
        using var answer = await member.SignOutAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("系统繁忙", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_a_code_to_register_with_answers_a_known_and_an_unknown_phone_alike()
    {
        await using var web = new WebKBoss();
        var answers = new List<(HttpStatusCode, int, string, string, string)>();
        foreach (var phone in new[] { Known, Unknown })
        {
            var visitor = web.Visit();
            await visitor.GetAsync("/account/register");
            using var answer = await visitor.PostAsync("phone", ("phone", phone));
            var next = answer.Headers.Location!.ToString();
            await visitor.GetAsync(next);
            var shown = Text(visitor.Page);
            using var wrong = await visitor.PostAsync("code", ("code", People.Wrong(await web.Phones.CodeAsync(phone))));
            answers.Add((answer.StatusCode, Cookies(answer), next, shown, Text(visitor.Page)));
        }

        // The masks differ by what was typed.
        var (first, second) = (answers[0], answers[1]);
        Assert.Equal((first.Item1, first.Item2, first.Item3), (second.Item1, second.Item2, second.Item3));
        Assert.Equal(first.Item4.Replace("138****0002", "", StringComparison.Ordinal), second.Item4.Replace("138****9999", "", StringComparison.Ordinal));
        Assert.Equal(first.Item5.Replace("138****0002", "", StringComparison.Ordinal), second.Item5.Replace("138****9999", "", StringComparison.Ordinal));
        // Both got the same message.
        Assert.Equal((1, 1), (web.Phones.CountOf(Known), web.Phones.CountOf(Unknown)));
    }

    [Fact]
    public async Task Registering_without_the_phone_tells_of_no_phone_user_name_or_number()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.ProveAsync(web, "13911110066");
        var own = web.Visit();
        await own.GetAsync("/account/register");
        using var sent = await own.PostAsync("phone", ("phone", Unknown));
        await own.GetAsync(sent.Headers.Location!.ToString());
        foreach (var (browser, phone) in new[] { (visitor, Known), (own, Unknown), (own, Known), (web.Visit(), Known) })
        {
            if (browser.Page.Length == 0)
            {
                await browser.GetAsync("/account/login");
            }

            using var answer = await browser.PostToAsync(
                "/account/register?step=details", "register", ("kind", "Individual"), ("name", "试探"), ("id-number", "110101199003074290"), ("user-name", "finance"),
                ("phone", phone), ("password", "river-stone-lamp-7"), ("password-repeat", "river-stone-lamp-7"), ("consent", "true"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("error-phone", browser.Page, StringComparison.Ordinal);
            Assert.DoesNotContain("error-user-name", browser.Page, StringComparison.Ordinal);
            Assert.Contains("验证已失效", browser.Page, StringComparison.Ordinal);
        }

        await using var db = web.Db();
        Assert.False(await db.Members.AnyAsync(m => m.Phone == Unknown || m.Phone == "13911110066"));
    }

    [Fact]
    public async Task Codes_to_register_with_cannot_be_asked_for_many_phones_and_take_nothing_from_signing_in()
    {
        await using var web = new WebKBoss(("RateLimits:RegistrationCode:PerAddress", "12"), ("RateLimits:RegistrationCode:PerAccount", "100"));
        var stranger = web.Visit();
        await stranger.GetAsync("/account/register");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 14; i++)
        {
            web.Time.Advance(TimeSpan.FromMinutes(1));
            using var answer = await stranger.PostToAsync("/account/register", "phone", ("phone", i < 11 ? Known : $"1390000{i:D4}"));
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.Found) - 1);
        Assert.All(statuses.Skip(12), status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        // The last of them comes before the code to sign in with, and is not taken for it.
        for (var i = 0; i < 200 && web.Phones.CountOf(Known) < 10; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.Found, (await web.Visit().SignInAsync(Known, DemoOrganizations.Password, again: true)).StatusCode);
    }

    private static int Cookies(HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Count() : 0;

    /// <summary>The page without what differs by itself: what was typed, and tokens.</summary>
    private static string Text(string page) => System.Text.RegularExpressions.Regex.Replace(page, "value=\"[^\"]*\"|<!--.*?-->", "");
}
