using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>Asks DingTalk for a user that there is not: it answers so when the app, its secret and its permissions are right.</summary>
internal sealed class DingTalkCheck(DingTalkClient dingTalk, IOptionsSnapshot<DingTalkOptions> options) : IVendorCheck
{
    private const string NoPhone = "10000000000";

    public string Vendor => DingTalkOptions.Section;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) => VendorTest.AskAsync(
        Missing,
        async ct =>
        {
            await dingTalk.FindUserAsync(NoPhone, ct);
            return options.Value.CorpId;
        },
        e => e is DingTalkException { Code: var code } ? code : e.GetType().Name,
        ct);
}
