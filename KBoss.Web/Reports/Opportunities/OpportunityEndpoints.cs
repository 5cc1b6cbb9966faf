using KBoss.Domain.Access;
using KBoss.Infrastructure.Reports.Opportunities;
using KBoss.Web.Common;

namespace KBoss.Web.Reports.Opportunities;

/// <summary>The opportunities as a workbook.</summary>
public static class OpportunityEndpoints
{
    /// <summary>Maps the export of the list that is shown.</summary>
    public static void MapOpportunities(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/opportunities/export", (HttpContext http, OpportunityQueries opportunities, CancellationToken ct) =>
                Answers.WorkbookAsync(() => opportunities.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersView) { Kind = OrganizationKind.Distributor });
}
