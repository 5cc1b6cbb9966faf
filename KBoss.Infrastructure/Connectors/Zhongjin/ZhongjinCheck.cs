using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Connectors.Partners;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Zhongjin;

/// <summary>Asks 中金 whether it answers and knows the key.</summary>
internal sealed class ZhongjinCheck(ZhongjinClient zhongjin, IOptionsSnapshot<ZhongjinOptions> options) : IVendorCheck
{
    public string Vendor => ZhongjinOptions.Vendor;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) =>
        VendorTest.AskAsync(Missing, zhongjin.PingAsync, e => e is PartnerException { Code: var code } ? code : e.GetType().Name, ct);
}
