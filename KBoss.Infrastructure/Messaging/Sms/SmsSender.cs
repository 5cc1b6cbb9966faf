using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>
/// Chooses who sends: the vendor that the settings name first, if it has what this message needs. The other one is asked only when the first certainly
/// did not send, never when its answer was lost: a second message costs money and trust.
/// </summary>
public sealed class SmsSender(IEnumerable<ISmsVendor> vendors, IOptionsSnapshot<SmsOptions> options, ILogger<SmsSender> logger) : ISmsSender
{
    /// <summary>The vendors in the order in which they are asked for a template; empty when nobody can send it.</summary>
    public IReadOnlyList<ISmsVendor> For(SmsTemplate template) => [.. Ordered.Where(vendor => vendor.MissingFor(template).Count == 0)];

    /// <summary>All vendors, the first choice first.</summary>
    public IReadOnlyList<ISmsVendor> Ordered => [.. vendors.OrderBy(vendor => vendor.Vendor != options.Value.Primary).ThenBy(vendor => vendor.Vendor)];

    /// <inheritdoc />
    public async Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
    {
        var able = For(message.Template);
        if (able.Count == 0)
        {
            // The first choice says what it misses.
            return await Ordered[0].SendAsync(message, cancellationToken);
        }

        var receipt = await able[0].SendAsync(message, cancellationToken);
        if (receipt.Outcome != SmsOutcome.RetryLater || able.Count == 1)
        {
            return receipt;
        }

        logger.LogWarning("{First} could not send ({Code}); {Second} is asked.", able[0].Vendor, receipt.Code, able[1].Vendor);
        return await able[1].SendAsync(message, cancellationToken);
    }
}
