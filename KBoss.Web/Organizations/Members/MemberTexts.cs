using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Organizations.Members;

/// <summary>Marks the words that the pages of members share.</summary>
public sealed class MemberTexts;

/// <summary>Says in the language of the page what is wrong with a workbook of members and what an import changes.</summary>
public sealed class MemberImportTexts(IStringLocalizerFactory localizers, IStringLocalizer<Texts> texts, RuleMessages rules)
{
    private const string Nothing = "—";

    private readonly IStringLocalizer workbook = localizers.Create("Common.WorkbookErrors", "KBoss.Web");

    /// <summary>What is wrong and how to mend it; the reader's own messages, or those of the rule that refused the value.</summary>
    public string Of(CellError error) => error.Code.StartsWith("Workbook.", StringComparison.Ordinal)
        ? string.Format(CultureInfo.CurrentCulture, workbook[error.Code].Value, error.Args)
        : rules.Text(new RuleException(error.Code, error.Args));

    /// <summary>The head of a column as the template writes it.</summary>
    public static string Column(string key) => MemberWorkbook.Schema(OrganizationKind.Distributor).HeaderOf(key, CultureInfo.CurrentUICulture);

    /// <summary>A value of a field as people read it.</summary>
    public string Value(OrganizationKind kind, object? value) => value switch
    {
        null or "" => Nothing,
        IReadOnlyCollection<Role> { Count: 0 } => Nothing,
        IReadOnlyCollection<Role> roles => string.Join(texts["Comma"], roles.Select(role => rules.RoleName(kind, role))),
        _ => value.ToString()!,
    };
}
