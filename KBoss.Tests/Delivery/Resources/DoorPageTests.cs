using System.Net;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>The doors of a resource over HTTP: what the browser may frame, where it is led, and that nothing keeps a link.</summary>
public sealed class DoorPageTests
{
    private const string Company = "13800000011";
    private const string Person = "13800000012";

    [Fact]
    public async Task A_desktop_is_framed_from_its_own_host_alone_by_a_link_that_is_made_each_time_and_kept_nowhere()
    {
        var supplier = new ScriptedConnector { Abilities = ConnectorAbilities.Open | ConnectorAbilities.Desktop | ConnectorAbilities.Console };
        await using var web = new WebKBoss
        {
            Change = services =>
            {
                services.RemoveAll<IConnector>();
                services.AddSingleton<IConnector>(supplier);
            },
        };
        var no = await AddAsync(web);
        var buyer = web.Visit();
        await buyer.SignInAsync(Company, DemoOrganizations.Password);

        using (var framed = await buyer.GetAsync($"/resources/{no}/desktop"))
        {
            Assert.Equal(HttpStatusCode.OK, framed.StatusCode);
            Assert.True(framed.Headers.CacheControl!.NoStore);
            Assert.EndsWith("; frame-src https://door.example", Assert.Single(framed.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Contains("src=\"https://door.example/Desktop/ins-1?once=1\"", await framed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var again = await buyer.GetAsync($"/resources/{no}/desktop"))
        {
            Assert.Contains("once=2", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // No other page frames anything.
        using (var page = await buyer.GetAsync($"/resources/{no}"))
        {
            Assert.DoesNotContain("frame-src", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.DoesNotContain("door.example", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var console = await buyer.GetAsync($"/resources/{no}/enter/console"))
        {
            Assert.Equal((HttpStatusCode.Found, "https://door.example/Console/ins-1?once=3"), (console.StatusCode, console.Headers.Location!.OriginalString));
            Assert.Equal("no-referrer", Assert.Single(console.Headers.GetValues("Referrer-Policy")));
            Assert.True(console.Headers.CacheControl!.NoStore);
        }

        // What cannot be opened says so; what is no door or another's is not found.
        supplier.Next(Fault.Fails, Fault.Fails);
        using (var closed = await buyer.GetAsync($"/resources/{no}/enter/console"))
        {
            Assert.Equal($"/resources/{no}?closed=console", closed.Headers.Location!.OriginalString);
        }

        using (var closed = await buyer.GetAsync($"/resources/{no}/desktop"))
        {
            Assert.DoesNotContain("<iframe", await closed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var other = await buyer.GetAsync($"/resources/{no}/enter/desktop");
        using var none = await buyer.GetAsync($"/resources/{no}/enter/window");
        var person = web.Visit();
        await person.SignInAsync(Person, DemoOrganizations.Password);
        using var strangers = await person.GetAsync($"/resources/{no}/enter/console");
        using var strangersDesktop = await person.GetAsync($"/resources/{no}/desktop");
        Assert.All(new[] { other, none, strangers, strangersDesktop }, answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        await using var db = web.Db();
        Assert.Equal(3, await db.AuditEntries.CountAsync(a => a.Action == "ResourceEntered" && a.Subject == $"Resource {no}"));
    }

    /// <summary>A resource of the demo company at the scripted supplier.</summary>
    private static async Task<string> AddAsync(WebKBoss web)
    {
        await using var db = web.Db();
        var now = web.Time.GetUtcNow().UtcDateTime;
        var buyer = await db.Members.SingleAsync(m => m.Phone == Company);
        var seller = (await db.Customers.SingleAsync(c => c.BuyerId == buyer.OrganizationId)).SellerId;
        var offer = await db.Offers.Include(o => o.Sku).FirstAsync(o => o.OrganizationId == seller);
        var sold = new SoldItem("超算桌面", "SKU", "CPU=16核", BillingUnit.Month, 1, 1);
        var parties = new Parties(seller, buyer.OrganizationId);
        var order = new Order(parties, "KB1", new By(buyer.Id, buyer.Name), [new OrderItem(offer.Id, offer.SkuId, sold, 100m, 80m, "[]")], now);
        db.Add(order);
        await db.SaveChangesAsync();
        var task = new FulfilmentTask(
            seller, "FT1", new FulfilmentOrder(parties, "示例科技有限公司", "KB1", order.Lines[0].Id, sold), offer.Sku.SupplierId, Connector.TencentCloud, now);
        var resource = new Resource(task, new Pieces(1, 1, "ins-1"), "RS1", new AccessDetails("203.0.113.7"), new ServiceTime(now, now.AddMonths(1), 7));
        db.AddRange(task, resource);
        await db.SaveChangesAsync();
        return resource.ResourceNo;
    }
}
