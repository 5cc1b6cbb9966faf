using System.Text.Json;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common;

/// <summary>What the build takes from MudBlazor's style sheet (UsedStyles.cs): everything that our pages need, and nothing else.</summary>
[BrowserTest]
public sealed class UsedStylesTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    /// <summary>The rules of the whole sheet that an element of the page matches, in any state, and that ours lacks.</summary>
    private const string Lacking = """
        async () => {
          const rules = async address => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(await (await fetch(address)).text());
            const all = [];
            const walk = (list, around) => {
              for (const rule of list) {
                if (rule.selectorText !== undefined) for (const one of rule.selectorText.split(/,(?![^(]*\))/)) all.push([one.trim(), around + rule.style.cssText]);
                else if (rule.media) walk(rule.cssRules, around + rule.media.mediaText);
              }
            };
            walk(sheet.cssRules, '');
            return all;
          };
          const ours = new Set((await rules('/mud/mud.css')).map(rule => rule.join('|')));
          const state = /::[\w-]+|:(?:hover|active|focus(?:-visible|-within)?|disabled|enabled|before|after)(?![\w-])/g;
          const there = selector => { try { return !!document.querySelector(selector.replace(state, '') || '*'); } catch { return false; } };
          return (await rules('/_content/MudBlazor/MudBlazor.min.css')).filter(([selector, text]) => there(selector) && !ours.has(selector + '|' + text)).map(rule => rule[0]);
        }
        """;

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Every_rule_that_an_element_of_our_pages_matches_is_there(int width)
    {
        await using var window = await browser.OpenAsync(app);
        await window.GoAsync("/products");
        await LacksNothingAsync(window);

        await window.SignInAsync("admin", "13800000001");
        await window.GoAsync("/admin/members");
        await window.ResizeAsync(width);
        await LacksNothingAsync(window);

        await window.ClickAsync("action-menu");
        await LacksNothingAsync(window);
        await window.GoAsync("/admin/members");
        await window.ClickAsync("action-add-member");
        await window.Id("dialog-add-member").WaitForAsync();
        await window.ClickAsync("action-confirm");
        await window.Page.Locator("[data-testid='dialog-add-member'] [data-testid^='error-']").First.WaitForAsync();
        await LacksNothingAsync(window);

        await window.GoAsync("/admin/audit?from=2026-03-02&to=2026-03-12");
        if (width < 640)
        {
            await window.ClickAsync("action-filters");
        }

        await window.ClickAsync("action-range-to");
        await window.Page.Locator(".mud-picker-calendar").First.WaitForAsync();
        await LacksNothingAsync(window);
    }

    [Fact]
    public async Task So_is_that_of_charts_and_of_the_calendar_of_one_day()
    {
        // Months without a yuan are not drawn.
        await browser.BuyOnceAsync(app);

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/home");
        await finance.Page.Locator(".mud-charts-xaxis text").First.WaitForAsync();
        await LacksNothingAsync(finance);
        await using var window = await browser.OpenAsync(app);
        await window.SignInAsync("sales", "13800000003");
        await window.GoAsync("/sales/invites");
        await window.ClickAsync("action-create-invite");
        await window.Id("action-choose-day").First.ClickAsync();
        await window.Page.Locator(".mud-picker-calendar").First.WaitForAsync();
        await LacksNothingAsync(window);
    }

    [Fact]
    public async Task What_is_taken_is_little_and_nothing_is_added()
    {
        var whole = await app.Http.GetStringAsync(new Uri(app.Address, "/_content/MudBlazor/MudBlazor.min.css"));
        var taken = await app.Http.GetStringAsync(new Uri(app.Address, "/mud/mud.css"));

        Assert.InRange(taken.Length, 10_000, 100_000);
        Assert.Contains(".mud-dialog", taken, StringComparison.Ordinal);
        Assert.DoesNotContain(".mud-timeline", taken, StringComparison.Ordinal);
        Assert.All(
            taken.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(rule => !rule.StartsWith('@')),
            rule => Assert.Contains(rule[rule.IndexOf('{', StringComparison.Ordinal)..], whole, StringComparison.Ordinal));
    }

    private static async Task LacksNothingAsync(Window window)
    {
        var lacking = await window.Page.EvaluateAsync<JsonElement>(Lacking);
        Assert.Empty(lacking.EnumerateArray().Select(rule => rule.GetString()));
    }
}
