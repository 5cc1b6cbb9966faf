using System.Globalization;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>A name or note that stands in a workbook, in both languages; it shows itself in the language of the current UI culture.</summary>
public sealed record WorkbookText(string Chinese, string English)
{
    /// <summary>The text in a culture's language: Chinese for any Chinese culture, otherwise English.</summary>
    public string In(CultureInfo culture) => culture.TwoLetterISOLanguageName == "zh" ? Chinese : English;

    /// <summary>The text in the language of the current UI culture.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture);

    /// <summary>Several texts as one, separated as each language does.</summary>
    public static WorkbookText Join(IEnumerable<WorkbookText> texts)
    {
        var all = texts.ToList();
        return new(string.Join('、', all.Select(text => text.Chinese)), string.Join(", ", all.Select(text => text.English)));
    }
}
