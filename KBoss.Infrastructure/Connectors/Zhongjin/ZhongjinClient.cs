using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Connectors.Partners;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Zhongjin;

/// <summary>A customer as 中金 knows it; the reason is 中金's own, where it refuses.</summary>
public sealed record ZhongjinCustomer(string Code, Whitelisting State, string? Reason = null);

/// <summary>Speaks with 中金: customers and whether they are on its whitelist.</summary>
public sealed class ZhongjinClient(HttpClient http, IOptionsSnapshot<ZhongjinOptions> options) : PartnerClient(http, options.Value)
{
    /// <summary>Tells 中金 of a customer, or what it is called now; sent twice it is the same customer. It waits for the whitelist from then.</summary>
    public Task<ZhongjinCustomer> SyncCustomerAsync(PartnerBuyer customer, long organizationId, CancellationToken ct = default) => SendAsync<ZhongjinCustomer>(
        HttpMethod.Put, $"customers/{Segment(customer.Code)}", "sync", new { name = customer.Name }, "", customer.Code, organizationId, ct);

    /// <summary>Whether a customer is on the whitelist; one that 中金 does not know is not synced.</summary>
    public async Task<ZhongjinCustomer> WhitelistAsync(string code, long organizationId, CancellationToken ct = default)
    {
        try
        {
            return await SendAsync<ZhongjinCustomer>(HttpMethod.Get, $"customers/{Segment(code)}", "whitelist", null, "", code, organizationId, ct);
        }
        catch (PartnerException e) when (e.Code == PartnerException.NotFound)
        {
            return new ZhongjinCustomer(code, Whitelisting.NotSynced);
        }
    }
}
