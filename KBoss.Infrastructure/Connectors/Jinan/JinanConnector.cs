using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Connectors.Plans;
using KBoss.Infrastructure.Delivery;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Jinan;

/// <summary>Opens compute hours and nodes at the supercomputing centre, always in the account that is bound to the customer.</summary>
public sealed class JinanConnector(
    JinanClient jinan, IOptionsSnapshot<JinanOptions> options, DeliveryPlans plans, KBossDbContextFactory contexts, IEnumerable<IJinanAccounts> accounts)
    : PartnerConnector(jinan, options.Value, plans, contexts)
{
    public override Connector Kind => Connector.Jinan;

    public override ConnectorAbilities Abilities =>
        ConnectorAbilities.Open | ConnectorAbilities.Renew | ConnectorAbilities.Terminate | ConnectorAbilities.Desktop | ConnectorAbilities.Terminal;

    protected override async Task<string?> AccountAsync(OpeningRequest request, CancellationToken ct)
    {
        foreach (var pool in accounts)
        {
            if (await pool.BoundToAsync(request.OrganizationId, request.Parties.BuyerId, ct) is { } account)
            {
                return account;
            }
        }

        throw new ConnectorRefusedException("Connectors.NoAccount", request.CustomerName);
    }

    protected override string? RefusalOf(string code) => null;
}
