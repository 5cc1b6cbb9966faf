using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Connectors.Partners;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Jinan;

/// <summary>Asks the centre whether it answers and knows the key.</summary>
internal sealed class JinanCheck(JinanClient jinan, IOptionsSnapshot<JinanOptions> options) : IVendorCheck
{
    public string Vendor => JinanOptions.Vendor;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) =>
        VendorTest.AskAsync(Missing, jinan.PingAsync, e => e is PartnerException { Code: var code } ? code : e.GetType().Name, ct);
}
