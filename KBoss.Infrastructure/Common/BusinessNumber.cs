using System.Globalization;
using System.Security.Cryptography;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common;

/// <summary>
/// The numbers that people and other systems see: a prefix, the Shanghai date and time to the second, and six random digits,
/// such as <c>KB20261122093015482913</c>. Letters and digits only, as Alipay asks of an <c>out_trade_no</c>.
/// A collision breaks the unique index and the transaction runs again with another number.
/// </summary>
public static class BusinessNumber
{
    public const string Order = "KB";
    public const string Recharge = "RC";
    public const string Task = "FT";
    public const string Resource = "RS";
    public const string ResourceTask = "RT";
    public const string Ticket = "TK";
    public const string Promotion = "PM";
    public const string Approval = "AP";
    public const string Device = "DV";
    public const string Stocktake = "ST";
    public const string Campaign = "CP";
    public const string Lead = "LD";

    /// <summary>A new number of the kind.</summary>
    public static string New(string prefix, DateTime now) =>
        prefix + ChinaTime.FromUtc(now).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
            + RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
}
