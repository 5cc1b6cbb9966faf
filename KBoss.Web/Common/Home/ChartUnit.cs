namespace KBoss.Web.Common;

/// <summary>What the numbers of a chart are.</summary>
public enum ChartUnit
{
    /// <summary>How many.</summary>
    Count,

    /// <summary>Amounts in yuan.</summary>
    Yuan,

    /// <summary>Shares in whole percent.</summary>
    Percent,
}
