namespace KBoss.Domain.Catalog;

/// <summary>What kinds of product there are; a supplier may bring others.</summary>
public static class ProductTypes
{
    /// <summary>What most products are: supercomputing, AI compute, cloud host, leased line, device.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["超算", "智算", "云主机", "专线网络", "设备"];
}
