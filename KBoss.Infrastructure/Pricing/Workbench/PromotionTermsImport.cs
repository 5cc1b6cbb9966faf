namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>One row of a workbook of a promotion's products.</summary>
public sealed record PromotionTermsSheetRow : TermsSheetRow;

/// <summary>A workbook of the products of one promotion with their discounts: an emptied one takes the product out.</summary>
public sealed class PromotionTermsImport(TermsFinder finder) : TermsImport<PromotionTermsSheetRow>(TermsScopeKind.Promotion, finder);
