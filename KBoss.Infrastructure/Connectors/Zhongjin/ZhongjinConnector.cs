using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Connectors.Plans;
using KBoss.Infrastructure.Delivery;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Zhongjin;

/// <summary>Opens at 中金 what runs on the Tencent Cloud platform, for customers on its whitelist.</summary>
public sealed class ZhongjinConnector(ZhongjinClient zhongjin, IOptionsSnapshot<ZhongjinOptions> options, DeliveryPlans plans, KBossDbContextFactory contexts)
    : PartnerConnector(zhongjin, options.Value, plans, contexts)
{
    public override Connector Kind => Connector.Zhongjin;

    public override ConnectorAbilities Abilities =>
        ConnectorAbilities.Open | ConnectorAbilities.Renew | ConnectorAbilities.Terminate | ConnectorAbilities.Console | ConnectorAbilities.Terminal;

    protected override string? RefusalOf(string code) => code == "Refused.NotWhitelisted" ? "Connectors.NotWhitelisted" : null;
}
