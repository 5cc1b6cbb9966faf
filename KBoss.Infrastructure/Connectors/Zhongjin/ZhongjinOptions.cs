using KBoss.Infrastructure.Connectors.Partners;

namespace KBoss.Infrastructure.Connectors.Zhongjin;

/// <summary>How this installation is known to 中金: configuration section <c>Connectors:Zhongjin</c>.</summary>
public sealed class ZhongjinOptions : PartnerOptions
{
    public const string Section = "Connectors:Zhongjin";

    /// <summary>The name in the log of calls.</summary>
    public const string Vendor = "Zhongjin";

    protected override string SectionName => Section;
}
