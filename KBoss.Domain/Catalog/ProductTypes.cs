namespace KBoss.Domain.Catalog;

/// <summary>The types of products that KBoss is made for, in the order in which people are offered them; a supplier may bring others.</summary>
public static class ProductTypes
{
    public const string Supercomputing = "超算";
    public const string AiCompute = "智算";
    public const string CloudHost = "云主机";
    public const string LeasedLine = "专线网络";
    public const string Device = "设备";

    public static IReadOnlyList<string> Usual { get; } = [Supercomputing, AiCompute, CloudHost, LeasedLine, Device];
}
