using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Reports.Sales;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

public sealed class SalesReportTests
{
    [Fact]
    public async Task What_is_paid_is_added_up_by_product_Sku_customer_and_salesperson_and_agrees_with_the_orders()
    {
        await using var boss = await TestKBoss.StartAsync();
        var given = boss.Given;
        var root = await given.RootAsync();
        var (sales, operations) = (await given.MemberAsync(root, Role.Sales), await given.MemberAsync(root, Role.Operations));
        var supplier = await given.SupplierAsync(root);
        var (first, second) = (await given.OfferAsync(root, supplier, 100m, discount: 0.9m), await given.OfferAsync(root, supplier, 50m, discount: 0.9m));
        var (served, pool) = (await given.CustomerAsync(root), await given.CustomerAsync(root));
        boss.SignIn(operations);
        await boss.Get<AssignmentService>().AssignAsync([served.Code], sales.MemberId);
        await PayAsync(boss, served, (first, 90m, 2), (second, 45m, 1));
        given.ProductName = "另一个产品";
        await PayAsync(boss, pool, (first, 90m, 1));
        var unpaid = await given.OrderAsync(pool, await given.MemberAsync(pool, Role.Buyer), (second, 45m, 7));
        Assert.Equal(OrderStatus.Unpaid, unpaid.Status);

        boss.SignIn(operations);
        var report = boss.Get<SalesReportQueries>();
        foreach (var by in Enum.GetValues<SalesBy>())
        {
            var asked = By(by);
            var (rows, sum) = ((await report.ListAsync(asked)).Rows, await report.SumAsync(asked));
            Assert.Equal((2, 2, 315m), (sum.Orders, sum.Customers, sum.Revenue));
            Assert.Equal((sum.Revenue, sum.Cost, sum.Quantity), (rows.Sum(r => r.Revenue), rows.Sum(r => r.Cost), rows.Sum(r => r.Quantity)));
            Assert.Equal(rows.OrderByDescending(r => r.Revenue), rows);
            // The same as the list of orders says.
            var orders = await boss.Get<OrderDeskQueries>().SumsAsync(By(null));
            Assert.Equal((orders.Paid, orders.Cost, orders.Margin), (sum.Revenue, sum.Cost, sum.Margin));
        }

        Assert.Equal([(served.Code, 225m, 1), (pool.Code, 90m, 1)], (await report.ListAsync(By(SalesBy.Customer))).Rows.Select(r => (r.Key, r.Revenue, r.Orders)));
        Assert.Equal([("产品", 225m), ("另一个产品", 90m)], (await report.ListAsync(By(SalesBy.Product))).Rows.Select(r => (r.Key, r.Revenue)));
        // Every line of Given is of this one Sku, whatever its product was called.
        Assert.Equal([("SKU", 315m)], (await report.ListAsync(By(SalesBy.Sku))).Rows.Select(r => (r.Key, r.Revenue)));
        Assert.Equal([(sales.Name, 225m), ("", 90m)], (await report.ListAsync(By(SalesBy.Salesperson))).Rows.Select(r => (r.Name, r.Revenue)));
        Assert.Equal([pool.Code], (await report.ListAsync(By(SalesBy.Customer, ("q", pool.Code)))).Rows.Select(r => r.Key));

        // The orders behind a figure are those that the list finds.
        var now = ChinaTime.Day(boss.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (by, filter) in new[] { (SalesBy.Customer, "customer"), (SalesBy.Salesperson, "salesperson"), (SalesBy.Product, "product"), (SalesBy.Sku, "product") })
        {
            foreach (var row in (await report.ListAsync(By(by))).Rows)
            {
                var list = await boss.Get<OrderDeskQueries>().ListAsync(By(null, (filter, row.Key), ("paid-from", now), ("paid-to", now)));
                Assert.True(row.Orders <= list.Total && (by == SalesBy.Product || row.Orders == list.Total), $"{by} {row.Key}");
            }
        }

        // A salesperson sees its own customers and no costs; what was paid yesterday is not of today.
        boss.SignIn(sales);
        Assert.Equal([(served.Code, 225m, null)], (await report.ListAsync(By(SalesBy.Customer))).Rows.Select(r => (r.Key, r.Revenue, r.Cost)));
        Assert.Null((await report.SumAsync(By(null))).Margin);
        boss.SignIn(operations);
        boss.Time.Advance(TimeSpan.FromDays(1));
        var today = ChinaTime.Day(boss.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Empty((await report.ListAsync(By(SalesBy.Sku, ("from", today)))).Rows);
        Assert.Equal(0, (await report.SumAsync(By(SalesBy.Sku, ("from", today)))).Orders);

        boss.SignIn(await given.MemberAsync(await given.DistributorAsync(root), Role.Operations));
        Assert.Empty((await report.ListAsync(By(null))).Rows);
        boss.SignIn(await given.MemberAsync(served, Role.Buyer));
        await Assert.ThrowsAsync<PermissionException>(() => report.ListAsync(By(null)));
    }

    private static PageRequest By(SalesBy? by, params (string Name, string Value)[] filters)
    {
        var all = filters.ToDictionary(f => f.Name, f => f.Value);
        if (by is { } chosen)
        {
            all["by"] = chosen.ToString();
        }

        return new(1, 50, null, false, all);
    }

    private static async Task PayAsync(TestKBoss boss, Organization customer, params (Domain.Distribution.Offer Offer, decimal Price, int Quantity)[] items)
    {
        var buyer = await boss.Given.MemberAsync(customer, Role.Buyer);
        var order = await boss.Given.OrderAsync(customer, buyer, items);
        await boss.Given.MoneyAsync(customer, 10_000m);
        boss.SignIn(buyer);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
    }
}
