using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>How Alipay writes amounts, times, states, numbers and subjects.</summary>
public static class AlipayFormat
{
    /// <summary>The least amount of a trade, in yuan.</summary>
    public const decimal MinAmount = 0.01m;

    /// <summary>The greatest amount of a trade, in yuan.</summary>
    public const decimal MaxAmount = 100_000_000m;

    private const string TimePattern = "yyyy-MM-dd HH:mm:ss";

    private const int MaxSubject = 256;

    internal static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// An amount in yuan as Alipay takes it (<c>88.80</c>); never rounds: <see cref="ArgumentOutOfRangeException"/> outside 0.01 … 100,000,000 or with a
    /// third decimal.
    /// </summary>
    public static string Amount(decimal yuan) =>
        yuan is >= MinAmount and <= MaxAmount && decimal.Round(yuan, 2) == yuan
            ? yuan.ToString("0.00", CultureInfo.InvariantCulture)
            : throw new ArgumentOutOfRangeException(nameof(yuan), yuan, "Alipay takes 0.01 to 100,000,000 yuan with at most two decimals.");

    /// <summary>Reads an amount in yuan; false for anything but digits with at most two decimals.</summary>
    public static bool TryParseAmount(string? text, out decimal yuan) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out yuan) && decimal.Round(yuan, 2) == yuan;

    /// <summary>A UTC time as Beijing time, the way Alipay writes it.</summary>
    public static string Time(DateTime utc) =>
        ChinaTime.FromUtc(utc).ToString(TimePattern, CultureInfo.InvariantCulture);

    /// <summary>Reads Alipay's Beijing time into UTC.</summary>
    public static bool TryParseTime(string? text, out DateTime utc)
    {
        var read = DateTime.TryParseExact(text, TimePattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        // Beijing has skipped hours in its history (1986–1991); such a time is no time.
        utc = read && !ChinaTime.Zone.IsInvalidTime(local) ? ChinaTime.ToUtc(local) : default;
        return utc != default;
    }

    /// <summary>Whether a number can be an <c>out_trade_no</c>: 1 to 64 ASCII letters, digits and underscores.</summary>
    public static bool IsOutTradeNo(string? value) =>
        value is { Length: >= 1 and <= 64 } && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>A subject that Alipay takes: <c>/ = &amp;</c> and control characters become spaces, at most 256 characters.</summary>
    public static string Subject(string text)
    {
        var subject = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (subject.Length + rune.Utf16SequenceLength > MaxSubject)
            {
                break;
            }

            if (rune.Value is '/' or '=' or '&' || Rune.IsControl(rune))
            {
                subject.Append(' ');
            }
            else
            {
                subject.Append(rune);
            }
        }

        return subject.ToString().Trim() is { Length: > 0 } cleaned
            ? cleaned
            : throw new ArgumentException("A trade needs a subject.", nameof(text));
    }

    /// <summary>Alipay's word for a state.</summary>
    public static string Status(AlipayTradeStatus status) => status switch
    {
        AlipayTradeStatus.WaitBuyerPay => "WAIT_BUYER_PAY",
        AlipayTradeStatus.Closed => "TRADE_CLOSED",
        AlipayTradeStatus.Success => "TRADE_SUCCESS",
        AlipayTradeStatus.Finished => "TRADE_FINISHED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Alipay has no word for a trade that does not exist."),
    };

    /// <summary>Reads Alipay's word for a state.</summary>
    public static AlipayTradeStatus? ParseStatus(string? text) => text switch
    {
        "WAIT_BUYER_PAY" => AlipayTradeStatus.WaitBuyerPay,
        "TRADE_CLOSED" => AlipayTradeStatus.Closed,
        "TRADE_SUCCESS" => AlipayTradeStatus.Success,
        "TRADE_FINISHED" => AlipayTradeStatus.Finished,
        _ => null,
    };
}
