using KBoss.Domain.Access;
using KBoss.Infrastructure.Reports.Registrations;
using KBoss.Web.Common;

namespace KBoss.Web.Reports.Registrations;

/// <summary>The registrations as a workbook.</summary>
public static class RegistrationEndpoints
{
    /// <summary>Maps the export of the report.</summary>
    public static void MapRegistrations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/registrations/export", (HttpContext http, RegistrationQueries registrations, CancellationToken ct) =>
                Answers.WorkbookAsync(() => registrations.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersView) { Kind = OrganizationKind.Distributor });
}
