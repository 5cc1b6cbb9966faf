using Bunit;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Pricing;
using KBoss.Tests.Promotions;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.Pricing;
using KBoss.Web.Reports;
using KBoss.Web.Wallets;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Reports;

/// <summary>Pages that stand open show what has changed without being asked, and nothing of anybody else's.</summary>
public sealed class FollowingPagesTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_calendar_follows_promotions_and_own_terms(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var actor = await world.Boss.Given.MemberAsync(world.Seller, Role.Operations);
        await using var pages = new PageTest(world.Boss, actor);
        var calendar = pages.Open<PriceEventsPage>();
        calendar.WaitForAssertion(() => Assert.True(calendar.Has("grid-price-events")), Soon);
        Assert.Empty(Rows());

        var promotion = await world.Boss.PromotionAsync(world.Seller, from: world.Boss.Now.AddMinutes(5), to: world.Boss.Now.AddMinutes(9));
        world.Boss.Get<Changes>().Publish(new PromotionChanged(world.Seller.Id + 1, promotion.No));
        Assert.Empty(Rows());
        world.Boss.Get<Changes>().Publish(new PromotionChanged(world.Seller.Id, promotion.No));
        calendar.WaitForAssertion(() => Assert.Equal(2, Rows().Count), Soon);

        await world.OwnAsync(0, 0.8m, null, world.Boss.Now.AddMinutes(20));
        world.Boss.Get<Changes>().Publish(new CustomerTermsChanged(world.Seller.Id, world.Buyer.Id));
        calendar.WaitForAssertion(() => Assert.Contains(Rows(), r => r.GetAttribute("data-key") == "OwnPricesEnd"), Soon);

        IReadOnlyList<AngleSharp.Dom.IElement> Rows() => [.. calendar.FindAll("[data-testid='row-price-events']:not([data-key^='Agreement'])")];
    }

    [Fact]
    public async Task A_customers_cash_follows_its_wallet_and_its_own_terms_say_why_they_cost_what_they_cost()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        var actor = await world.Boss.Given.MemberAsync(world.Seller, Role.Operations, Role.Finance, Role.Sales);
        await using var pages = new PageTest(world.Boss, actor);
        pages.Services.AddScoped<PriceWords>();
        var customer = await world.Boss.Get<CustomerQueries>().DetailsAsync(world.Buyer.Code);
        var cash = pages.Open<CustomerCash>(p => p.Add(c => c.Customer, customer));
        cash.WaitForAssertion(() => Assert.True(cash.Has("grid-cash")), Soon);
        Assert.False(cash.Has("row-cash"));

        await world.Boss.Given.MoneyAsync(world.Buyer, 500m);
        world.Boss.Get<Changes>().Publish(new WalletChanged(world.Seller.Id, world.Other.Id));
        Assert.False(cash.Has("row-cash"));
        world.Boss.Get<Changes>().Publish(new WalletChanged(world.Seller.Id, world.Buyer.Id));
        cash.WaitForAssertion(() => Assert.Contains("500.00", cash.ById("value-amount").TextContent, StringComparison.Ordinal), Soon);

        var prices = pages.Open<CustomerPrices>(p => p.Add(c => c.Customer, customer));
        await world.OwnAsync(0, 0.8m, null, null);
        world.Boss.Get<Changes>().Publish(new CustomerTermsChanged(world.Seller.Id, world.Buyer.Id));
        prices.WaitForAssertion(() => Assert.True(prices.Has("action-why-price")), Soon);
        var dialogs = pages.Render<MudBlazor.MudDialogProvider>(p => p.AddCascadingValue(actor));
        prices.ById("action-why-price").Click();
        dialogs.WaitForAssertion(
            () =>
            {
                Assert.Contains(customer.Name, dialogs.ById("value-reader").TextContent, StringComparison.Ordinal);
                Assert.Contains("80", dialogs.Find("[data-outcome=Won]").TextContent, StringComparison.Ordinal);
            }, Soon);
    }
}
