using System.Net;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

/// <summary>The pages that say what went wrong: what they answer by themselves, and what they say to whom.</summary>
public sealed class StatusPagesTests(StatusPagesTests.Application app) : IClassFixture<StatusPagesTests.Application>
{
    [Theory]
    [InlineData("/status/200", 404, "page-not-found")]
    [InlineData("/status/302", 404, "page-not-found")]
    [InlineData("/status/0", 404, "page-not-found")]
    [InlineData("/status/-1", 404, "page-not-found")]
    [InlineData("/status/399", 404, "page-not-found")]
    [InlineData("/status/600", 404, "page-not-found")]
    [InlineData("/status/99999", 404, "page-not-found")]
    [InlineData("/status/99999999999", 404, "page-not-found")]
    [InlineData("/status/abc", 404, "page-not-found")]
    [InlineData("/status/404", 404, "page-not-found")]
    [InlineData("/status/403", 403, "page-forbidden")]
    [InlineData("/status/400", 400, "page-refused")]
    [InlineData("/status/429", 429, "page-error")]
    [InlineData("/status/500", 500, "page-error")]
    [InlineData("/status/503", 503, "page-error")]
    public async Task A_status_page_answers_what_it_says(string address, int status, string page)
    {
        var visitor = app.Web.Visit();

        Assert.Equal(status, (int)(await visitor.GetAsync(address)).StatusCode);

        Assert.Contains($"data-testid=\"{page}\"", visitor.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("13800000011", "/admin/members", "此页面供服务商的工作人员使用", false)]
    [InlineData("13800000011", "/finance/journal", "此页面供服务商的工作人员使用", false)]
    [InlineData("13800000001", "/cart", "此页面供客户使用", false)]
    [InlineData("13800000001", "/team", "此页面供客户使用", false)]
    [InlineData("13800000001", "/finance/journal", "此页面需要“财务”角色", true)]
    [InlineData("13800000002", "/admin/members", "此页面需要“管理员”角色", false)]
    public async Task A_refused_page_says_who_it_is_for_and_shows_an_Admin_where_roles_are_given(string phone, string address, string reason, bool toMembers)
    {
        app.Web.Time.Advance(TimeSpan.FromMinutes(2));
        var visitor = app.Web.Visit();
        await visitor.SignInAsync(phone, DemoOrganizations.Password, again: true);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync(address)).StatusCode);

        Assert.Contains(reason, visitor.Page, StringComparison.Ordinal);
        Assert.Equal(toMembers, visitor.Page.Contains("action-members", StringComparison.Ordinal));
        Assert.Equal(!toMembers && reason.Contains("角色", StringComparison.Ordinal), visitor.Page.Contains("请联系本机构的管理员", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/orders-desk/export?q=x&status=nonsense", "nonsense", "/orders-desk?q=x&status=nonsense")]
    [InlineData("/admin/audit/export?from=yesterday", "yesterday", "/admin/audit?from=yesterday")]
    [InlineData("/operations/customers/export?attention=%3Cb%3E", "<b>", "/operations/customers?attention=%3Cb%3E")]
    public async Task An_export_whose_filter_is_not_understood_says_so_and_leads_back_to_the_list(string address, string named, string list)
    {
        app.Web.Time.Advance(TimeSpan.FromMinutes(2));
        var visitor = app.Web.Visit();
        await visitor.SignInAsync("13800000001", DemoOrganizations.Password, again: true);

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync(address)).StatusCode);

        Assert.Contains("data-testid=\"page-refused\"", visitor.Page, StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(visitor.Page);
        Assert.Contains($"“{named}”", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{list}\"", page, StringComparison.Ordinal);

        // A machine gets the words alone.
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await visitor.SendAsync(request);
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains($"“{named}”", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_answered_with_a_page()
    {
        app.Web.Time.Advance(TimeSpan.FromMinutes(2));
        var visitor = app.Web.Visit();
        await visitor.SignInAsync("13800000001", DemoOrganizations.Password, again: true);

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/admin/members/imports/987654321/file")).StatusCode);

        Assert.Contains("data-testid=\"page-not-found\"", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_export_leads_back_to_a_page()
    {
        var endpoints = app.Web.Services.GetRequiredService<EndpointDataSource>();
        var exports = endpoints.Endpoints.OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))
            .Where(route => route.EndsWith("/export", StringComparison.Ordinal)).Select(route => Regex.Replace(route, @"\{[^}]*\}", "7")).Distinct().ToList();

        Assert.True(exports.Count > 20, "The walk found too little.");
        // The workbook of terms belongs to several lists, of discounts and of prices: none stands above it.
        var below = exports.Where(export => !export.Contains("/terms/", StringComparison.Ordinal));
        Assert.All(below, export => Assert.StartsWith(PageAbove.Of(endpoints, export) ?? "no page", export, StringComparison.Ordinal));
    }

    public sealed class Application : IAsyncDisposable
    {
        public WebKBoss Web { get; } = new();

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
