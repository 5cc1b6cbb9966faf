using System.Globalization;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Catalog;

/// <summary>Says in the language of the page what is wrong with a workbook and what an import changes.</summary>
public sealed class ImportTexts(IStringLocalizerFactory localizers, IStringLocalizer<CatalogTexts> catalog, IStringLocalizer<Texts> texts, RuleMessages rules)
{
    private const string Nothing = "—";

    private readonly IStringLocalizer workbook = localizers.Create("Common.WorkbookErrors", "KBoss.Web");

    /// <summary>What is wrong and how to mend it; the reader's own messages, or those of the rule that refused the value.</summary>
    public string Of(CellError error) => error.Code.StartsWith("Workbook.", StringComparison.Ordinal)
        ? string.Format(CultureInfo.CurrentCulture, workbook[error.Code].Value, error.Args)
        : rules.Text(new RuleException(error.Code, error.Args));

    /// <summary>The head of a column as the template writes it.</summary>
    public static string Column(string key) => ProductWorkbook.Schema(floorPriceRequired: false).HeaderOf(key, CultureInfo.CurrentUICulture);

    /// <summary>A value of a field as people read it.</summary>
    public string Value(object? value) => value switch
    {
        null or "" => Nothing,
        decimal price => MoneyText.Format(price, 4),
        BillingUnit unit => catalog[$"Unit.{unit}"],
        ProductTags.None => Nothing,
        ProductTags tags => string.Join(texts["Comma"], Enum.GetValues<ProductTags>().Where(t => t != ProductTags.None && tags.HasFlag(t)).Select(t => catalog[$"Tag.{t}"])),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
