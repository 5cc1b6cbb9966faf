using Bunit;
using Bunit.TestDoubles;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using KBoss.Web.Wallets;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets;

public sealed class RechargePagesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("12.345")]
    [InlineData("一百元")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    [InlineData("100,000,000.01")]
    [InlineData("1234567890123456789")]
    public async Task An_amount_that_cannot_be_recharged_says_why_at_its_field_and_stays_as_it_was_typed(string typed)
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        await using var test = new PageTest(desk.Boss, shop.Member);
        var page = test.Open<MePage>();
        page.WaitForElement("[data-testid='field-amount']");

        await page.ById("field-amount").ChangeAsync(new ChangeEventArgs { Value = typed });
        Assert.Equal(typed, page.ById("field-amount").GetAttribute("value"));
        await page.ById("form-recharge").SubmitAsync();

        Assert.NotEmpty(page.WaitForElement("[data-testid='error-amount']").TextContent);
        Assert.Equal(typed, page.ById("field-amount").GetAttribute("value"));
        Assert.Equal("true", page.ById("field-amount").GetAttribute("aria-invalid"));
        await using var db = desk.Boss.Db();
        Assert.False(await db.Recharges.AnyAsync());
    }

    [Fact]
    public async Task A_recharge_is_begun_once_and_leads_to_the_cashier()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 12.5m);
        await using var test = new PageTest(desk.Boss, shop.Member);
        var page = test.Open<MePage>();
        page.WaitForElement("[data-testid='field-amount']");
        Assert.Equal("¥12.50", page.ById("value-balance").TextContent);

        await page.ById("field-amount").ChangeAsync(new ChangeEventArgs { Value = "￥１,２３４.50" });
        await page.ById("form-recharge").SubmitAsync();
        await page.ById("form-recharge").SubmitAsync();

        await using var db = desk.Boss.Db();
        var recharge = await db.Recharges.SingleAsync();
        Assert.Equal(1234.5m, recharge.Amount);
        var visit = Assert.Single(test.Services.GetRequiredService<BunitNavigationManager>().History);
        Assert.Equal(($"/pay/alipay/{recharge.RechargeNo}", true), (visit.Uri, visit.Options.ForceLoad));
    }

    [Fact]
    public async Task A_member_who_may_not_recharge_sees_who_may()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync();
        await using var test = new PageTest(desk.Boss, await desk.Boss.Given.MemberAsync(shop.Buyer, Role.Admin));
        var page = test.Open<MePage>();
        page.WaitForElement("[data-testid='value-balance']");

        Assert.False(page.Has("action-recharge"));
        Assert.Contains("Buyer", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_waiting_page_shows_the_payment_as_soon_as_it_is_booked_and_links_to_its_order()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var order = await desk.Boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var rechargeNo = await desk.StartAsync(shop.Member, 80m, order.OrderNo);
        await using var test = new PageTest(desk.Boss, shop.Member);
        var page = test.Open<RechargePage>(p => p.Add(x => x.RechargeNo, rechargeNo));
        page.WaitForElement("[data-status='Pending']");
        Assert.Equal($"/pay/alipay/{rechargeNo}", page.ById("action-continue").GetAttribute("href"));

        await desk.NotifyAsync(desk.Paid(rechargeNo));

        page.WaitForElement("[data-status='Paid']");
        Assert.Equal($"/orders/{order.OrderNo}", page.ById("action-order").GetAttribute("href"));
        Assert.False(page.Has("action-continue"));
    }

    [Fact]
    public async Task The_waiting_page_asks_Alipay_once_and_at_last_shows_what_the_schedule_finds_out()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 80m);
        await using var test = new PageTest(desk.Boss, shop.Member);
        var page = test.Open<RechargePage>(p => p.Add(x => x.RechargeNo, rechargeNo));
        page.WaitForElement("[data-status='Pending']");

        page.WaitForState(() => desk.GatewayCalls.Calls > 0);
        desk.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, desk.GatewayCalls.Calls);

        desk.Boss.Time.Advance(Recharge.PayWithin);
        await desk.Boss.Get<RechargeService>().QueryPendingAsync();
        page.WaitForElement("[data-status='Closed']");
        Assert.True(page.Has("action-again"));
    }
}
