using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Texts;

/// <summary>An answer that somebody wrote to one of our messages.</summary>
public sealed record SmsReply(string Phone, string Text);

/// <summary>What a vendor has pushed, read.</summary>
public sealed record SmsPush(IReadOnlyList<SmsReport> Reports, IReadOnlyList<SmsReply> Replies);

/// <summary>
/// Receives what the vendors push: reports of the carriers and answers of people. Neither vendor signs it, so the address holds a secret; and what is said is
/// only believed of messages that we gave to that vendor.
/// </summary>
public sealed class SmsCallbacks(
    SmsReports reports, MarketingConsents consents, IOptionsSnapshot<SmsOptions> options, TimeProvider time, ILogger<SmsCallbacks> log)
{
    private const int ShortestSecret = 16;

    /// <summary>Whether the secret of the address is the one that is set; none that is set opens nothing.</summary>
    public bool Opens(string secret)
    {
        var expected = options.Value.CallbackSecret;
        return expected.Length >= ShortestSecret && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>Keeps what was pushed; throws <see cref="JsonException"/> for what neither vendor pushes.</summary>
    public async Task ReceiveAsync(SmsVendor vendor, JsonDocument body, CancellationToken ct)
    {
        var push = Read(vendor, body.RootElement, time.GetUtcNow().UtcDateTime);
        var kept = await reports.TakeAsync(vendor, push.Reports, ct);
        foreach (var reply in push.Replies)
        {
            await consents.ReplyAsync(reply.Phone, reply.Text, ct);
        }

        log.LogInformation("{Vendor} pushed {Reports} reports, {Kept} of them new, and {Replies} answers.", vendor, push.Reports.Count, kept, push.Replies.Count);
    }

    /// <summary>Reads a push: a list of reports or answers, or a single one.</summary>
    internal static SmsPush Read(SmsVendor vendor, JsonElement root, DateTime now)
    {
        var items = root.ValueKind switch
        {
            JsonValueKind.Array => [.. root.EnumerateArray()],
            JsonValueKind.Object => new List<JsonElement> { root },
            _ => throw new JsonException("Neither a list nor an object."),
        };
        if (items.Exists(item => item.ValueKind != JsonValueKind.Object))
        {
            throw new JsonException("A list of something else.");
        }

        return vendor == SmsVendor.AlibabaCloud
            ? new SmsPush(
                [.. items.Where(i => Has(i, "biz_id")).Select(i => OfAlibaba(i, now))],
                [.. items.Where(i => Has(i, "content")).Select(i => new SmsReply(Phone(i, "phone_number"), Text(i, "content")))])
            : new SmsPush(
                [.. items.Where(i => Has(i, "sid")).Select(i => OfTencent(i, now))],
                [.. items.Where(i => Has(i, "text")).Select(i => new SmsReply(Phone(i, "mobile"), Text(i, "text")))]);
    }

    private static SmsReport OfAlibaba(JsonElement item, DateTime now) => new(
        Text(item, "biz_id"), Text(item, "out_id"), Phone(item, "phone_number"),
        item.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True,
        Text(item, "err_code"), Text(item, "err_msg"),
        int.TryParse(Text(item, "sms_size"), NumberStyles.None, CultureInfo.InvariantCulture, out var parts) ? parts : null,
        ChinaTimes.Read(Text(item, "report_time")) ?? now);

    private static SmsReport OfTencent(JsonElement item, DateTime now) => new(
        Text(item, "sid"), "", Phone(item, "mobile"), Text(item, "report_status") == "SUCCESS", Text(item, "errmsg"), Text(item, "description"), null,
        ChinaTimes.Read(Text(item, "user_receive_time")) ?? now);

    private static bool Has(JsonElement item, string name) => item.TryGetProperty(name, out _);

    private static string Phone(JsonElement item, string name) => Phones.Mobile(Text(item, name)) ?? "";

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value)
        ? value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Number => value.GetRawText(), _ => "" } : "";
}
