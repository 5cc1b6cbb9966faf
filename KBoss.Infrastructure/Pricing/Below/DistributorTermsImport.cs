using KBoss.Infrastructure.Pricing.Workbench;

namespace KBoss.Infrastructure.Pricing.Below;

/// <summary>One row of a workbook of the terms on which a distributor buys.</summary>
public sealed record DistributorTermsSheetRow : TermsSheetRow;

/// <summary>A workbook of the terms of one distributor below, asked over the desk as a change on the page is.</summary>
public sealed class DistributorTermsImport(TermsFinder finder) : TermsImport<DistributorTermsSheetRow>(TermsScopeKind.Distributor, finder);
