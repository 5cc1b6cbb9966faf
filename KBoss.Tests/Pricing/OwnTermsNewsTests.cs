using Bunit;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Tests.Support;
using KBoss.Web.Orders;
using KBoss.Web.Pricing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Pricing;

/// <summary>A page that shows a customer its prices shows them again when its own terms change.</summary>
public sealed class OwnTermsNewsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_open_cart_and_checkout_follow_own_terms_and_those_of_nobody_else(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        world.Boss.SignIn(world.Member);
        await world.Boss.Get<CartService>().AddAsync(world.Offers[0].Id, 1, 1);
        await using var pages = new PageTest(world.Boss, world.Member);
        pages.Services.AddScoped<PriceWords>().AddScoped<ShopTexts>();
        var cart = pages.Open<CartPage>();
        cart.WaitForAssertion(() => Assert.Contains("90.00", cart.ById("value-amount").TextContent, StringComparison.Ordinal));
        pages.Services.GetRequiredService<NavigationManager>().NavigateTo($"/checkout?offer={world.Offers[0].Id}");
        var checkout = pages.Open<CheckoutPage>();
        checkout.WaitForAssertion(() => Assert.Contains("90.00", checkout.ById("value-amount").TextContent, StringComparison.Ordinal));

        await world.OwnAsync(0, 0.8m, null, null);
        world.Boss.Get<Changes>().Publish(new CustomerTermsChanged(world.Seller.Id, world.Other.Id));
        Assert.Contains("90.00", cart.ById("value-amount").TextContent, StringComparison.Ordinal);
        world.Boss.Get<Changes>().Publish(new CustomerTermsChanged(world.Seller.Id, world.Buyer.Id));

        cart.WaitForAssertion(() => Assert.Contains("80.00", cart.ById("value-amount").TextContent, StringComparison.Ordinal));
        checkout.WaitForAssertion(() => Assert.Contains("80.00", checkout.ById("value-amount").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_open_page_of_a_customer_follows_its_terms_and_those_of_nobody_else(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        world.Boss.SignIn(world.Operations);
        await using var pages = new PageTest(world.Boss, world.Operations);
        var customer = await world.Boss.Get<CustomerQueries>().DetailsAsync(world.Buyer.Code);
        var tab = pages.Open<CustomerPrices>(p => p.Add(t => t.Customer, customer));
        tab.WaitForAssertion(() => Assert.Empty(tab.FindAll("[data-testid='row-prices']")));

        await world.OwnAsync(0, 0.8m, null, null);
        world.Boss.Get<Changes>().Publish(new CustomerTermsChanged(world.Seller.Id, world.Other.Id));
        Assert.Empty(tab.FindAll("[data-testid='row-prices']"));
        world.Boss.Get<Changes>().Publish(new CustomerTermsChanged(world.Seller.Id, world.Buyer.Id));

        tab.WaitForAssertion(() => Assert.Single(tab.FindAll("[data-testid='row-prices']")));
    }

    [Fact]
    public async Task Terms_that_are_agreed_say_whose_they_are()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        var heard = new List<CustomerTermsChanged>();
        using var hearing = world.Boss.Get<Changes>().Subscribe<CustomerTermsChanged>(heard.Add);

        await world.SetAsync(0.8m);

        Assert.Equal([new CustomerTermsChanged(world.Seller.Id, world.Buyer.Id)], heard);
    }
}
