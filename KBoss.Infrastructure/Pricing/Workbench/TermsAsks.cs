namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>What is asked about before terms of a workbook are taken over: an emptied cell and a price that is far too high may be slips of the hand.</summary>
internal static class TermsAsks
{
    private const string OffSale = "Pricing.RowOffSale";
    private const string Cleared = "Pricing.RowCleared";
    private const string FarAbove = "Pricing.RowFarAbove";

    /// <summary>By the code at the row, that of the rule that refuses so many rows to which nobody has agreed.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [OffSale] = "Pricing.RowsOffSale",
        [Cleared] = "Pricing.RowsCleared",
        [FarAbove] = "Pricing.RowsFarAbove",
    };

    /// <summary>What is asked about terms that a row sets or takes off; null where nothing is.</summary>
    public static (string Code, object?[] Args)? Of(TermsWrite write) =>
        write.EndsSale ? (OffSale, [write.SkuCode])
        : write.Terms.IsNone ? (Cleared, [write.SkuCode])
        : write.FarAbove is { } known ? (FarAbove, [write.Terms.Price, known])
        : null;
}
