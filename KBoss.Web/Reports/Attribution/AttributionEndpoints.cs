using KBoss.Domain.Access;
using KBoss.Infrastructure.Reports.Attribution;
using KBoss.Web.Common;

namespace KBoss.Web.Reports.Attribution;

/// <summary>The attribution as a workbook.</summary>
public static class AttributionEndpoints
{
    /// <summary>Maps the export of the report.</summary>
    public static void MapAttribution(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/attribution/export", (HttpContext http, AttributionQueries attribution, CancellationToken ct) =>
                Answers.WorkbookAsync(() => attribution.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.ReportsAttribution) { Kind = OrganizationKind.Distributor });
}
