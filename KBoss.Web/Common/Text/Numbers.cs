using System.Globalization;

namespace KBoss.Web.Common;

/// <summary>Numbers of things as people read them, the same in every language: <c>15,011</c>. Amounts are written by <see cref="MoneyText"/>.</summary>
public static class Numbers
{
    public static string Grouped(this int count) => Grouped((long)count);

    public static string Grouped(this long count) => Grouped((decimal)count);

    /// <summary>A discount or rate as a share, with two to four decimals: <c>0.88</c>.</summary>
    public static string Share(this decimal share) => share.ToString("0.00##", CultureInfo.InvariantCulture);

    public static string Grouped(this decimal count) => count.ToString("#,##0", CultureInfo.InvariantCulture);
}
