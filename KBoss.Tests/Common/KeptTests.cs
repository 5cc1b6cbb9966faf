using System.Globalization;
using KBoss.Web.Common;
using KBoss.Web.Orders;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;

namespace KBoss.Tests.Common;

/// <summary>What is made once and shown on every page: texts, HTML of Markdown, the style sheet of the theme.</summary>
public sealed class KeptTests : ComponentTest
{
    [Fact]
    public void A_text_that_is_kept_is_that_of_the_language_of_the_page()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        KeptTexts.Decorate(services);
        using var provider = services.BuildServiceProvider();
        using var framework = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var plain = framework.GetRequiredService<IStringLocalizer<Texts>>();
        var kept = provider.GetRequiredService<IStringLocalizer<Texts>>();
        var types = provider.GetRequiredService<IStringLocalizer<ShopTexts>>();

        foreach (var language in new[] { "zh-CN", "en", "zh-CN", "en" })
        {
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
            Assert.Equal((plain["SignIn"].Value, false), (kept["SignIn"].Value, kept["SignIn"].ResourceNotFound));
            Assert.Equal(PluralFormat.Fill(plain["CartLines"].Value, 3), kept["CartLines", 3].Value);
            Assert.Equal(PluralFormat.Fill(plain["CartLines"].Value, 1), kept["CartLines", 1].Value);
            for (var i = 0; i < 300; i++)
            {
                Assert.True(types[$"Type.{language}{i}"] is { ResourceNotFound: true } missing && missing.Value == $"Type.{language}{i}");
            }
        }

        Assert.Equal(plain.GetAllStrings(true).Count(), kept.GetAllStrings(true).Count());
    }

    [Fact]
    public void The_HTML_of_a_text_is_made_once_and_so_much_is_kept_and_no_more()
    {
        var made = 0;
        var kept = new KeptHtml(text => $"<p>{++made}{text}</p>", most: 1_000);

        Assert.Equal("<p>1a</p>", kept.Of("a"));
        Assert.Equal("<p>1a</p>", kept.Of("a"));
        for (var i = 0; i < 200; i++)
        {
            kept.Of(i.ToString("D40", CultureInfo.InvariantCulture));
            Assert.InRange(kept.Count, 1, 15);
        }
    }

    [Fact]
    public async Task The_style_of_the_theme_is_what_the_component_library_renders()
    {
        var style = new ThemeStyle(Services.GetRequiredService<IServiceScopeFactory>(), NullLoggerFactory.Instance);

        var (light, dark) = (await style.OfAsync(false), await style.OfAsync(true));

        Assert.NotEqual(light, dark);
        Assert.Equal(dark, await style.OfAsync(new Preferences(Dark: true)));
        // While the system is followed: light, and what is another in dark for systems that are.
        var either = (await style.OfAsync(new Preferences(Dark: false, FollowsSystem: true))).Value;
        Assert.StartsWith(light.Value, either, StringComparison.Ordinal);
        var added = either[light.Value.Length..];
        Assert.StartsWith("<style>@media screen and (prefers-color-scheme: dark){:root{", added, StringComparison.Ordinal);
        Assert.Contains("--mud-palette-background:", added, StringComparison.Ordinal);
        Assert.DoesNotContain("--mud-typography", added, StringComparison.Ordinal);
        Assert.InRange(added.Length, 500, 6_000);
        foreach (var (text, isDark) in new[] { (light, false), (dark, true) })
        {
            var rendered = Render<MudThemeProvider>(p => p
                .Add(t => t.Theme, Theme.Default).Add(t => t.IsDarkMode, isDark).Add(t => t.ObserveSystemDarkModeChange, false));
            Assert.Contains("--mud-palette-primary", text.Value, StringComparison.Ordinal);
            Assert.Equal(rendered.Markup.Trim(), text.Value.Trim());
        }
    }
}
