using System.Globalization;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>Working time in words: hours, and below one hour minutes.</summary>
public static class WorkTime
{
    /// <summary>How much it is, a minute at least.</summary>
    public static string Work(this IStringLocalizer<Texts> texts, TimeSpan time) => time.TotalHours < 1
        ? texts["WorkMinutes", Math.Max(1, (int)time.TotalMinutes)]
        : texts["WorkHours", Math.Round(time.TotalHours, 1)];

    /// <summary>For how much of it something has waited.</summary>
    public static string Waited(this IStringLocalizer<Texts> texts, TimeSpan time) =>
        time.TotalMinutes < 1 ? texts["JustNow"] : texts["AgeSince", texts.Work(time)];

    /// <summary>For how many hours, without the word, where what stands there is called working hours; below one hour minutes with the word.</summary>
    public static string WaitedHours(this IStringLocalizer<Texts> texts, TimeSpan time) => time.TotalMinutes < 1 ? texts["JustNow"]
        : time.TotalHours < 1 ? texts["AgeMinutes", (int)time.TotalMinutes]
        : Math.Round(time.TotalHours, 1).ToString(CultureInfo.InvariantCulture);
}
