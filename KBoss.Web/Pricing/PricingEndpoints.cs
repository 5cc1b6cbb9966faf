using KBoss.Domain.Access;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Web.Common;
using KBoss.Web.Pricing.Workbench;

namespace KBoss.Web.Pricing;

/// <summary>What is sold below cost, the public terms, and prices seen from above, as workbooks.</summary>
public static class PricingEndpoints
{
    /// <summary>Maps the exports, and the workbooks of public terms, of a promotion's products, of a distributor's terms and of a customer's own.</summary>
    public static void MapPricing(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/operations/below-cost/export", (HttpContext http, LossQueries losses, CancellationToken ct) =>
                Answers.WorkbookAsync(() => losses.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CostsView) { Kind = OrganizationKind.Distributor });
        routes.MapGet("/reports/prices/export", (HttpContext http, PriceLookupQueries prices, CancellationToken ct) =>
                Answers.WorkbookAsync(() => prices.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.PricesView) { Kind = OrganizationKind.Distributor });
        routes.MapTerms<PublicTermsRow>("/operations/terms", TermsScopeKind.Public, Permissions.PricesView, Permissions.PricesSetPublic);
        routes.MapTerms<PromotionTermsSheetRow>(
            "/operations/promotions/{key}/products", TermsScopeKind.Promotion, Permissions.PromotionsView, Permissions.PromotionsManage);
        routes.MapTerms<DistributorTermsSheetRow>(
            "/operations/distributors/{key}/terms", TermsScopeKind.Distributor, Permissions.PricesSetDistributor, Permissions.PricesSetDistributor);
        routes.MapTerms<CustomerTermsSheetRow>("/sales/terms/{key}", TermsScopeKind.Customer, Permissions.PricesSetCustomer, Permissions.PricesSetCustomer);
    }
}
