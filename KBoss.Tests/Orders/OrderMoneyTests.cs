using Bunit;
using KBoss.Domain.Orders;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Common;
using KBoss.Tests.Support;
using KBoss.Web.Orders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace KBoss.Tests.Orders;

/// <summary>Whoever lost the page while paying reads on the order what became of the money.</summary>
public sealed class OrderMoneyTests : ComponentTest
{
    private static readonly DateTime Now = TestKBoss.Start.UtcDateTime;

    [Theory]
    [InlineData(OrderStatus.Unpaid, false, null, false, "NotPaid", "没有扣款")]
    [InlineData(OrderStatus.Cancelled, false, null, false, "NotPaid", "没有扣款")]
    [InlineData(OrderStatus.Unpaid, false, RechargeStatus.Closed, false, "NotPaid", "没有扣款")]
    [InlineData(OrderStatus.Cancelled, false, RechargeStatus.Pending, false, "NotPaid", "没有扣款")]
    [InlineData(OrderStatus.Unpaid, false, RechargeStatus.Pending, false, "Begun", "支付宝尚未确认")]
    [InlineData(OrderStatus.Cancelled, false, RechargeStatus.Paid, false, "Kept", "已存入账户余额")]
    [InlineData(OrderStatus.Paid, true, RechargeStatus.Paid, true, "Paid", "已支付")]
    [InlineData(OrderStatus.Completed, true, null, false, "Paid", "已支付")]
    public void The_order_says_whether_it_was_paid_and_where_the_money_is(
        OrderStatus status, bool paid, RechargeStatus? recharge, bool forOrder, string state, string said)
    {
        var order = new OrderDetails("KB1", status, 80m, Now, Now.AddMinutes(30), paid ? Now : null, []);
        var begun = recharge is { } known
            ? new RechargeDetails("RC1", 80m, known, RechargeChannel.Alipay, "KB1", forOrder, Now, null, Now.AddMinutes(30), "", null, null, "")
            : null;

        var money = Render<OrderMoney>(p => p.Add(m => m.Order, order).Add(m => m.Begun, begun)).Find("[data-testid=value-payment]");

        Assert.Equal(state, money.GetAttribute("data-status"));
        Assert.Contains(said, money.TextContent, StringComparison.Ordinal);
        Assert.Equal(state is "Begun" or "Kept", money.TextContent.Contains("RC1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(OrderStatus.Fulfilling, "5 件中有 2 件无法交付，其余正在开通。")]
    [InlineData(OrderStatus.Completed, null)]
    public void What_is_known_to_be_missing_is_said_while_the_rest_is_delivered(OrderStatus status, string? said)
    {
        var words = new ShopTexts(Services.GetRequiredService<IStringLocalizer<ShopTexts>>());
        var order = new OrderDetails("KB1", status, 80m, Now, Now, Now, []);
        Assert.Equal(said, words.Missing(order with { Missing = new OrderMissing(OrderShortfall.PartlyDelivered, 2, 5) }));
        Assert.Null(words.Missing(order));
    }
}
