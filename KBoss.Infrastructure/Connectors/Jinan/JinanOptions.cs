using KBoss.Infrastructure.Connectors.Partners;

namespace KBoss.Infrastructure.Connectors.Jinan;

/// <summary>How this installation is known to the supercomputing centre in Jinan: configuration section <c>Connectors:Jinan</c>.</summary>
public sealed class JinanOptions : PartnerOptions
{
    public const string Section = "Connectors:Jinan";

    /// <summary>The name in the log of calls.</summary>
    public const string Vendor = "Jinan";

    protected override string SectionName => Section;
}
