using CsCheck;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using static KBoss.Domain.Orders.OrderStatus;

namespace KBoss.Tests.Orders;

public sealed class OrderTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
    private static readonly By Buyer = new(7, "小周");

    private static readonly (OrderStatus From, OrderStatus To)[] Allowed =
    [
        (Unpaid, Paid), (Unpaid, Cancelled),
        (Paid, Fulfilling), (Fulfilling, Completed),
        (Paid, Refunding), (Fulfilling, Refunding), (Completed, Refunding),
        (Refunding, Refunded),
    ];

    public static TheoryData<OrderStatus, OrderStatus, bool> Pairs()
    {
        var pairs = new TheoryData<OrderStatus, OrderStatus, bool>();
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (var to in Enum.GetValues<OrderStatus>())
            {
                pairs.Add(from, to, Allowed.Contains((from, to)));
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void R_ORD_1_only_these_transitions_exist(OrderStatus from, OrderStatus to, bool allowed) => Assert.Equal(allowed, Order.CanMove(from, to));

    [Fact]
    public void R_ORD_1_every_transition_is_recorded_with_actor_and_time()
    {
        var order = Place(Item());
        order.Pay(By.Part("wallet"), Now.AddMinutes(1));
        order.StartFulfilling(new By(9, "运维"), Now.AddMinutes(2));
        order.StartFulfilling(new By(9, "运维"), Now.AddMinutes(3));
        order.Complete(new By(9, "运维"), Now.AddMinutes(4));

        Assert.Equal(
            [(null, Unpaid, 7L, "小周"), (Unpaid, Paid, null, "wallet"), (Paid, Fulfilling, 9L, "运维"), (Fulfilling, Completed, 9L, "运维")],
            order.Changes.Select(c => (c.From, c.To, c.By.MemberId, c.By.Name)));
        Assert.Equal([0, 1, 2, 4], order.Changes.Select(c => (int)(c.At - Now).TotalMinutes));
    }

    [Fact]
    public void R_ORD_1_a_transition_that_does_not_exist_throws_and_changes_nothing()
    {
        var order = Place(Item());
        order.Cancel(Buyer, "不需要了", Now);

        Assert.Equal("Orders.TransitionRefused", Assert.Throws<RuleException>(() => order.Cancel(Buyer, "", Now)).Code);
        Assert.Equal("Orders.NotPayable", Assert.Throws<RuleException>(() => order.Pay(Buyer, Now)).Code);
        Assert.Equal("Orders.TransitionRefused", Assert.Throws<RuleException>(() => order.Complete(Buyer, Now)).Code);
        Assert.Equal(Cancelled, order.Status);
        Assert.Equal(2, order.Changes.Count);
    }

    [Fact]
    public void R_PRC_3_the_total_is_the_sum_of_the_rounded_lines()
    {
        var item = Gen.Select(Gen.Int[50, 99_999_999], Gen.Int[1, CartLine.MaxQuantity], Gen.Int[1, CartLine.MaxPeriods],
            (price, quantity, periods) => Item(price / 10_000m, quantity, periods));

        item.List[1, 20].Sample(items =>
        {
            var order = Place([.. items]);

            Assert.Equal(order.Lines.Sum(l => l.Amount), order.Total);
            Assert.All(order.Lines, line =>
            {
                var exact = line.UnitPrice * line.Sold.Quantity * line.Sold.Periods;
                Assert.Equal(decimal.Round(line.Amount, 2), line.Amount);
                // Half away from zero: above by at most half a fen, below by less.
                Assert.InRange(line.Amount - exact, -0.0049999999m, 0.005m);
            });
        });
    }

    [Fact]
    public void An_order_needs_a_line_and_sane_counts()
    {
        Assert.Equal("Orders.NoLines", Assert.Throws<RuleException>(() => Place()).Code);
        Assert.Equal("Common.CountInvalid", Assert.Throws<RuleException>(() => Place(Item(quantity: 0))).Code);
        Assert.Equal("Common.CountInvalid", Assert.Throws<RuleException>(() => Place(Item(quantity: -1))).Code);
        Assert.Equal("Common.CountInvalid", Assert.Throws<RuleException>(() => Place(Item(periods: CartLine.MaxPeriods + 1))).Code);
        Assert.Equal("Common.AmountInvalid", Assert.Throws<RuleException>(() => Place(Item(0.0001m))).Code);
    }

    private static Order Place(params OrderItem[] items) => new(new Parties(1, 2), "KB1", Buyer, items, Now);

    private static OrderItem Item(decimal price = 10m, int quantity = 1, int periods = 1) =>
        new(1, 1, new SoldItem("产品", "SKU-1", "CPU=16核", BillingUnit.Month, quantity, periods), price, price, "");
}
