using KBoss.Domain.Catalog;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Infrastructure.Delivery;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors;

public sealed class TencentCloudTests
{
    [Fact]
    public async Task An_instance_is_run_as_the_plan_says_and_reached_as_the_customer_is_told()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);

        var opening = await world.OpenAsync(world.Request(place, unit: BillingUnit.Year, periods: 2));

        var instance = Assert.Single(world.Tencent.Instances);
        Assert.Equal(("ap-guangzhou", "ap-guangzhou-6", "S5.LARGE8", true), (instance.Place.Region, instance.Zone, instance.InstanceType, instance.Prepaid));
        var piece = Assert.Single(opening!.Pieces);
        Assert.Equal(($"ap-guangzhou/{instance.Id}", instance.PublicAddress, "root"), (piece.Reference, piece.Address, piece.UserName));
        Assert.Equal(instance.OrderedAt.AddYears(2), piece.EndsAt);
        var resource = new SupplierResource(place.Seller.Id, place.Supplier.Id, place.Buyer.Id, piece.Reference);
        Assert.Equal(piece.ConsoleUrl, (await world.Connector(Connector.TencentCloud).EnterAsync(resource, Door.Console, default)).ToString());
        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.Connector(Connector.TencentCloud).EnterAsync(resource, Door.Desktop, default));
        Assert.Equal("Connectors.NoSuchDoor", refused.Code);
    }

    [Fact]
    public async Task What_is_paid_by_the_hour_has_no_end_and_is_not_renewed()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);

        var opening = await world.OpenAsync(world.Request(place, unit: BillingUnit.Hour, periods: 5));

        Assert.Null(Assert.Single(opening!.Pieces).EndsAt);
        Assert.False(Assert.Single(world.Tencent.Instances).Prepaid);
        var resource = new SupplierResource(place.Seller.Id, place.Supplier.Id, place.Buyer.Id, opening.Pieces[0].Reference);
        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() =>
            world.Connector(Connector.TencentCloud).RenewAsync(new RenewalRequest("RN1", resource, BillingUnit.Hour, 5), default));
        Assert.Equal("Connectors.NotRenewable", refused.Code);
    }

    [Fact]
    public async Task More_than_a_hundred_are_ordered_in_parts()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);

        var opening = await world.OpenAsync(world.Request(place, quantity: 230));

        Assert.Equal(230, opening!.Pieces.Select(p => p.Reference).Distinct().Count());
        Assert.Equal([100, 100, 30], world.Tencent.Instances.GroupBy(i => i.Token).OrderBy(g => g.Key).Select(g => g.Count()));
    }

    [Fact]
    public async Task A_period_that_the_vendor_does_not_sell_is_refused_before_anything_is_ordered()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);

        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place, periods: 13)));

        Assert.Equal("Connectors.PeriodNotSold", refused.Code);
        Assert.Empty(world.Faults.Calls);
    }

    [Fact]
    public async Task Instances_that_fail_to_start_are_told_as_they_are()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        world.Tencent.LaunchesFail = true;
        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place, quantity: 2)));
        Assert.Equal("Connectors.LaunchFailed", refused.Code);
    }

    [Fact]
    public async Task Of_two_renewals_from_one_end_the_second_waits_for_the_first()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        var piece = Assert.Single((await world.OpenAsync(world.Request(place)))!.Pieces);
        var resource = new SupplierResource(place.Seller.Id, place.Supplier.Id, place.Buyer.Id, piece.Reference);
        var connector = world.Connector(Connector.TencentCloud);
        world.Faults.Order("TencentCloud", "RenewInstances", ConnectorFault.Fail);
        await Assert.ThrowsAnyAsync<Exception>(() => connector.RenewAsync(new RenewalRequest("A", resource, BillingUnit.Month, 1), default));

        var waits = await Assert.ThrowsAnyAsync<Exception>(() => connector.RenewAsync(new RenewalRequest("B", resource, BillingUnit.Month, 1), default));
        Assert.IsNotType<ConnectorRefusedException>(waits);
        Assert.Equal(piece.EndsAt!.Value.AddMonths(1), await connector.RenewAsync(new RenewalRequest("A", resource, BillingUnit.Month, 1), default));
        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(piece.EndsAt!.Value.AddMonths(2), await connector.RenewAsync(new RenewalRequest("B", resource, BillingUnit.Month, 1), default));
        Assert.Equal(2, Assert.Single(world.Tencent.Instances).Renewals);
    }

    [Fact]
    public async Task Another_account_is_acted_in_through_its_role_with_a_temporary_key()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        await using (var db = world.Boss.Db())
        {
            var plan = await db.DeliveryPlans.SingleAsync();
            plan.Change(new Dictionary<string, string>(ConnectorWorld.TencentPlan) { [PlanField.Role] = "100000000777:KBossDelivery" }, world.Boss.Now);
            await db.SaveChangesAsync();
        }

        var opening = await world.OpenAsync(world.Request(place));

        var instance = Assert.Single(world.Tencent.Instances);
        Assert.Equal("100000000777:KBossDelivery", instance.Place.Role);
        Assert.Equal($"ap-guangzhou/{instance.Id}/100000000777:KBossDelivery", Assert.Single(opening!.Pieces).Reference);
        Assert.Equal(1, world.Faults.Calls.Count(c => c.Operation == "AssumeRole"));
        // Two hours later the key has ended, and another one is asked for.
        world.Boss.Time.Advance(TimeSpan.FromHours(2));
        var resource = new SupplierResource(place.Seller.Id, place.Supplier.Id, place.Buyer.Id, opening.Pieces[0].Reference);
        await world.Connector(Connector.TencentCloud).TerminateAsync(resource, default);
        Assert.Equal(2, world.Faults.Calls.Count(c => c.Operation == "AssumeRole"));
        Assert.True(Assert.Single(world.Tencent.Instances).Isolated);
    }

    [Fact]
    public async Task A_bill_is_read_to_its_end_whatever_total_the_vendor_tells()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        await world.OpenAsync(world.Request(place, quantity: 5));
        world.Tencent.BillLimit = 2;

        var lines = new List<TencentBillLine>();
        await foreach (var line in world.Boss.Get<TencentCloudClient>().BillAsync("2026-01"))
        {
            lines.Add(line);
        }

        Assert.Equal(5, lines.Select(l => l.ResourceId).Distinct().Count());
        Assert.Equal((5, 400m), (lines.Count, lines.Sum(l => l.RealCost)));
    }

    [Fact]
    public async Task A_customer_of_the_agent_is_found_by_its_account_number_alone()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var tencent = world.Boss.Get<TencentCloudClient>();

        var customer = await tencent.FindCustomerAsync("100000000101");

        Assert.Equal(("100000000101", "示***", true), (customer!.Uin, customer.Name, customer.IsCompany));
        Assert.Null(await tencent.FindCustomerAsync("100000009999"));
    }

    [Fact]
    public async Task What_a_renewal_costs_is_asked_before()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        var piece = Assert.Single((await world.OpenAsync(world.Request(place)))!.Pieces);
        var price = await world.Boss.Get<TencentCloudClient>().RenewalPriceAsync(TencentReference.Parse(piece.Reference)!, 3, place.Seller.Id);
        Assert.Equal((300m, 240m), (price.Original, price.Discounted));
    }

    [Fact]
    public async Task What_is_not_configured_is_refused_and_says_so()
    {
        await using var world = await ConnectorWorld.StartAsync(more: ("Connectors:TencentCloud:SecretKey", ""));
        var place = await world.PlaceAsync(Connector.TencentCloud);
        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place)));
        Assert.Equal("Connectors.NotConfigured", refused.Code);
        Assert.Empty(world.Faults.Calls);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_by_the_vendor()
    {
        await using var world = await ConnectorWorld.StartAsync(more: ("Connectors:TencentCloud:SecretKey", "another"));
        var place = await world.PlaceAsync(Connector.TencentCloud);
        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place)));
        Assert.Equal(("Connectors.SupplierRefused", (object)"AuthFailure.SignatureFailure"), (refused.Code, refused.Args[0]));
    }

    [Theory]
    [InlineData("ap-guangzhou/ins-1", "ap-guangzhou", "ins-1", "")]
    [InlineData("ap-guangzhou/ins-1/1000:Role", "ap-guangzhou", "ins-1", "1000:Role")]
    public void A_reference_is_read_as_it_was_written(string text, string region, string id, string role)
    {
        var reference = TencentReference.Parse(text)!;
        Assert.Equal((region, id, role, text), (reference.Place.Region, reference.InstanceId, reference.Place.Role, reference.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ins-1")]
    [InlineData("/ins-1")]
    [InlineData("a/b/c/d")]
    public void What_is_no_reference_is_none(string text) => Assert.Null(TencentReference.Parse(text));
}
