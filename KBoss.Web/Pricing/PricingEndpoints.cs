using KBoss.Domain.Access;
using KBoss.Infrastructure.Pricing;
using KBoss.Web.Common;

namespace KBoss.Web.Pricing;

/// <summary>What is sold below cost, as a workbook.</summary>
public static class PricingEndpoints
{
    /// <summary>Maps the export of what is sold below cost.</summary>
    public static void MapPricing(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/operations/below-cost/export", async (HttpContext http, LossQueries losses, CancellationToken ct) =>
                Answers.Workbook(await losses.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CostsView) { Kind = OrganizationKind.Distributor });
}
