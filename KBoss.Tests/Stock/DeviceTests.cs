using KBoss.Domain.Common;
using KBoss.Domain.Stock;

namespace KBoss.Tests.Stock;

public sealed class DeviceTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
    private static readonly By Keeper = new(7, "运维");

    private static readonly (DeviceState From, DeviceState To)[] Steps =
    [
        (DeviceState.Free, DeviceState.Reserved), (DeviceState.Free, DeviceState.InCheck), (DeviceState.Free, DeviceState.Faulty), (DeviceState.Free, DeviceState.Retired),
        (DeviceState.Reserved, DeviceState.Free), (DeviceState.Reserved, DeviceState.InUse), (DeviceState.Reserved, DeviceState.Faulty),
        (DeviceState.Reserved, DeviceState.Retired), (DeviceState.InUse, DeviceState.InCheck), (DeviceState.InCheck, DeviceState.Free),
        (DeviceState.InCheck, DeviceState.Faulty), (DeviceState.InCheck, DeviceState.Retired), (DeviceState.Faulty, DeviceState.InCheck),
        (DeviceState.Faulty, DeviceState.Retired),
    ];

    public static TheoryData<DeviceState, DeviceState> Pairs =>
        [.. from state in Enum.GetValues<DeviceState>() from to in Enum.GetValues<DeviceState>() select (state, to)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Only_the_sensible_steps_exist_and_by_hand_only_those_of_maintenance(DeviceState from, DeviceState to)
    {
        Assert.Equal(Steps.Contains((from, to)), Device.CanMove(from, to));
        var byHand = Steps.Contains((from, to)) && from is not (DeviceState.Reserved or DeviceState.InUse) && to is not (DeviceState.Free or DeviceState.Reserved);
        Assert.Equal(byHand, Device.ByHand(from).Contains(to));

        var device = In(from);
        var events = device.Events.Count;
        if (byHand)
        {
            device.Put(to, "原因", Keeper, Now);
            Assert.Equal((to, events + 1), (device.State, device.Events.Count));
            Assert.Equal((from.ToString(), to.ToString(), "原因", Keeper, Now), Last(device));
        }
        else
        {
            Assert.Equal("Stock.TransitionRefused", Assert.Throws<RuleException>(() => device.Put(to, "原因", Keeper, Now)).Code);
            Assert.Equal((from, events), (device.State, device.Events.Count));
        }
    }

    [Fact]
    public void A_step_by_hand_says_why() =>
        Assert.Equal("reason", Assert.Throws<RuleException>(() => In(DeviceState.Free).Put(DeviceState.Faulty, " ", Keeper, Now)).Field);

    [Fact]
    public void A_device_is_free_again_only_when_everything_was_looked_at()
    {
        var device = In(DeviceState.InCheck);
        foreach (var left in new[] { DeviceChecks.DataWiped, DeviceChecks.HardwareTested, DeviceChecks.AccessReset, DeviceChecks.InItsPlace })
        {
            Assert.Equal("checks", Assert.Throws<RuleException>(() => device.Check(true, DeviceChecks.All & ~left, "好", Keeper, Now)).Field);
        }

        Assert.Equal("note", Assert.Throws<RuleException>(() => device.Check(true, DeviceChecks.All, "", Keeper, Now)).Field);
        Assert.Equal(DeviceState.InCheck, device.State);
        device.Check(true, DeviceChecks.All, "一切正常", Keeper, Now);
        Assert.Equal(DeviceState.Free, device.State);

        var broken = In(DeviceState.InCheck);
        broken.Check(false, DeviceChecks.None, "风扇坏", Keeper, Now);
        Assert.Equal(DeviceState.Faulty, broken.State);
        Assert.Equal("Stock.TransitionRefused", Assert.Throws<RuleException>(() => broken.Check(true, DeviceChecks.All, "好", Keeper, Now)).Code);
    }

    [Fact]
    public void A_retired_device_neither_moves_nor_comes_back()
    {
        var device = In(DeviceState.Retired);
        var place = new Place(1, null, "DC1", new PlaceFacts("中心"), Now);
        Assert.Equal("Stock.DeviceGone", Assert.Throws<RuleException>(() => device.Move(null, place, "", Keeper, Now)).Code);
        Assert.Empty(Device.ByHand(DeviceState.Retired));
    }

    [Theory]
    [InlineData("内存", "很多", "Stock.ValueNotNumber")]
    [InlineData("内存", "-64", "Stock.ValueNegative")]
    [InlineData("型号", "B1", "Stock.ValueNotChoice")]
    [InlineData("颜色", "红", "Stock.AttributeUnknown")]
    [InlineData("型号", "", "Stock.ValueMissing")]
    public void Values_that_do_not_fit_their_kind_are_refused(string name, string value, string code)
    {
        var values = new Dictionary<string, string> { ["型号"] = "A8", ["内存"] = "512" };
        values[name] = value;
        Assert.Equal(code, Assert.Throws<RuleException>(() => Kind().Checked(values)).Code);
    }

    [Fact]
    public void Values_are_kept_in_one_form_and_a_configuration_may_leave_some_open()
    {
        var kept = Kind().Checked(new Dictionary<string, string> { ["型号"] = "ａ８", ["内存"] = "0512.50" });
        Assert.Equal(["A8", "512.5"], kept.Values);
        Assert.Empty(Kind().Checked(new Dictionary<string, string>(), partly: true));
    }

    [Fact]
    public void An_attribute_that_devices_have_neither_goes_nor_becomes_another_type()
    {
        var kind = Kind();
        var used = kind.Attributes.Select(a => a.Id).ToHashSet();
        Assert.Equal("Stock.AttributeInUse", Assert.Throws<RuleException>(() => kind.Describe([new AttributeFacts("型号")], used)).Code);
        Assert.Equal("Stock.AttributeInUse", Assert.Throws<RuleException>(
            () => Kind().Describe([new AttributeFacts("型号", AttributeType.Choice) { Choices = ["A8"] }], used)).Code);
        Assert.Equal("Stock.AttributeTwice", Assert.Throws<RuleException>(
            () => Kind().Describe([new AttributeFacts("a"), new AttributeFacts("Ａ")], new HashSet<long>())).Code);
        Assert.Equal("Stock.ChoicesMissing", Assert.Throws<RuleException>(
            () => Kind().Describe([new AttributeFacts("a", AttributeType.Choice)], new HashSet<long>())).Code);
    }

    [Fact]
    public void A_fall_of_the_stock_is_told_once_and_again_after_there_was_enough()
    {
        var product = new DeviceProduct(Product(), Kind());
        product.Warn(3);
        Assert.False(product.Falls(3, Now));
        Assert.True(product.Falls(2, Now));
        Assert.False(product.Falls(0, Now));
        Assert.False(product.Falls(3, Now));
        Assert.True(product.Falls(1, Now));
        product.Warn(null);
        Assert.False(product.Falls(0, Now));
    }

    private static (string, string, string, By, DateTime) Last(Device device)
    {
        var last = device.Events[^1];
        return (last.Before, last.After, last.Reason, last.By, last.At);
    }

    private static DeviceKind Kind()
    {
        var kind = new DeviceKind(1, "服务器", Now);
        kind.Describe(
            [new AttributeFacts("型号", AttributeType.Choice, Required: true) { Choices = ["A8", "A4"] }, new AttributeFacts("内存", AttributeType.Number, "GB")],
            new HashSet<long>());
        return kind;
    }

    private static Domain.Catalog.Product Product() => new(
        new Domain.Suppliers.Supplier(1, new Domain.Suppliers.SupplierFacts("自有", Domain.Suppliers.SupplierKind.Virtual), Now),
        new Domain.Catalog.ProductFacts("产品", "设备", "济南"), Now);

    /// <summary>A device that has come into a state by the steps that lead there.</summary>
    private static Device In(DeviceState state)
    {
        var device = new Device(Kind(), "DV1", new DeviceFacts("SN-1"), null, Keeper, Now);
        var use = new DeviceUse(1, 1, "KB1", 1, 1, Now);
        switch (state)
        {
            case DeviceState.Reserved:
                use.Reserve(device, Keeper, Now);
                break;
            case DeviceState.InUse:
                use.Reserve(device, Keeper, Now);
                use.HandOver(device, "R1", "客户", sold: false, Keeper, Now);
                break;
            case DeviceState.InCheck or DeviceState.Faulty or DeviceState.Retired:
                device.Put(state, "原因", Keeper, Now);
                break;
        }

        return device;
    }
}
