using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>Asks Alibaba Cloud for the account's templates, which changes nothing and needs account and keys.</summary>
internal sealed class AlibabaCloudSmsCheck(AlibabaCloudSmsSender sender, IOptionsSnapshot<SmsOptions> options) : IVendorCheck
{
    public string Vendor => SmsOptions.Section;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) => SmsVendorTest.AskAsync(sender, options.Value.MissingAccount, options.Value.Templates.Values, ct);
}

/// <summary>Asks Tencent Cloud for the account's templates, which changes nothing and needs account and keys.</summary>
internal sealed class TencentCloudSmsCheck(TencentCloudSmsSender sender, IOptionsSnapshot<TencentCloudSmsOptions> options) : IVendorCheck
{
    public string Vendor => TencentCloudSmsOptions.Section;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) => SmsVendorTest.AskAsync(sender, options.Value.MissingAccount, options.Value.Templates.Values, ct);
}

/// <summary>The question by which both are tested.</summary>
internal static class SmsVendorTest
{
    public static Task<VendorAnswer> AskAsync(ISmsVendor vendor, IReadOnlyList<string> missing, IReadOnlyCollection<string> numbers, CancellationToken ct) =>
        VendorTest.AskAsync(
            missing,
            async token =>
            {
                var templates = await vendor.FindTemplatesAsync(numbers, token);
                return $"{templates.Count(t => t.State == TemplateState.Approved)}/{numbers.Count}";
            },
            e => e is SmsVendorException known ? known.Code : e.GetType().Name, ct);
}
