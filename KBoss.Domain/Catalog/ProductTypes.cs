namespace KBoss.Domain.Catalog;

/// <summary>What a type of products is to the code, whatever it is called: the drawing that is shown, and what can be made of own devices.</summary>
public enum ProductKind
{
    Other,
    Supercomputing,
    AiCompute,
    CloudHost,
    LeasedLine,
    Device,
}

/// <summary>The types and regions that a distributor begins with, in the order in which they are offered, until it keeps lists of its own.</summary>
public static class ProductTypes
{
    public const string Supercomputing = "超算";
    public const string AiCompute = "智算";
    public const string CloudHost = "云主机";
    public const string LeasedLine = "专线网络";
    public const string Device = "设备";

    private static readonly Dictionary<string, ProductKind> Kinds = new()
    {
        [Supercomputing] = ProductKind.Supercomputing,
        [AiCompute] = ProductKind.AiCompute,
        [CloudHost] = ProductKind.CloudHost,
        [LeasedLine] = ProductKind.LeasedLine,
        [Device] = ProductKind.Device,
    };

    public static IReadOnlyList<string> Usual { get; } = [Supercomputing, AiCompute, CloudHost, LeasedLine, Device];

    public static IReadOnlyList<string> UsualRegions { get; } =
        ["华北", "华东", "华南", "华中", "西南", "西北", "东北", "北京", "上海", "广州", "深圳", "济南", "山东"];

    /// <summary>What a type is that nobody has listed: that of the usual type of this name, or another.</summary>
    public static ProductKind KindOf(string type) => Kinds.GetValueOrDefault(type);
}
