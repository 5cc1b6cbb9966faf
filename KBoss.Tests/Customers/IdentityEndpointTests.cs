using System.Net;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Customers;

/// <summary>The document of an identity over HTTP: who gets it, and with what the browser is told about it.</summary>
public sealed class IdentityEndpointTests(IdentityEndpointTests.Application app) : IClassFixture<IdentityEndpointTests.Application>
{
    private const string Admin = "13800000001";
    private const string Sales = "13800000003";
    private const string Operations = "13800000004";
    private const string Company = "13800000011";
    private const string Person = "13800000012";

    /// <summary>A picture to whoever looks at the first bytes, and a page with a script to whoever looks further.</summary>
    private static readonly byte[] Polyglot = [0xFF, 0xD8, 0xFF, 0xE0, .. "<html><script>alert(document.domain)</script></html>"u8];

    [Fact]
    public async Task The_sellers_Admin_gets_the_licence_as_a_file_that_nothing_keeps_and_nothing_runs()
    {
        var visitor = await SignedInAsync(Admin);

        using var answer = await visitor.GetAsync($"/files/identity/{app.CompanyCode}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.ToString());
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", $"{app.CompanyCode}-licence.pdf"), (disposition.DispositionType, disposition.FileName));
        AssertHarmless(answer);
        await using var db = app.Web.Db();
        var company = await db.Organizations.Where(o => o.Code == app.CompanyCode).Select(o => o.Id).SingleAsync();
        var look = await db.AuditEntries.SingleAsync(a => a.Action == IdentityReader.DocumentOpened && a.Subject == $"Customer {company}");
        Assert.Equal("管理员", look.Actor);
    }

    [Fact]
    public async Task A_picture_that_is_a_page_too_is_shown_as_the_picture_that_it_begins_as()
    {
        string code;
        await using (var scope = app.Web.Services.CreateAsyncScope())
        {
            code = (await scope.ServiceProvider.GetRequiredService<RegistrationService>().RegisterDemoAsync(
                People.Individual with { IdNumber = "110101199003070476", Document = new Upload("card\r\n\".html", Polyglot) }, CancellationToken.None)).OrganizationCode;
        }

        var visitor = await SignedInAsync(Admin);
        using var answer = await visitor.GetAsync($"/files/identity/{code}");

        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal($"inline; filename={code}-id-card.jpg; filename*=UTF-8''{code}-id-card.jpg", answer.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal(Polyglot, await answer.Content.ReadAsByteArrayAsync());
        AssertHarmless(answer);
    }

    [Fact]
    public async Task R_ISO_1_only_who_may_gets_a_document_and_each_its_own()
    {
        foreach (var (phone, path, status) in new[]
        {
            (Admin, $"/files/identity/{app.PersonCode}", HttpStatusCode.OK),
            // A customer that has given none.
            (Admin, "/files/identity/demo-01", HttpStatusCode.NotFound),
            (Admin, "/files/identity/nothing", HttpStatusCode.NotFound),
            (Admin, "/files/identity", HttpStatusCode.Forbidden),
            (Sales, $"/files/identity/{app.CompanyCode}", HttpStatusCode.Forbidden),
            (Operations, $"/files/identity/{app.CompanyCode}", HttpStatusCode.Forbidden),
            (Company, "/files/identity", HttpStatusCode.OK),
            (Company, $"/files/identity/{app.CompanyCode}", HttpStatusCode.Forbidden),
            (Person, "/files/identity", HttpStatusCode.OK),
            (Person, $"/files/identity/{app.CompanyCode}", HttpStatusCode.Forbidden),
        })
        {
            using var answer = await (await SignedInAsync(phone)).GetAsync(path);
            Assert.Equal((phone, path, status), (phone, path, answer.StatusCode));
            if (status == HttpStatusCode.OK)
            {
                AssertHarmless(answer);
            }
        }
    }

    [Fact]
    public async Task A_visitor_and_another_distributors_Admin_get_nothing()
    {
        using var visited = await app.Web.Visit().GetAsync($"/files/identity/{app.CompanyCode}");
        Assert.Equal(HttpStatusCode.Found, visited.StatusCode);
        Assert.Contains("/account/login", visited.Headers.Location!.ToString(), StringComparison.Ordinal);

        using var answer = await (await SignedInAsync(Application.OtherAdmin)).GetAsync($"/files/identity/{app.CompanyCode}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_has_yet_to_consent_gets_no_document()
    {
        await using (var db = app.Web.Db())
        {
            (await db.Members.SingleAsync(m => m.Phone == Application.Unasked)).Consent("2026-01-01", app.Web.Time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync();
        }

        using var answer = await (await SignedInAsync(Application.Unasked)).GetAsync($"/files/identity/{app.CompanyCode}");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Contains("/account/consent", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private async Task<Visitor> SignedInAsync(string phone)
    {
        if (!app.SignedIn.TryGetValue(phone, out var visitor))
        {
            visitor = app.SignedIn[phone] = app.Web.Visit();
            await visitor.SignInAsync(phone, DemoOrganizations.Password);
        }

        return visitor;
    }

    private static void AssertHarmless(HttpResponseMessage answer)
    {
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("; sandbox;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
    }

    /// <summary>One started application with a second distributor beside the demo data.</summary>
    public sealed class Application : IAsyncLifetime
    {
        public const string OtherAdmin = "13700000101";
        public const string Unasked = "13700000102";

        public WebKBoss Web { get; } = new();

        /// <summary>A phone gets one code a minute, so everybody signs in once.</summary>
        public Dictionary<string, Visitor> SignedIn { get; } = [];

        public string CompanyCode { get; private set; } = "";

        public string PersonCode { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            _ = Web.Services;
            await using var db = Web.Db();
            var now = Web.Time.GetUtcNow().UtcDateTime;
            CompanyCode = await CodeOfAsync(Company);
            PersonCode = await CodeOfAsync(Person);
            var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
            var other = Organization.CreateDistributor("分销", "other", root.Id, now);
            db.Add(other);
            await db.SaveChangesAsync();
            var password = (await db.Members.SingleAsync(m => m.Phone == Admin)).PasswordHash;
            foreach (var (organization, userName, phone) in new[] { (other, "other-admin", OtherAdmin), (root, "unasked", Unasked) })
            {
                var admin = new Member(organization.Id, userName, phone, "别的管理员", now);
                admin.Give(Role.Admin, organization.Kind);
                admin.ChangePassword(password);
                admin.Consent(UserAgreement.Version, now);
                db.Add(admin);
            }

            await db.SaveChangesAsync();

            Task<string> CodeOfAsync(string phone) =>
                db.Organizations.Where(o => db.Members.Any(m => m.Phone == phone && m.OrganizationId == o.Id)).Select(o => o.Code).SingleAsync();
        }

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
