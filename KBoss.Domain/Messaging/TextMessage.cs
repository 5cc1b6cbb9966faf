using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>A company that sends text messages for the platform.</summary>
public enum SmsVendor
{
    AlibabaCloud,
    TencentCloud,
}

/// <summary>How far a text message has come.</summary>
public enum TextMessageState
{
    /// <summary>It waits to be sent, or to be tried again.</summary>
    Waiting,

    /// <summary>A vendor is being called now.</summary>
    Sending,

    /// <summary>The vendor has taken it; the carrier has not said yet what became of it.</summary>
    Accepted,

    /// <summary>The carrier says that the phone has it.</summary>
    Delivered,

    /// <summary>The carrier says that the phone does not have it.</summary>
    Undelivered,

    /// <summary>It was not sent and will not be.</summary>
    Refused,

    /// <summary>No answer came: it may have been sent, so it is not sent again; a report may still tell.</summary>
    Uncertain,
}

/// <summary>
/// One text message of the platform to a phone: for which template, through whom and what became of it; never what stood in it. It stands between the
/// recipient's organization and its seller, whose people may ask what became of it; of the platform's own people both are the same.
/// </summary>
public sealed class TextMessage : SharedEntity
{
    private TextMessage()
    {
    }

    public TextMessage(Parties parties, string key, string phone, string template, DateTime now)
        : base(parties)
    {
        Key = Require.Text(key, "key", 100);
        Phone = Require.Number(phone, "phone");
        Template = Require.Text(template, "template", 30);
        CreatedAt = Require.Utc(now);
    }

    /// <summary>The key of the outbox message, unique; it goes to the vendor and comes back with the carrier's report.</summary>
    public string Key { get; private set; } = "";

    public string Phone { get; private set; } = "";

    /// <summary>For what it is, such as <c>LoginCode</c>.</summary>
    public string Template { get; private set; } = "";

    public TextMessageState State { get; private set; } = TextMessageState.Waiting;

    /// <summary>Who was asked last to send it; null before that.</summary>
    public SmsVendor? Vendor { get; private set; }

    /// <summary>The vendor's number of the message (BizId, SerialNo), by which its reports name it.</summary>
    public string VendorId { get; private set; } = "";

    /// <summary>The last code of vendor or carrier.</summary>
    public string Code { get; private set; } = "";

    /// <summary>What the vendor or carrier says to that code, in its own words.</summary>
    public string Words { get; private set; } = "";

    /// <summary>How many messages the carrier counts and charges: one up to 70 characters, above that one for each 67.</summary>
    public int Parts { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When it was given to the vendor last (UTC): it counts for the quotas of its phone from then.</summary>
    public DateTime? SentAt { get; private set; }

    /// <summary>When the carrier's report came or, as the carrier says, the phone received it (UTC).</summary>
    public DateTime? ReportedAt { get; private set; }

    /// <summary>When the vendor was last asked for a report (UTC).</summary>
    public DateTime? AskedAt { get; private set; }

    /// <summary>
    /// A vendor is going to be called; false where that must not be. One whose call did not come to an end may have been sent, and is
    /// <see cref="TextMessageState.Uncertain"/>.
    /// </summary>
    public bool Begin(int parts, DateTime now)
    {
        if (State == TextMessageState.Sending)
        {
            State = TextMessageState.Uncertain;
        }

        if (State != TextMessageState.Waiting)
        {
            return false;
        }

        (State, Parts, SentAt) = (TextMessageState.Sending, parts, Require.Utc(now));
        return true;
    }

    /// <summary>What the vendor answered.</summary>
    public void End(TextMessageState state, SmsVendor vendor, string vendorId, string code, string words)
    {
        (State, Vendor, VendorId, Code, Words) = (state, vendor, Short(vendorId, 100), Short(code, 100), Short(words, 200));
        if (state is TextMessageState.Waiting or TextMessageState.Refused)
        {
            // What was certainly not sent takes nothing of the quota.
            SentAt = null;
        }
    }

    /// <summary>It is not sent, for a reason of our own.</summary>
    public void Refuse(string code, string words = "") => (State, Code, Words, SentAt) = (TextMessageState.Refused, Short(code, 100), Short(words, 200), null);

    /// <summary>The carrier's report; once there is one, none that comes later or again changes it.</summary>
    public bool Report(SmsVendor vendor, bool delivered, string vendorId, string code, string words, int? parts, DateTime at)
    {
        if (State is not (TextMessageState.Accepted or TextMessageState.Uncertain or TextMessageState.Sending))
        {
            return false;
        }

        State = delivered ? TextMessageState.Delivered : TextMessageState.Undelivered;
        (Code, Words, ReportedAt, Parts) = (Short(code, 100), Short(words, 200), Require.Utc(at), parts ?? Parts);
        Vendor ??= vendor;
        VendorId = VendorId.Length > 0 ? VendorId : Short(vendorId, 100);
        return true;
    }

    /// <summary>The vendor was asked.</summary>
    public void Asked(DateTime now) => AskedAt = Require.Utc(now);

    private static string Short(string text, int max) => text.Length <= max ? text : text[..max];
}
