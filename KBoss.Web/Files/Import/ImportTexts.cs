using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Files.Import;

/// <summary>Says in the language of the page what is wrong with a workbook and what an import changes.</summary>
public sealed class ImportTexts(IStringLocalizerFactory localizers, RuleMessages rules)
{
    private const string Nothing = "—";

    private readonly IStringLocalizer workbook = localizers.Create("Common.WorkbookErrors", "KBoss.Web");

    /// <summary>What is wrong and how to mend it; the reader's own messages, or those of the rule that refused the value.</summary>
    public string Of(CellError error) => error.Code.StartsWith("Workbook.", StringComparison.Ordinal)
        ? string.Format(CultureInfo.CurrentCulture, workbook[error.Code].Value, error.Args)
        : rules.Text(new RuleException(error.Code, error.Args));

    /// <summary>A value of a field as people read it: in the words of its kind, or else as it is.</summary>
    public static string Value(object? value, Func<object, string?>? say)
    {
        var text = value is null ? "" : say?.Invoke(value) ?? Convert.ToString(value, CultureInfo.InvariantCulture);
        return string.IsNullOrEmpty(text) ? Nothing : text;
    }
}
