using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.TencentCloud;

/// <summary>Asks Tencent Cloud whose account the key belongs to.</summary>
internal sealed class TencentCloudCheck(TencentCloudClient tencent, IOptionsSnapshot<TencentCloudOptions> options) : IVendorCheck
{
    public string Vendor => TencentCloudOptions.Vendor;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) => VendorTest.AskAsync(
        Missing, async ct => Masked.Number(await tencent.AccountAsync(ct)), e => e is TencentCloudException { Code: var code } ? code : e.GetType().Name, ct);
}
