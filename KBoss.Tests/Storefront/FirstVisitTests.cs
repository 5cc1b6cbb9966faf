using System.Text.RegularExpressions;
using KBoss.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Storefront;

/// <summary>What somebody sees who has chosen nothing yet: the language of the browser, the look of the system, and each product once.</summary>
public sealed partial class FirstVisitTests(FirstVisitTests.Site site) : IClassFixture<FirstVisitTests.Site>
{
    [Theory]
    [InlineData(null, "zh-CN")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN")]
    [InlineData("en-US,en;q=0.9", "en")]
    [InlineData("en-GB", "en")]
    [InlineData("EN", "en")]
    [InlineData("zh-TW,en;q=0.5", "zh-CN")]
    [InlineData("zh-Hant-HK", "zh-CN")]
    [InlineData("en;q=0.5, zh;q=0.7", "zh-CN")]
    [InlineData("fr-FR,fr;q=0.9,en;q=0.4", "en")]
    [InlineData("fr", "zh-CN")]
    [InlineData("en;q=0, fr", "zh-CN")]
    [InlineData("*", "zh-CN")]
    [InlineData(";;;q=x", "zh-CN")]
    public async Task The_first_page_speaks_the_language_that_the_browser_asks_for(string? asked, string shown)
    {
        // Twice: the second one comes from what is kept.
        foreach (var path in new[] { "/", "/", "/account/login" })
        {
            Assert.Equal((path, shown), (path, Language().Match(await site.ReadAsync(path, asked)).Groups[1].Value));
        }
    }

    [Fact]
    public async Task What_is_kept_for_visitors_is_never_shown_in_another_language_or_look()
    {
        var cookies = new[] { null, site.Theme("dark"), site.Theme("light"), site.Theme("purple") };
        for (var round = 0; round < 2; round++)
        {
            foreach (var (language, html) in new[] { ("en", "en"), ("zh-CN", "zh-CN") })
            {
                foreach (var (cookie, theme) in cookies.Zip(["auto", "dark", "light", "auto"]))
                {
                    var page = await site.ReadAsync("/products", language, cookie);
                    Assert.Contains($"<html lang=\"{html}\" data-theme=\"{theme}\">", page, StringComparison.Ordinal);
                    Assert.Equal(theme == "auto", page.Contains("(prefers-color-scheme: dark)", StringComparison.Ordinal));
                }
            }
        }
    }

    [Fact]
    public async Task What_was_chosen_wins_over_what_the_browser_asks_for()
    {
        var visitor = site.Web.Visit();
        await visitor.PostForgedAsync("/preferences/culture", ("culture", "zh-CN"), ("returnUrl", "/"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products");
        request.Headers.AcceptLanguage.ParseAdd("en");
        using var answer = await visitor.SendAsync(request);

        Assert.Contains("<html lang=\"zh-CN\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_home_page_shows_each_product_once_and_says_what_is_saved()
    {
        var page = await site.ReadAsync("/", "zh-CN");

        var shown = Products().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.InRange(shown.Count, 6, 24);
        Assert.Equal(shown.Distinct(), shown);
        // A row of four is full, or as wide as what stands in it.
        Assert.All(Rows().Matches(page).Select(m => Products().Count(m.Value)), cards => Assert.Contains(cards, new[] { 1, 2, 3, 4, 8 }));
        Assert.Contains("省 ¥20.16", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_footer_links_agreements_and_leaves_out_what_nobody_has_set()
    {
        var page = await site.ReadAsync("/products", "en");

        Assert.Contains("href=\"/account/agreement\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/privacy\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value-icp", page, StringComparison.Ordinal);
        Assert.DoesNotContain("beian.miit.gov.cn", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value-footer-contact", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("<html lang=\"([^\"]+)\"")]
    private static partial Regex Language();

    [GeneratedRegex("data-testid=\"row-products\" data-key=\"(\\d+)\"")]
    private static partial Regex Products();

    [GeneratedRegex("<ul class=\"k-cards.*?</ul>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    /// <summary>A shop that visitors come to.</summary>
    public sealed class Site : IAsyncDisposable
    {
        private string? cookieName;

        public WebKBoss Web { get; } = new();

        /// <summary>The cookie that says a theme.</summary>
        public string Theme(string theme) =>
            $"{cookieName ??= Web.Services.GetRequiredService<KBoss.Web.Common.CookieRules>().NameOf("kboss-theme")}={theme}";

        public async Task<string> ReadAsync(string path, string? language, string? cookie = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd("text/html");
            if (language is not null)
            {
                request.Headers.TryAddWithoutValidation("Accept-Language", language);
            }

            if (cookie is not null)
            {
                request.Headers.Add("Cookie", cookie);
            }

            using var answer = await Web.Visit().SendAsync(request);
            answer.EnsureSuccessStatusCode();
            return System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        }

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
