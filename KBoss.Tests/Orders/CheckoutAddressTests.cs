using Bunit;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Tests.Pricing;
using KBoss.Tests.Support;
using KBoss.Web.Orders;
using KBoss.Web.Pricing;
using KBoss.Web.Storefront;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Orders;

public sealed class CheckoutAddressTests
{
    /// <summary>An address that asks for more than can be ordered, or for what is no number, is answered and not corrected in silence.</summary>
    [Theory]
    [InlineData("&quantity=5000", "“5000”", "1 to 1,000", "below stands 1,000")]
    [InlineData("&quantity=99999999999999999999", "“99999999999999999999”", "1 to 1,000", "below stands 1,000")]
    [InlineData("&quantity=many", "“many”", "1 to 1,000", "below stands 1.")]
    [InlineData("&quantity=0", "“0”", "1 to 1,000", "below stands 1.")]
    [InlineData("&periods=121", "“121”", "1 to 120", "below stands 120")]
    [InlineData("&quantity=2&periods=120")]
    [InlineData("")]
    public async Task A_quantity_or_time_that_cannot_be_ordered_is_said(string query, params string[] said)
    {
        await using var world = await OwnTermsWorld.StartAsync();
        world.Boss.SignIn(world.Member);
        await using var pages = new PageTest(world.Boss, world.Member);
        pages.Services.AddScoped<PriceWords>().AddScoped<ShopTexts>();
        pages.Services.GetRequiredService<NavigationManager>().NavigateTo($"/checkout?offer={world.Offers[0].Id}{query}");

        var checkout = pages.Open<CheckoutPage>();

        checkout.WaitForElement("[data-testid=row-order-lines]");
        Assert.Equal(said.Length > 0, checkout.Has("value-misread"));
        Assert.All(said, part => Assert.Contains(part, checkout.ById("value-misread").TextContent, StringComparison.Ordinal));
    }
    [Fact]
    public async Task An_order_too_many_leads_to_the_one_that_waits_longest()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.Boss.Given.SettingAsync(world.Seller, ThresholdSettings.Section, ("unpaidorders", "1"));
        world.Boss.SignIn(world.Member);
        await using var pages = new PageTest(world.Boss, world.Member);
        pages.Services.AddScoped<PriceWords>().AddScoped<ShopTexts>();
        var navigation = pages.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo($"/checkout?offer={world.Offers[0].Id}");
        var first = pages.Open<CheckoutPage>();
        first.WaitForElement("[data-testid=action-place-order]").Click();
        first.WaitForAssertion(() => Assert.Contains("/orders/", navigation.Uri, StringComparison.Ordinal));
        var waiting = new Uri(navigation.Uri).AbsolutePath;

        navigation.NavigateTo($"/checkout?offer={world.Offers[0].Id}");
        var second = pages.Open<CheckoutPage>();
        second.WaitForElement("[data-testid=action-place-order]").Click();

        Assert.Equal(waiting, second.WaitForElement("[data-testid=action-waiting-order]").GetAttribute("href"));
        Assert.Contains("1 unpaid order", second.ById("value-too-many").TextContent, StringComparison.Ordinal);
    }
}
