using System.Globalization;

namespace KBoss.Web.Common;

/// <summary>Numbers of things as people read them, the same in every language: <c>15,011</c>. Amounts are written by <see cref="MoneyText"/>.</summary>
public static class Numbers
{
    public static string Grouped(this int count) => Grouped((long)count);

    public static string Grouped(this long count) => Grouped((decimal)count);

    /// <summary>A discount or rate as a share, with two to four decimals: <c>0.88</c>.</summary>
    public static string Share(this decimal share) => share.ToString("0.00##", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole in whole percent: <c>83%</c>; a dash where there is nothing to be a part of.</summary>
    public static string PercentOf(this int part, int whole) =>
        whole == 0 ? "—" : Math.Round(100m * part / whole, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture) + "%";

    /// <summary>
    /// How much more or less something is than before, in percent with its sign: <c>+12%</c>; nothing where there was nothing before, or so little that
    /// percents say nothing.
    /// </summary>
    public static string? ChangeFrom(this decimal value, decimal before) => before <= 0 || value > 10 * before ? null
        : Math.Round(100m * (value - before) / before, MidpointRounding.AwayFromZero).ToString("+#,##0;-#,##0;0", CultureInfo.InvariantCulture) + "%";

    public static string Grouped(this decimal count) => count.ToString("#,##0", CultureInfo.InvariantCulture);
}
