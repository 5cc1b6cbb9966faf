using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Marketing;

/// <summary>Campaigns of the first distributor with recipients, and customers in each list of opportunities.</summary>
internal sealed class MarketingWorldRows : WorldRows
{
    public override int Position => 190;

    protected override async Task AddAsync()
    {
        var offer = await Boss.Given.OfferAsync(Root, await Boss.Given.SupplierAsync(Root), 100m, discount: 0.8m);
        var (growing, unused) = (new List<Organization>(), new List<Organization>());
        for (var i = 0; i < 3; i++)
        {
            growing.Add(await Boss.Given.CustomerAsync(Root));
            unused.Add(await Boss.Given.CustomerAsync(Root));
        }

        var no = "";
        await using (var db = Boss.Db())
        {
            foreach (var number in Several)
            {
                var facts = new CampaignFacts(
                    $"第一机构的营销活动{number}", CampaignSource.Customers, new Dictionary<string, string> { ["q"] = "第一机构的筛选" }, Channels.Sms | Channels.Notice,
                    nameof(SmsTemplate.MarketingOffer), new Dictionary<string, string> { ["customer"] = "第一机构的称呼", ["content"] = "第一机构的优惠" },
                    "第一机构的标题", "第一机构的推广内容");
                var campaign = new Campaign(Root.Id, no = $"CPFIRST{number}", Staff.By, ofAll: true, facts, ["customer", "content"], Boss.Now);
                db.Add(campaign);
                await db.SaveChangesAsync();
                campaign.Confirm(Staff.By, null, 0.05m, Boss.Now);
                campaign.Start(Boss.Now);
                foreach (var (customer, i) in growing.Select((c, i) => (c, i)))
                {
                    var recipient = new CampaignRecipient(campaign, customer.Id, null, $"1390000007{i}", Channels.Sms, LeftOut.None);
                    db.Add(recipient);
                    recipient.Hand(Channels.Sms, LeftOut.None, $"first-text-{i + 1}", Boss.Now);
                }

                await db.SaveChangesAsync();
            }

            var ids = unused.ConvertAll(o => o.Id);
            foreach (var customer in await db.Customers.Where(c => ids.Contains(c.BuyerId)).ToListAsync())
            {
                db.Entry(customer).Property(c => c.CreatedAt).CurrentValue = Boss.Now.AddDays(-100);
            }

            await db.SaveChangesAsync();
        }

        foreach (var customer in growing)
        {
            Boss.Given.ProductName = $"{customer.Name}买的产品";
            foreach (var (amount, at) in new[] { (10m, Boss.Now.AddDays(-100)), (50m, Boss.Now) })
            {
                var order = await Boss.Given.OrderAsync(customer, Buyer, (offer, amount, 1));
                await using var db = Boss.Db();
                (await db.Orders.SingleAsync(o => o.Id == order.Id)).Pay(Buyer.By, at);
                if (at == Boss.Now)
                {
                    db.Add(EndingSoon(customer, order));
                }

                await db.SaveChangesAsync();
            }
        }

        Boss.Given.ProductName = "产品";
        Keys["campaign"] = no;
    }

    private Resource EndingSoon(Organization customer, Order order)
    {
        var task = new FulfilmentTask(
            Root.Id, $"FT-ENDS-{customer.Id}", new FulfilmentOrder(
                new Parties(Root.Id, customer.Id), customer.Name, order.OrderNo, order.Lines[0].Id,
                new SoldItem("第一机构的产品", "SKU", "CPU=16核", BillingUnit.Month, 1, 1)),
            1, Connector.Manual, Boss.Now);
        return new Resource(
            task, new Pieces(1, 1), $"RS-ENDS-{customer.Id}", new AccessDetails("10.0.0.1"), new ServiceTime(Boss.Now.AddDays(-100), Boss.Now.AddDays(20), 7));
    }
}
