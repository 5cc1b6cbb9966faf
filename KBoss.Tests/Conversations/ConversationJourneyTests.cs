using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Talk;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Conversations;

/// <summary>A customer on a phone and its salesperson side by side, at the root and below it.</summary>
[BrowserTest]
public sealed class ConversationJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private static readonly FilePayload Picture = new()
    {
        Name = "报价.png",
        MimeType = "image/png",
        Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="),
    };

    [Theory]
    [InlineData("zh-CN", "company", "13800000011", "sales", "13800000003")]
    [InlineData("en", "north-company", "13700000025", "north-sales", "13700000023")]
    public async Task A_customer_and_its_salesperson_talk_and_see_each_other_write_without_reloading(
        string language, string asks, string phone, string serves, string salesPhone)
    {
        var name = $"conversation-{language}";
        await using var sales = await browser.OpenAsync(app);
        await sales.SpeakAsync(language);
        await sales.SignInAsync(serves, salesPhone);
        await sales.GoAsync("/sales/conversations");
        await using var buyer = await browser.OpenAsync(app, 390, 844);
        await buyer.SpeakAsync(language);
        await buyer.SignInAsync(asks, phone);
        await buyer.GoAsync("/me");
        await buyer.FollowAsync(buyer.Page.Locator("main a[href='/conversation']"), "page-conversation");
        await Expect(buyer.Id("value-who-reads")).ToHaveAttributeAsync("data-key", "salesperson");
        var code = (await buyer.Id("part-conversation").GetAttributeAsync("data-key"))!;
        var before = await buyer.Id("row-messages").CountAsync();
        await buyer.ClickAsync("action-send");
        await Expect(buyer.Id("error-message")).ToBeVisibleAsync();
        await buyer.FillAsync("field-message", "年底要扩容三十台，见 https://example.com/plan ，能给个好价吗？");
        await buyer.ChooseFileAsync("field-files", Picture);
        await buyer.ClickAsync("action-send");
        await Expect(buyer.Id("row-messages")).ToHaveCountAsync(before + 1);
        await Expect(buyer.Id("field-message")).ToHaveValueAsync("");
        await buyer.PictureAsync($"{name}-phone");
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        await buyer.FitsAsync();

        // The open list shows it, the header counts it, and the home leads to it.
        await sales.ComesAsync(sales.Row("conversations", code));
        await Expect(sales.Row("conversations", code).GetByTestId("value-unread")).ToBeVisibleAsync();
        await Expect(sales.Row("conversations", code).GetByTestId("value-age")).ToBeVisibleAsync();
        await Expect(sales.Id("value-conversations")).ToBeVisibleAsync();
        await sales.PictureAsync($"{name}-list");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.GoAsync("/home");
        await Expect(sales.Row("waiting-conversations", code)).ToBeVisibleAsync();
        await sales.PictureAsync($"{name}-home");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.FollowAsync(sales.Row("waiting-conversations", code).GetByTestId("action-open-conversation"), "page-sales-conversations-detail");
        await Expect(sales.Id("value-message").Last).ToContainTextAsync("扩容三十台");
        var file = await sales.Page.APIRequest.GetAsync((await sales.Id("action-open-file").Last.GetAttributeAsync("href"))!);
        Assert.Equal((200, "image/png"), (file.Status, file.Headers["content-type"]));
        // What was seen is read.
        await Expect(sales.Id("value-conversations")).ToHaveCountAsync(0);

        await sales.TypeAsync("field-message", "可以，三十台给您八八折");
        await Expect(buyer.Id("value-typing")).Not.ToHaveTextAsync("");
        await buyer.PictureAsync($"{name}-typing");
        await sales.Id("field-message").PressAsync("Control+Enter");
        await Expect(buyer.Id("row-messages")).ToHaveCountAsync(before + 2);
        await Expect(buyer.Id("value-typing")).ToHaveTextAsync("");
        await Expect(buyer.Id("value-message").Last).ToHaveTextAsync("可以，三十台给您八八折");
        await Expect(sales.Id("value-waits").GetByTestId("value-age")).ToHaveCountAsync(0);
        await sales.PictureAsync($"{name}-talk");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));

        // On another page the customer is told by the header and by a notice that leads back.
        await buyer.GoAsync("/orders");
        await sales.FillAsync("field-message", "合同今天发您");
        await sales.ClickAsync("action-send");
        await Expect(buyer.Id("value-conversations")).ToHaveTextAsync("1");
        await buyer.GoAsync("/notices");
        await buyer.Id("row-notices").First.GetByTestId("action-open").ClickAsync();
        await buyer.SeeAsync("page-conversation");
        await Expect(buyer.Id("value-new")).ToBeVisibleAsync();
        await Expect(buyer.Id("value-conversations")).ToHaveCountAsync(0);

        // The tab of the customer's page and Ctrl+K lead to the same.
        await sales.GoAsync($"/sales/customers/{code}?tab=conversation");
        await Expect(sales.Id("value-message").Last).ToHaveTextAsync("合同今天发您");
        await sales.PictureAsync($"{name}-tab");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.GoAsync($"/sales/conversations?q={Uri.EscapeDataString("扩容三十台")}");
        await Expect(sales.Row("conversations", code)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_salesperson_and_operations_see_nothing_of_it_and_the_open_page_of_whoever_loses_the_customer_closes()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/conversation");
        var code = (await buyer.Id("part-conversation").GetAttributeAsync("data-key"))!;
        await sales.GoAsync($"/sales/conversations/{code}");
        await sales.SeeAsync("page-sales-conversations-detail");
        await using var other = await browser.OpenAsync(app);
        await other.SignInAsync("sales2", DemoCustomers.SecondSales.Phone);
        await other.GoAsync($"/sales/conversations/{code}");
        await other.SeeAsync("page-not-found");

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync($"/sales/conversations/{code}");
        await operations.SeeAsync("page-not-found");
        await operations.GoAsync($"/sales/customers/{code}?tab=conversation");
        await Expect(operations.Id("value-talked-to-by-others")).ToBeVisibleAsync();
        await operations.PictureAsync("conversation-of-others");
        await operations.GoAsync("/sales/conversations");
        await Expect(operations.Row("conversations", code)).ToHaveCountAsync(0);
        Assert.Equal(404, (await other.Page.APIRequest.GetAsync($"/files/conversations/{code}/1/1")).Status);
        Assert.Equal(403, (await buyer.Page.APIRequest.GetAsync($"/files/conversations/{code}/1/1")).Status);
        await buyer.GoAsync($"/sales/conversations/{code}");
        await buyer.SeeAsync("page-forbidden");
    }

    [Theory]
    [InlineData("/sales/conversations/{0}", true)]
    [InlineData("/sales/conversations/{0}", false)]
    [InlineData("/sales/customers/{0}?tab=conversation", false)]
    public async Task A_talk_that_closes_beside_an_unsent_message_leaves_it_to_be_read_and_copied_and_nothing_else(string page, bool left)
    {
        var distributor = await Distributor.AddAsync(app, "移交分销");
        var customer = await distributor.CustomerAsync("移交客户");
        await using var sales = await browser.OpenAsync(app);
        await distributor.SignInAsync(sales, Role.Sales);
        await sales.GoAsync(string.Format(CultureInfo.InvariantCulture, page, customer.Code));
        await sales.FillAsync("field-message", "发出去的第一句");
        await sales.ClickAsync("action-send");
        await Expect(sales.Id("row-messages")).ToHaveCountAsync(1);
        await Expect(sales.Id("field-message")).ToHaveValueAsync("");
        await Expect(sales.Id("field-message")).ToBeEditableAsync();
        await sales.TypeAsync("field-message", "还没发出去的第二句");
        await Expect(sales.Id("field-message")).ToHaveValueAsync("还没发出去的第二句");
        if (left)
        {
            await sales.Id("field-message").BlurAsync();
        }

        await distributor.MoveAsync(customer);
        await Expect(sales.Id("value-talked-to-by-others")).ToBeVisibleAsync();
        await Expect(sales.Id("value-unsent")).ToHaveTextAsync("还没发出去的第二句");
        await Expect(sales.Id("part-unsent").GetByTestId("action-copy")).ToHaveAttributeAsync("data-copy", "还没发出去的第二句");
        await Expect(sales.Id("row-messages")).ToHaveCountAsync(0);
        await Expect(sales.Id("field-message")).ToHaveCountAsync(0);
        await Expect(sales.Page.Locator("body")).Not.ToContainTextAsync("发出去的第一句");
        await sales.PictureAsync("conversation-unsent");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));

        // Leaving it is asked about; whoever has copied it goes.
        await sales.Page.Locator("nav a[href='/sales/customers']").First.ClickAsync();
        await sales.Id("dialog-leave").GetByTestId("action-confirm").ClickAsync();
        await sales.SeeAsync("page-sales-customers");
    }

    [Fact]
    public async Task While_a_message_is_being_sent_nothing_is_typed_or_sent_twice_and_what_is_refused_stays()
    {
        var distributor = await Distributor.AddAsync(app, "发送分销");
        var customer = await distributor.CustomerAsync("发送客户");
        await using var buyer = await browser.OpenAsync(app);
        await customer.SignInAsync(buyer);
        await buyer.GoAsync("/conversation");
        var message = buyer.Id("field-message");
        await message.ClickAsync();
        await buyer.Page.Keyboard.TypeAsync("只说一次");
        await using (await HeldWriter.TakeAsync(app.Services.GetRequiredService<KBossDbContextFactory>()))
        {
            // All at once, before the server can have heard of the first.
            await message.EvaluateAsync(
                """
                text => {
                    const press = () => text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }));
                    press();
                    press();
                    document.querySelector('[data-testid=action-send]').click();
                }
                """);
            await buyer.Page.Keyboard.TypeAsync("，这句不该消失");
            await Expect(message).ToHaveValueAsync("只说一次");
            await Expect(message).ToHaveAttributeAsync("readonly", "");
            await Expect(buyer.Id("action-send")).ToHaveAttributeAsync("aria-busy", "true");
            await buyer.ClickAsync("action-send");
            await Expect(message).ToHaveValueAsync("只说一次");
        }

        await Expect(buyer.Id("row-messages")).ToHaveCountAsync(1);
        await Expect(message).ToHaveValueAsync("");
        await Expect(message).Not.ToHaveAttributeAsync("readonly", "");
        await Expect(buyer.Id("error-message")).ToHaveCountAsync(0);

        // Refused: the text stays, can be written on, and goes once it may.
        await message.ClickAsync();
        await buyer.Page.Keyboard.TypeAsync("附上资料");
        for (var i = 1; i <= TalkText.MaxFiles + 1; i++)
        {
            await buyer.ChooseFileAsync("field-files", new() { Name = $"{i}.png", MimeType = Picture.MimeType, Buffer = Picture.Buffer });
        }

        await buyer.ClickAsync("action-send");
        await Expect(buyer.Id("error-files")).ToBeVisibleAsync();
        await Expect(message).ToHaveValueAsync("附上资料");
        await Expect(message).Not.ToHaveAttributeAsync("readonly", "");
        await buyer.Id("action-remove-file").First.ClickAsync();
        await message.ClickAsync();
        await buyer.Page.Keyboard.PressAsync("End");
        await buyer.Page.Keyboard.TypeAsync("，请查收");
        await buyer.ClickAsync("action-send");
        await Expect(buyer.Id("row-messages")).ToHaveCountAsync(2);
        await Expect(buyer.Id("value-message").Last).ToHaveTextAsync("附上资料，请查收");
        await Expect(message).ToHaveValueAsync("");
    }
}
