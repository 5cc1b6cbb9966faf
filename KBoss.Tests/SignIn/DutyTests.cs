using System.Net;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.SignIn;

/// <summary>Who has signed in and has a duty left gets no further by leaving out what browsers send; services are tried in ForeignCallTests.</summary>
public sealed class DutyTests
{
    private const string Company = "13800000011";

    [Theory]
    [InlineData(SignInDuty.Consent, "/account/consent")]
    [InlineData(SignInDuty.ChangePassword, "/account/password")]
    public async Task A_session_with_a_duty_left_opens_nothing_but_the_page_of_the_duty_whatever_is_asked_and_how(SignInDuty duty, string page)
    {
        await using var web = new WebKBoss();
        await using (var db = web.Db())
        {
            var member = await db.Members.SingleAsync(m => m.Phone == Company);
            if (duty == SignInDuty.ChangePassword)
            {
                member.GiveTemporaryPassword(member.PasswordHash, web.Time.GetUtcNow().UtcDateTime.AddDays(7));
            }
            else
            {
                db.Entry(member).Property(m => m.ConsentVersion).CurrentValue = "";
            }

            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var visitor = web.Visit();
        await visitor.SignInAsync(Company, DemoOrganizations.Password);
        foreach (var (method, path, accept, answer) in new[]
        {
            ("GET", "/me/security", "*/*", page), ("GET", "/me/security", "text/html", page), ("GET", "/notices", "application/json", page),
            ("GET", "/products", "*/*", page), ("GET", "/", "image/png", page), ("GET", "/account/register", "*/*", page),
            ("POST", "/me/security", "*/*", "403"), ("POST", "/cart", "text/html", "403"),
            ("GET", "/files/identity/own", "*/*", "403"),
            ("POST", "/_blazor/negotiate?negotiateVersion=1", "*/*", "403"), ("GET", "/_blazor?id=none", "text/event-stream", "403"),
            ("POST", "/_blazor/disconnect", "*/*", "403"), ("GET", "/_blazor/initializers", "*/*", "200"),
            ("GET", "/css/kboss.css", "text/css", "200"), ("GET", "/account/agreement", "*/*", "200"), ("GET", page, "*/*", "200"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Accept.ParseAdd(accept);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using var got = await visitor.SendAsync(request);
            var said = got.StatusCode == HttpStatusCode.Found ? got.Headers.Location!.ToString().Split('?')[0] : ((int)got.StatusCode).ToString();
            Assert.Equal((method, path, accept, answer), (method, path, accept, said));
        }

        // Whoever will not do it can leave.
        await visitor.GetAsync(page);
        await visitor.SignOutAsync();
        Assert.Contains("/account/login", (await visitor.GetAsync("/me/security")).Headers.Location!.ToString(), StringComparison.Ordinal);
    }
}
