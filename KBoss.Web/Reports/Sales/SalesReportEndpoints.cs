using KBoss.Domain.Access;
using KBoss.Infrastructure.Reports.Sales;
using KBoss.Web.Common;

namespace KBoss.Web.Reports.Sales;

/// <summary>The sales as a workbook.</summary>
public static class SalesReportEndpoints
{
    /// <summary>Maps the export of the report.</summary>
    public static void MapSalesReport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/sales/export", (HttpContext http, SalesReportQueries sales, CancellationToken ct) =>
                Answers.WorkbookAsync(() => sales.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.OrdersOfCustomers) { Kind = OrganizationKind.Distributor });
}
