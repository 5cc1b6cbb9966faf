using KBoss.Domain.Common;
using KBoss.Domain.Messaging;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>What a text message is for; each stands for one template registered with the vendor.</summary>
public enum SmsTemplate
{
    /// <summary>Parameter <c>code</c>.</summary>
    LoginCode,

    /// <summary>Parameter <c>code</c>.</summary>
    ResetCode,

    /// <summary>Parameter <c>code</c>; to the old and to the new phone of a member.</summary>
    PhoneCode,

    /// <summary>Parameter <c>code</c>; to a phone that wants to register.</summary>
    RegisterCode,

    /// <summary>Parameter <c>reason</c>; to whoever asked to join an organization.</summary>
    JoinRefused,

    /// <summary>Parameters <c>order</c>, <c>amount</c>.</summary>
    OrderPaid,

    /// <summary>Parameters <c>order</c>, <c>product</c>.</summary>
    ResourceReady,

    /// <summary>Parameters <c>order</c>, <c>product</c>, <c>quantity</c>.</summary>
    Undeliverable,

    /// <summary>Parameters <c>product</c>, <c>date</c>, <c>days</c>.</summary>
    ResourceExpiring,

    /// <summary>Parameter <c>balance</c>.</summary>
    LowBalance,

    /// <summary>Parameter <c>title</c>.</summary>
    SettlementReminder,

    /// <summary>Parameter <c>title</c>.</summary>
    ApprovalReminder,

    /// <summary>Parameter <c>content</c>.</summary>
    Marketing,

    /// <summary>Parameters <c>customer</c>, <c>content</c>; advertising that addresses the customer.</summary>
    MarketingOffer,
}

/// <summary>
/// A text message to one phone: the template's parameters by name, and an optional <see cref="OutId"/> that comes back in the
/// carrier's receipt. The parameters may hold a code, so the message never prints them.
/// </summary>
public sealed record SmsMessage(string Phone, SmsTemplate Template, IReadOnlyDictionary<string, string> Parameters, string? OutId = null)
{
    /// <summary>The message with parameters of so many characters at most; no character is cut in two.</summary>
    public SmsMessage Cut(int length) => this with
    {
        Parameters = Parameters.ToDictionary(
            parameter => parameter.Key,
            parameter => parameter.Value.Length <= length ? parameter.Value
                : parameter.Value[..(char.IsHighSurrogate(parameter.Value[length - 1]) ? length - 1 : length)].TrimEnd()),
    };

    /// <summary>The template and the masked phone: all that may be logged.</summary>
    public override string ToString() => $"{Template} to {Masked.Phone(Phone)}";
}

/// <summary>What became of a message, as far as the vendor can say at once.</summary>
public enum SmsOutcome
{
    /// <summary>The vendor took the message.</summary>
    Sent,

    /// <summary>Certainly not sent; sending it again later is safe.</summary>
    RetryLater,

    /// <summary>No usable answer came: it may have been sent. Sending it again may send (and charge) it twice.</summary>
    Uncertain,

    /// <summary>The vendor's own limit for this phone is reached.</summary>
    TooFrequent,

    /// <summary>The phone cannot be reached; sending it again never helps.</summary>
    BadNumber,

    /// <summary>Account, signature or template is not in order: somebody has to mend the settings.</summary>
    ConfigurationFault,
}

/// <summary>What the vendor answered: its code and message, and the numbers by which it can be asked about the message.</summary>
public sealed record SmsReceipt(SmsOutcome Outcome, string Code, string Message = "", string? BizId = null, string? RequestId = null)
{
    /// <summary>Who was asked last.</summary>
    public SmsVendor Vendor { get; init; }
}

/// <summary>Sends text messages. A failure is an outcome, not an exception; only cancellation is thrown.</summary>
public interface ISmsSender
{
    Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken cancellationToken = default);
}
