using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Data.Demo;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace KBoss.Tests.Architecture;

/// <summary>
/// Who may open which page, taken from the routes themselves: a new page without a rule fails, and every rule is tried by a visitor
/// and by one member of each role.
/// </summary>
public sealed class PageAccessTests(PageAccessTests.Application app) : IClassFixture<PageAccessTests.Application>
{
    /// <summary>Open to everybody; every other page says who may open it.</summary>
    private static readonly string[] Public =
    [
        "/", "/products", "/products/{Id:long}", "/account/login", "/account/register", "/account/forgot", "/account/agreement", "/account/privacy",
        "/status/403", "/status/404", "/status/{Code:int}", "/error",
    ];

    private static readonly IReadOnlyList<(string Route, Type Page)> Pages =
    [
        .. from page in typeof(App).Assembly.GetTypes()
           from route in page.GetCustomAttributes<RouteAttribute>()
           orderby route.Template
           select (route.Template, page),
    ];

    public static TheoryData<string> Accounts => [.. DemoOrganizations.Accounts.Select(a => a.UserName)];

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        Assert.NotEmpty(Pages);
        var without = Pages.Where(p => p.Page.GetCustomAttribute<AuthorizeAttribute>() is null && !Public.Contains(p.Route, StringComparer.OrdinalIgnoreCase));
        Assert.True(!without.Any(), string.Join(Environment.NewLine, without.Select(p => $"{p.Route} ({p.Page.Name}) has no rule")));
    }

    [Fact]
    public async Task A_visitor_is_sent_to_sign_in_by_every_page_that_is_not_public()
    {
        var visitor = app.Web.Visit();
        foreach (var (route, _) in Pages.Where(p => p.Page.GetCustomAttribute<AuthorizeAttribute>() is not null))
        {
            using var answer = await visitor.GetAsync(Address(route));
            Assert.True(
                answer.StatusCode == HttpStatusCode.Found && answer.Headers.Location!.ToString().Contains("/account/login", StringComparison.Ordinal),
                $"{route} answered a visitor with {answer.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public async Task R_ISO_1_a_member_opens_the_pages_of_its_own_roles_and_is_refused_all_others(string account)
    {
        var demo = DemoOrganizations.Accounts.Single(a => a.UserName == account);
        var visitor = app.Web.Visit();
        await visitor.SignInAsync(demo.Phone, DemoOrganizations.Password);
        IReadOnlySet<Role> roles = demo.Kind == OrganizationKind.Customer ? new HashSet<Role> { Role.Admin, Role.Buyer } : new HashSet<Role> { demo.Role };
        var actor = new Actor(1, 1, demo.Kind, "", roles);
        var wrong = new List<string>();
        foreach (var (route, page) in Pages)
        {
            if (page.GetCustomAttribute<RequirePermissionAttribute>() is not { } rule)
            {
                continue;
            }

            var may = actor.Has(rule.Permission) && (rule.Only is null || rule.Only == actor.Kind);
            using var answer = await visitor.GetAsync(Address(route));
            if (answer.StatusCode == HttpStatusCode.Forbidden == may)
            {
                wrong.Add($"{route}: {account} {(may ? "may" : "may not")} open it, but got {answer.StatusCode}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>An address of the route whose parameters name nothing that exists.</summary>
    private static string Address(string route) => Regex.Replace(route, @"\{[^}]*(:long|:int)[^}]*\}|\{[^}]*\}", m => m.Groups[1].Success ? "987654321" : "nothing");

    /// <summary>One started application for all tests of the class.</summary>
    public sealed class Application : IAsyncLifetime
    {
        public WebKBoss Web { get; } = new();

        public ValueTask InitializeAsync()
        {
            _ = Web.Services;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
