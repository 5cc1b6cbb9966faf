using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Architecture.Access;

/// <summary>Campaigns of the first distributor with recipients, and customers in each list of opportunities.</summary>
internal static class MarketingRows
{
    /// <summary>Adds them and returns the number of a campaign that was handed over.</summary>
    public static async Task<string> AddAsync(TestKBoss boss, Organization root, Actor staff, Actor buyer)
    {
        var offer = await boss.Given.OfferAsync(root, await boss.Given.SupplierAsync(root), 100m, discount: 0.8m);
        var (growing, unused) = (new List<Organization>(), new List<Organization>());
        for (var i = 0; i < 3; i++)
        {
            growing.Add(await boss.Given.CustomerAsync(root));
            unused.Add(await boss.Given.CustomerAsync(root));
        }

        var no = "";
        await using (var db = boss.Db())
        {
            foreach (var number in Enumerable.Range(1, 3))
            {
                var facts = new CampaignFacts(
                    $"第一机构的营销活动{number}", CampaignSource.Customers, new Dictionary<string, string> { ["q"] = "第一机构的筛选" }, Channels.Sms | Channels.Notice,
                    nameof(SmsTemplate.MarketingOffer), new Dictionary<string, string> { ["customer"] = "第一机构的称呼", ["content"] = "第一机构的优惠" },
                    "第一机构的标题", "第一机构的推广内容");
                var campaign = new Campaign(root.Id, no = $"CPFIRST{number}", staff.By, ofAll: true, facts, ["customer", "content"], boss.Now);
                db.Add(campaign);
                await db.SaveChangesAsync();
                campaign.Confirm(staff.By, null, 0.05m, boss.Now);
                campaign.Start(boss.Now);
                foreach (var (customer, i) in growing.Select((c, i) => (c, i)))
                {
                    var recipient = new CampaignRecipient(campaign, customer.Id, null, $"1390000007{i}", Channels.Sms, LeftOut.None);
                    db.Add(recipient);
                    recipient.Hand(Channels.Sms, LeftOut.None, $"first-text-{i + 1}", boss.Now);
                }

                await db.SaveChangesAsync();
            }

            var ids = unused.ConvertAll(o => o.Id);
            foreach (var customer in await db.Customers.Where(c => ids.Contains(c.BuyerId)).ToListAsync())
            {
                db.Entry(customer).Property(c => c.CreatedAt).CurrentValue = boss.Now.AddDays(-100);
            }

            await db.SaveChangesAsync();
        }

        foreach (var customer in growing)
        {
            boss.Given.ProductName = $"{customer.Name}买的产品";
            foreach (var (amount, at) in new[] { (10m, boss.Now.AddDays(-100)), (50m, boss.Now) })
            {
                var order = await boss.Given.OrderAsync(customer, buyer, (offer, amount, 1));
                await using var db = boss.Db();
                (await db.Orders.SingleAsync(o => o.Id == order.Id)).Pay(buyer.By, at);
                if (at == boss.Now)
                {
                    db.Add(EndingSoon(boss, root, customer, order));
                }

                await db.SaveChangesAsync();
            }
        }

        boss.Given.ProductName = "产品";
        return no;
    }

    private static Resource EndingSoon(TestKBoss boss, Organization root, Organization customer, Order order)
    {
        var task = new FulfilmentTask(
            root.Id, $"FT-ENDS-{customer.Id}", new FulfilmentOrder(
                new Parties(root.Id, customer.Id), customer.Name, order.OrderNo, order.Lines[0].Id,
                new SoldItem("第一机构的产品", "SKU", "CPU=16核", BillingUnit.Month, 1, 1)),
            1, Connector.Manual, boss.Now);
        return new Resource(
            task, new Pieces(1, 1), $"RS-ENDS-{customer.Id}", new AccessDetails("10.0.0.1"), new ServiceTime(boss.Now.AddDays(-100), boss.Now.AddDays(20), 7));
    }
}
