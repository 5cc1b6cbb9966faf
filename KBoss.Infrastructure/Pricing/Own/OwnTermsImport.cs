using KBoss.Infrastructure.Pricing.Workbench;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>One row of a workbook of a customer's own terms.</summary>
public sealed record CustomerTermsSheetRow : TermsSheetRow;

/// <summary>A workbook of one customer's own terms, asked over the desk as a change on the page is.</summary>
public sealed class OwnTermsImport(TermsFinder finder) : TermsImport<CustomerTermsSheetRow>(TermsScopeKind.Customer, finder);
