using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Support;

/// <summary>What a customer does in a journey whatever the journey is about: puts money in and buys.</summary>
internal static class Shopping
{
    /// <summary>Puts money (yuan) into the wallet by Alipay.</summary>
    public static async Task RechargeAsync(this Window buyer, string amount)
    {
        await buyer.GoAsync("/me");
        await buyer.FillAsync("field-amount", amount);
        await buyer.FollowAlipayAsync("action-recharge");
        await buyer.SeeAsync("page-me-recharge-detail");
        await buyer.ExpectStatusAsync("Paid");
    }

    /// <summary>Goes to the page of a product by its name, with one of its Skus chosen.</summary>
    public static async Task GoToProductAsync(this Window buyer, string product, string sku)
    {
        await buyer.GoAsync($"/products?q={Uri.EscapeDataString(product)}");
        await buyer.FollowAsync(buyer.Id("row-products").First.GetByTestId("action-open"), "page-products-detail");
        await buyer.GoAsync($"{new Uri(buyer.Page.Url).AbsolutePath}?sku={sku}");
    }

    /// <summary>Buys what is chosen on the page of a product, pays it from the wallet and stays on the page of the order; its number.</summary>
    public static async Task<string> BuyChosenAsync(this Window buyer)
    {
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        return (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
    }

    /// <summary>The company of the demo data buys a cloud host for a month, in a window of its own, where a journey needs no more of it than that it was paid.</summary>
    public static async Task BuyOnceAsync(this Browser browser, RunningKBoss app)
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.RechargeAsync("500");
        await buyer.GoToProductAsync("启明通用云主机", "YJ-ECS-G-2C8G");
        await buyer.BuyChosenAsync();
    }
}
