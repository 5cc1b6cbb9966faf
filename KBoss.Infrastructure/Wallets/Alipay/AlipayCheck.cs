using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>Asks Alipay for a trade that there is not: it answers so, signed, when app and keys are right.</summary>
internal sealed class AlipayCheck(AlipayClient alipay, IOptionsSnapshot<AlipayOptions> options) : IVendorCheck
{
    private const string NoTrade = "KBOSS_CONNECTION_TEST";

    public string Vendor => AlipayOptions.Section;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) => VendorTest.AskAsync(
        Missing,
        async ct => (await alipay.QueryAsync(NoTrade, ct)).Status.ToString(),
        e => e is AlipayException { Code: var code, SubCode: var more } ? $"{code} {more}".Trim() : e.GetType().Name,
        ct);
}
