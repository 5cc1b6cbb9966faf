using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Storefront;

/// <summary>Who supplies what is sold is the seller's own concern: no page of visitors and customers names a supplier.</summary>
[BrowserTest]
public sealed class SupplierUnseenTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private static readonly string[] Suppliers = ["云阶数据科技", "天工超算中心"];

    [Fact]
    public async Task No_page_of_visitors_and_customers_names_a_supplier()
    {
        await using var visitor = await browser.OpenAsync(app);
        var products = await LookAsync(visitor);

        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        Assert.Equal(products, await LookAsync(buyer));
        await buyer.RechargeAsync("5000");
        await buyer.GoToProductAsync("启明计算型云主机", "YJ-ECS-C-8C16G");
        await NamesNobodyAsync(buyer);
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await NamesNobodyAsync(buyer);
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await NamesNobodyAsync(buyer);
        foreach (var path in new[] { "/orders", "/resources", "/cart", "/me", "/me/cash", "/tickets" })
        {
            await buyer.GoAsync(path);
            await NamesNobodyAsync(buyer);
        }

        foreach (var supplier in Suppliers)
        {
            await buyer.GoAsync($"/products?q={Uri.EscapeDataString(supplier)}");
            await Expect(buyer.Id("row-products")).ToHaveCountAsync(0);
        }
    }

    /// <summary>The home page, every list and the page of every product; how many there are.</summary>
    private static async Task<int> LookAsync(Window window)
    {
        await window.GoAsync("/");
        await NamesNobodyAsync(window);
        await window.GoAsync("/products");
        await NamesNobodyAsync(window);
        var addresses = await window.Id("row-products").GetByTestId("action-open").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        Assert.NotEmpty(addresses);
        foreach (var address in addresses)
        {
            await window.GoAsync(address);
            await NamesNobodyAsync(window);
        }

        return addresses.Length;
    }

    private static async Task NamesNobodyAsync(Window window)
    {
        var html = await window.Page.ContentAsync();
        Assert.All(Suppliers, supplier => Assert.False(html.Contains(supplier, StringComparison.Ordinal), $"{window.Page.Url} names {supplier}."));
    }
}
