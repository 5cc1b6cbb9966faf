using System.Diagnostics;
using System.Net;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

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

            answers.Add((answer.StatusCode, Cookies(answer), Text(visitor.Page.Replace(phone, "", StringComparison.Ordinal)), answer.Headers.Location?.ToString().Replace(phone, "", StringComparison.Ordinal)));
        }

        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task Registration_names_nobody_and_cannot_be_asked_for_many_phones()
    {
        await using var web = new WebKBoss(("RateLimits:Registration:PerAddress", "5"));
        var visitor = web.Visit();
        await visitor.GetAsync("/account/register");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            using var answer = await visitor.PostAsync(
                "register", ("kind", "Individual"), ("name", "试探"), ("id-number", "110101199003070476"), ("user-name", $"harvest{i}"), ("phone", $"1380000000{i + 1}"),
                ("password", "river-stone-lamp-7"), ("password-repeat", "river-stone-lamp-7"), ("consent", "true"));
            statuses.Add(answer.StatusCode);
            foreach (var secret in DemoOrganizations.Accounts.Select(a => a.UserName).Where(name => name.Length > 5))
            {
                Assert.DoesNotContain($">{secret}<", visitor.Page, StringComparison.Ordinal);
            }
        }

        Assert.All(statuses.Skip(5), status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        await using var db = web.Db();
        Assert.False(await db.Members.AnyAsync(m => m.UserName.StartsWith("harvest") && m.Phone.CompareTo("13800000006") < 0));
    }

    private static int Cookies(HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Count() : 0;

    /// <summary>The page without what differs by itself: what was typed, and tokens.</summary>
    private static string Text(string page) => System.Text.RegularExpressions.Regex.Replace(page, "value=\"[^\"]*\"|<!--.*?-->", "");
}
