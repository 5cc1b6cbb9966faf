using KBoss.Domain.Common;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Journeys;

/// <summary>The longest text that a field takes, from the browser to the database and back.</summary>
[BrowserTest]
public sealed class LongTextTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task The_longest_text_in_Chinese_is_saved_whole_and_one_that_did_not_arrive_is_not_saved_empty()
    {
        await using var window = await browser.OpenAsync(app);
        await window.SignInAsync("operations", "13800000004");
        await window.GoAsync("/operations/suppliers/1/products");
        var longest = string.Concat(Enumerable.Repeat("超算中心按小时计费，", LongText.MaxLength / 10));
        Assert.Equal(LongText.MaxLength, longest.Length);
        await AddAsync("最长的产品", () => window.FillAsync("field-description", longest));
        Assert.Equal(longest, await DescriptionAsync("最长的产品"));

        // What is in the field without the page having heard of it, as after a message that was lost.
        await AddAsync("丢失的说明", () => window.Id("field-description").EvaluateAsync("field => { field.value = '没有送达的说明'; }"));
        Assert.Equal("没有送达的说明", await DescriptionAsync("丢失的说明"));

        async Task AddAsync(string name, Func<Task> describeAsync)
        {
            await window.ClickAsync("action-create-product");
            await window.FillAsync("field-name", name);
            await window.ChooseAsync("field-type", "超算");
            await window.ChooseAsync("field-region", "济南");
            await describeAsync();
            await window.Id("dialog-product").GetByTestId("action-confirm").ClickAsync();
            await Expect(window.Id("dialog-product")).ToHaveCountAsync(0);
        }

        async Task<string> DescriptionAsync(string name)
        {
            await window.GoAsync($"/operations/suppliers/1/products?q={Uri.EscapeDataString(name)}");
            await window.Id("row-products").Filter(new() { HasText = name }).GetByTestId("action-edit-product").ClickAsync();
            var text = await window.Id("field-description").InputValueAsync();
            await window.CancelAsync();
            return text;
        }
    }
}
