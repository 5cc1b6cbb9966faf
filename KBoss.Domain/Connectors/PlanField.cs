using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Connectors;

/// <summary>
/// One thing that a supplier's interface must be told to open a Sku: by which name, whether it must be given, which form it has, and an example of that.
/// </summary>
public sealed partial record PlanField(string Name, bool Required, Regex Form, string Example)
{
    public const string Region = "Region";
    public const string Zone = "Zone";
    public const string InstanceType = "InstanceType";
    public const string ImageId = "ImageId";
    public const string DiskType = "DiskType";
    public const string DiskSize = "DiskSize";
    public const string DataDiskSize = "DataDiskSize";
    public const string Vpc = "VpcId";
    public const string Subnet = "SubnetId";
    public const string SecurityGroups = "SecurityGroupIds";
    public const string Bandwidth = "Bandwidth";
    public const string LoginUser = "LoginUser";

    /// <summary>The role through which another account of Tencent Cloud is acted in, as <c>uin:role name</c>; empty for the account of the settings.</summary>
    public const string Role = "Role";

    /// <summary>The partner's own code of what is opened.</summary>
    public const string Product = "Product";

    /// <summary>What else the partner wants to know, as <c>name=value</c> pairs with a semicolon between.</summary>
    public const string Options = "Options";

    private static readonly PlanField[] TencentCloud =
    [
        new(Region, true, RegionName(), "ap-guangzhou"), new(Zone, true, ZoneName(), "ap-guangzhou-3"), new(InstanceType, true, Dotted(), "S5.MEDIUM4"),
        new(ImageId, true, Image(), "img-487zeit5"), new(DiskType, false, Upper(), "CLOUD_PREMIUM"), new(DiskSize, false, Number(), "50"),
        new(DataDiskSize, false, Number(), "100"), new(Vpc, false, Network(), "vpc-a1b2c3d4"), new(Subnet, false, Subnets(), "subnet-a1b2c3d4"),
        new(SecurityGroups, false, Groups(), "sg-a1b2c3d4, sg-e5f6g7h8"), new(Bandwidth, false, Number(), "5"), new(LoginUser, false, User(), "root"),
        new(Role, false, RoleName(), "100000000001:KBossDelivery"),
    ];

    private static readonly PlanField[] Partner = [new(Product, true, Dotted(), "GPU-A100-8"), new(Options, false, Pairs(), "cpu=16; memory=64")];

    /// <summary>What a supplier of this kind must be told, in the order in which people are asked; nothing where Maintenance delivers.</summary>
    public static IReadOnlyList<PlanField> Of(Connector connector) => connector switch
    {
        Connector.TencentCloud => TencentCloud,
        Connector.Jinan or Connector.Zhongjin => Partner,
        _ => [],
    };

    /// <summary>The name of the input field.</summary>
    public string Field => $"plan-{Name}";

    /// <summary>
    /// Goes on only with a value of the form; otherwise <c>Connectors.PlanFieldRequired</c> or <c>Connectors.PlanFieldInvalid</c>, with the example.
    /// </summary>
    public void Demand(string value)
    {
        if (value.Length == 0 && Required)
        {
            throw new RuleException("Connectors.PlanFieldRequired", Example) { Field = Field };
        }

        if (value.Length > 0 && !Form.IsMatch(value))
        {
            throw new RuleException("Connectors.PlanFieldInvalid", Example) { Field = Field };
        }
    }

    [GeneratedRegex(@"^[a-z]{2,4}(-[a-z]{2,30}){1,3}\z")]
    private static partial Regex RegionName();

    [GeneratedRegex(@"^[a-z]{2,4}(-[a-z]{2,30}){1,3}-[1-9][0-9]?\z")]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"^img-[a-z0-9]{8}\z")]
    private static partial Regex Image();

    [GeneratedRegex(@"^vpc-[a-z0-9]{1,32}\z")]
    private static partial Regex Network();

    [GeneratedRegex(@"^subnet-[a-z0-9]{1,32}\z")]
    private static partial Regex Subnets();

    [GeneratedRegex(@"^sg-[a-z0-9]{1,32}(, ?sg-[a-z0-9]{1,32}){0,4}\z")]
    private static partial Regex Groups();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}\z")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^[A-Z][A-Z_]{1,39}\z")]
    private static partial Regex Upper();

    [GeneratedRegex(@"^[1-9][0-9]{0,4}\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]{0,31}\z")]
    private static partial Regex User();

    [GeneratedRegex(@"^[0-9]{5,20}:[A-Za-z0-9_+=,.@-]{1,64}\z")]
    private static partial Regex RoleName();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]*=[^;=]{1,100}(; ?[A-Za-z][A-Za-z0-9_.-]*=[^;=]{1,100}){0,19}\z")]
    private static partial Regex Pairs();
}
