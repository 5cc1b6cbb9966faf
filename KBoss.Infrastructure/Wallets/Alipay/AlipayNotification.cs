using System.Security.Cryptography;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>Why a message that says it comes from Alipay is not believed.</summary>
public enum AlipayRefusal
{
    NotConfigured,
    BadSignature,
    OtherApp,
    OtherSeller,

    /// <summary>Signed, but without the fields that the protocol promises.</summary>
    Malformed,
}

/// <summary>A message that says it comes from Alipay and is not believed.</summary>
public sealed class AlipayRefusedException(AlipayRefusal refusal, string message) : Exception(message)
{
    public AlipayRefusal Refusal { get; } = refusal;
}

/// <summary>
/// An asynchronous notification that was proved to come from Alipay for this app. Times are UTC, amounts yuan.
/// Whether the trade exists here, and whether <see cref="TotalAmount"/> is what it costs, the receiver still has to check.
/// </summary>
public sealed record AlipayNotification(
    string NotifyId,
    string OutTradeNo,
    string TradeNo,
    decimal TotalAmount,
    AlipayTradeStatus Status,
    DateTime? PaidAt,
    decimal? RefundFee,
    string? RefundRequestNo,
    bool IsRefund,
    string SellerId,
    string BuyerId,
    string PassbackParams)
{
    /// <summary>What the endpoint answers once the notification is dealt with; anything else makes Alipay send it again.</summary>
    public const string Acknowledgement = "success";

    /// <summary>Whether it tells of a payment: a refund also comes as <c>TRADE_SUCCESS</c> and must not be booked as a second one.</summary>
    public bool IsPayment => Status is AlipayTradeStatus.Success or AlipayTradeStatus.Finished && !IsRefund;

    /// <summary>Proves and reads a notification from its decoded form values; otherwise <see cref="AlipayRefusedException"/>.</summary>
    public static AlipayNotification Verify(IReadOnlyDictionary<string, string> form, AlipayOptions options)
    {
        var fields = AlipayFields.Verify(form, options);
        // The same keys sign other kinds of messages; only this kind tells of a trade's state.
        if (fields.Text("notify_type") != "trade_status_sync")
        {
            throw AlipayFields.Malformed("notify_type");
        }

        var refundFee = fields.OptionalAmount("refund_fee");
        return new AlipayNotification(
            fields.Text("notify_id"),
            fields.Text("out_trade_no"),
            fields.Text("trade_no"),
            fields.Amount("total_amount"),
            AlipayFormat.ParseStatus(fields.Text("trade_status")) ?? throw AlipayFields.Malformed("trade_status"),
            fields.OptionalTime("gmt_payment"),
            refundFee,
            fields.Optional("out_biz_no"),
            refundFee > 0 || fields.Optional("gmt_refund") is not null,
            fields.Optional("seller_id") ?? "",
            fields.Optional("buyer_id") ?? "",
            Uri.UnescapeDataString(fields.Optional("passback_params") ?? ""));
    }
}

/// <summary>
/// What the buyer's browser brings back from the cashier, proved to come from Alipay. It says nothing about the state
/// of the trade: that comes from the notification or from a query.
/// </summary>
public sealed record AlipayReturn(string OutTradeNo, string TradeNo, decimal TotalAmount)
{
    /// <summary>Proves and reads the return from its decoded query values; otherwise <see cref="AlipayRefusedException"/>.</summary>
    public static AlipayReturn Verify(IReadOnlyDictionary<string, string> query, AlipayOptions options)
    {
        var fields = AlipayFields.Verify(query, options);
        return new AlipayReturn(fields.Text("out_trade_no"), fields.Text("trade_no"), fields.Amount("total_amount"));
    }
}

internal readonly struct AlipayFields
{
    private readonly IReadOnlyDictionary<string, string> values;

    private AlipayFields(IReadOnlyDictionary<string, string> values) => this.values = values;

    public static AlipayFields Verify(IReadOnlyDictionary<string, string> values, AlipayOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.AppId) || string.IsNullOrWhiteSpace(options.AlipayPublicKey))
        {
            throw new AlipayRefusedException(AlipayRefusal.NotConfigured, "Alipay is not configured here.");
        }

        // A weaker sign_type is refused outright: nobody may choose the algorithm for us.
        if (values.GetValueOrDefault("sign_type") != AlipaySignature.SignType || !IsSigned(values, options.AlipayPublicKey))
        {
            throw new AlipayRefusedException(AlipayRefusal.BadSignature, "The message is not signed by Alipay.");
        }

        if (values.GetValueOrDefault("app_id") != options.AppId)
        {
            throw new AlipayRefusedException(AlipayRefusal.OtherApp, "The message is for another app.");
        }

        return string.IsNullOrWhiteSpace(options.SellerId) || values.GetValueOrDefault("seller_id") == options.SellerId
            ? new AlipayFields(values)
            : throw new AlipayRefusedException(AlipayRefusal.OtherSeller, "The message is for another seller.");
    }

    public static AlipayRefusedException Malformed(string field) =>
        new(AlipayRefusal.Malformed, $"The message has no usable {field}.");

    public string? Optional(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public string Text(string name) => Optional(name) ?? throw Malformed(name);

    public decimal Amount(string name) => AlipayFormat.TryParseAmount(Text(name), out var yuan) ? yuan : throw Malformed(name);

    public decimal? OptionalAmount(string name) => Optional(name) is null ? null : Amount(name);

    public DateTime? OptionalTime(string name) =>
        Optional(name) is not { } text ? null : AlipayFormat.TryParseTime(text, out var utc) ? utc : throw Malformed(name);

    private static bool IsSigned(IReadOnlyDictionary<string, string> values, string alipayPublicKey)
    {
        try
        {
            return AlipaySignature.Verify(AlipaySignature.NotificationString(values), values.GetValueOrDefault("sign"), alipayPublicKey);
        }
        catch (CryptographicException exception)
        {
            throw new AlipayRefusedException(AlipayRefusal.NotConfigured, exception.Message);
        }
    }
}
