using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Connectors.Plans;
using KBoss.Tests.Support;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors;

public sealed class DeliveryPlanTests
{
    private static readonly PageRequest All = new(1, 50, null, false, new Dictionary<string, string>());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_is_set_changed_tried_and_taken_away_and_every_change_is_audited(bool secondLevel)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud, secondLevel, plan: false);
        world.Boss.SignIn(place.Operations);
        var plans = world.Boss.Get<DeliveryPlanService>();
        Assert.False(Assert.Single((await plans.ListAsync(All)).Rows).HasPlan);

        await plans.SetAsync(place.Supplier.Id, place.SkuCode, null, ConnectorWorld.TencentPlan);
        var row = Assert.Single((await plans.ListAsync(All)).Rows);
        Assert.Equal(("S5.LARGE8", "sg-1, sg-2"), (row.Values[PlanField.InstanceType], row.Values[PlanField.SecurityGroups]));
        await plans.SetAsync(
            place.Supplier.Id, place.SkuCode, row.Version, new Dictionary<string, string>(ConnectorWorld.TencentPlan) { [PlanField.InstanceType] = "S5.SMALL2" });
        Assert.True((await plans.TryAsync(place.Supplier.Id, place.SkuCode)).Works);
        Assert.Empty(world.Tencent.Instances);
        await plans.RemoveAsync(place.Supplier.Id, place.SkuCode);
        Assert.False(Assert.Single((await plans.ListAsync(All)).Rows).HasPlan);

        await using var db = world.Boss.Db(place.Seller.Id);
        var audit = await db.AuditEntries.Where(a => a.Subject == $"DeliveryPlan {place.Supplier.Id}/{place.SkuCode}").OrderBy(a => a.Id).ToListAsync();
        Assert.Equal(3, audit.Count);
        Assert.Contains("S5.SMALL2", audit[1].After, StringComparison.Ordinal);
        Assert.All(audit, entry => Assert.Equal(place.Operations.MemberId, entry.MemberId));
    }

    [Fact]
    public async Task A_dry_run_says_in_the_suppliers_words_why_not()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud, plan: false);
        world.Boss.SignIn(place.Operations);
        var plans = world.Boss.Get<DeliveryPlanService>();
        await plans.SetAsync(
            place.Supplier.Id, place.SkuCode, null, new Dictionary<string, string>(ConnectorWorld.TencentPlan) { [PlanField.InstanceType] = "S5" });

        var answer = await plans.TryAsync(place.Supplier.Id, place.SkuCode);

        Assert.Equal((false, "InvalidParameterValue.InvalidInstanceTypeMalformed"), (answer.Works, answer.Code));
    }

    [Theory]
    [InlineData(Connector.Jinan)]
    [InlineData(Connector.Zhongjin)]
    public async Task A_partner_is_asked_in_the_same_way(Connector kind)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(kind, plan: false);
        world.Boss.SignIn(place.Operations);
        var plans = world.Boss.Get<DeliveryPlanService>();
        await plans.SetAsync(place.Supplier.Id, place.SkuCode, null, ConnectorWorld.PartnerPlan);
        Assert.True((await plans.TryAsync(place.Supplier.Id, place.SkuCode)).Works);
        await plans.SetAsync(place.Supplier.Id, place.SkuCode, 0, new Dictionary<string, string> { [PlanField.Product] = "unknown-1" });
        Assert.Equal("Refused.NoSuchProduct", (await plans.TryAsync(place.Supplier.Id, place.SkuCode)).Code);
        world.Faults.Order(kind.ToString(), "dry-run", ConnectorFault.Fail, ConnectorFaults.Always);
        Assert.False((await plans.TryAsync(place.Supplier.Id, place.SkuCode)).Works);
        Assert.Equal(0, world.Opened(kind));
    }

    [Fact]
    public async Task Another_distributor_sees_and_changes_none_of_it()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        var below = await world.Boss.Given.DistributorAsync(place.Seller);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(below, Role.Operations));
        var plans = world.Boss.Get<DeliveryPlanService>();

        Assert.Empty((await plans.ListAsync(All)).Rows);
        Assert.Empty(await plans.SuppliersAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => plans.SetAsync(place.Supplier.Id, place.SkuCode, 0, ConnectorWorld.TencentPlan));
        await Assert.ThrowsAsync<NotFoundException>(() => plans.TryAsync(place.Supplier.Id, place.SkuCode));
        await plans.RemoveAsync(place.Supplier.Id, place.SkuCode);
        await using var db = world.Boss.Db();
        Assert.Equal(1, await db.DeliveryPlans.CountAsync());
    }

    [Theory]
    [InlineData(Role.Sales)]
    [InlineData(Role.Maintenance)]
    [InlineData(Role.Admin)]
    public async Task Operations_alone_keeps_the_plans(Role role)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(place.Seller, role));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<DeliveryPlanService>().ListAsync(All));
    }

    [Fact]
    public async Task Who_edits_what_somebody_else_has_changed_is_refused()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud);
        world.Boss.SignIn(place.Operations);
        var refused = await Assert.ThrowsAsync<RuleException>(() =>
            world.Boss.Get<DeliveryPlanService>().SetAsync(place.Supplier.Id, place.SkuCode, null, ConnectorWorld.TencentPlan));
        Assert.Equal("Connectors.PlanChangedMeanwhile", refused.Code);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var plan = new DeliveryPlan(TencentCloud(), "S-1", ConnectorWorld.TencentPlan, TestKBoss.Start.UtcDateTime);
        var refused = Assert.Throws<RuleException>(
            () => plan.Change(new Dictionary<string, string> { [PlanField.Zone] = "UPPER", [PlanField.DiskSize] = "0" }, TestKBoss.Start.UtcDateTime));
        Assert.Equal(
            [
                ("plan-Region", "Connectors.PlanFieldRequired"), ("plan-Zone", "Connectors.PlanFieldInvalid"), ("plan-InstanceType", "Connectors.PlanFieldRequired"),
                ("plan-ImageId", "Connectors.PlanFieldRequired"), ("plan-DiskSize", "Connectors.PlanFieldInvalid"),
            ],
            refused.All.Select(p => (p.Field!, p.Code)));
    }

    [Theory]
    [InlineData(PlanField.Region, "ap-guangzhou\n")]
    [InlineData(PlanField.Role, "KBoss")]
    [InlineData(PlanField.SecurityGroups, "sg-1,,sg-2")]
    [InlineData(PlanField.LoginUser, "root;rm")]
    [InlineData(PlanField.ImageId, "ubuntu-22")]
    [InlineData(PlanField.ImageId, "img-487")]
    [InlineData(PlanField.Zone, "ap-guangzhou")]
    [InlineData(PlanField.Zone, "3")]
    [InlineData(PlanField.Vpc, "network-1")]
    public void A_value_of_another_form_is_refused_with_an_example_of_the_right_one(string field, string value)
    {
        var asked = PlanField.Of(Connector.TencentCloud).Single(f => f.Name == field);
        Assert.Equal([asked.Example], Assert.Throws<RuleException>(() => asked.Demand(value)).Args);
    }

    [Fact]
    public void Every_example_has_the_form_that_it_is_an_example_of() =>
        Assert.All(Enum.GetValues<Connector>().SelectMany(PlanField.Of), field => Assert.Null(RuleException.Of(() => field.Demand(field.Example))));

    [Fact]
    public void A_zone_of_another_region_is_refused()
    {
        var plan = new Dictionary<string, string>(ConnectorWorld.TencentPlan) { [PlanField.Zone] = "ap-shanghai-2" };
        var refused = Assert.Throws<RuleException>(() => new DeliveryPlan(TencentCloud(), "S-1", plan, TestKBoss.Start.UtcDateTime));
        Assert.Equal(("Connectors.ZoneOfOtherRegion", "plan-Zone"), (refused.Code, refused.Field));
    }

    private static Supplier TencentCloud() => new(1, new SupplierFacts("腾讯云", SupplierKind.Product, Connector.TencentCloud), TestKBoss.Start.UtcDateTime);

    [Fact]
    public async Task A_supplier_without_an_interface_needs_no_plan()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.Manual, plan: false);
        world.Boss.SignIn(place.Operations);
        var refused = await Assert.ThrowsAsync<RuleException>(() =>
            world.Boss.Get<DeliveryPlanService>().SetAsync(place.Supplier.Id, place.SkuCode, null, ConnectorWorld.TencentPlan));
        Assert.Equal("Connectors.NoPlanNeeded", refused.Code);
        Assert.Empty((await world.Boss.Get<DeliveryPlanService>().ListAsync(All)).Rows);
    }
}
