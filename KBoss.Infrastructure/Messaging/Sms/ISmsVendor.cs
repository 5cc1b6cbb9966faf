using KBoss.Domain.Messaging;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>A company that sends text messages: one for each value of <see cref="SmsVendor"/>.</summary>
public interface ISmsVendor
{
    SmsVendor Vendor { get; }

    /// <summary>The keys of the configuration without which one kind of message cannot be sent.</summary>
    IReadOnlyList<string> MissingFor(SmsTemplate template);

    /// <summary>The keys of the configuration without which the account cannot be used at all.</summary>
    IReadOnlyList<string> MissingAccount { get; }

    /// <summary>The vendor's number of a template; empty where none is set.</summary>
    string NumberOf(SmsTemplate template);

    /// <summary>The signature that stands in front of every message.</summary>
    string SignName { get; }

    /// <summary>Sends one message, once.</summary>
    Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken ct);

    /// <summary>What the carriers say of a message; null while they say nothing. Throws <see cref="SmsVendorException"/> when the vendor cannot say.</summary>
    Task<SmsReport?> FindReportAsync(SmsAsked asked, CancellationToken ct);

    /// <summary>The templates with these numbers as the vendor has them. Throws <see cref="SmsVendorException"/> when the vendor cannot say.</summary>
    Task<IReadOnlyList<RegisteredTemplate>> FindTemplatesAsync(IReadOnlyCollection<string> numbers, CancellationToken ct);
}

/// <summary>A message whose report is asked for: the vendor's number, our key, the phone and when it was sent (UTC).</summary>
public sealed record SmsAsked(string VendorId, string Key, string Phone, DateTime SentAt);

/// <summary>What a carrier says became of a message: <paramref name="At"/> in UTC, <paramref name="Parts"/> as it is charged where the vendor says so.</summary>
public sealed record SmsReport(string VendorId, string Key, string Phone, bool Delivered, string Code, string Words, int? Parts, DateTime At);

/// <summary>Whether a vendor lets a template be used.</summary>
public enum TemplateState
{
    Approved,
    Waiting,
    Refused,
}

/// <summary>A template at the vendor: its number, text and state, and why it was refused.</summary>
public sealed record RegisteredTemplate(string Number, string Text, TemplateState State, string Reason);

/// <summary>The vendor did not say what it was asked; <paramref name="code"/> is its own code.</summary>
public sealed class SmsVendorException(string code, string message) : Exception($"{code}: {message}")
{
    public string Code { get; } = code;
}
