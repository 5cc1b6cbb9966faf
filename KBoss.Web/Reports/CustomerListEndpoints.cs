using KBoss.Domain.Access;
using KBoss.Infrastructure.Reports;
using KBoss.Web.Common;

namespace KBoss.Web.Reports;

/// <summary>The lists of customers as workbooks.</summary>
public static class CustomerListEndpoints
{
    /// <summary>Maps the exports of one's own customers and of all.</summary>
    public static void MapCustomerLists(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sales/customers/export", (HttpContext http, CustomerListQueries customers, CancellationToken ct) =>
                Answers.WorkbookAsync(() => customers.ExportMineAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersServe) { Kind = OrganizationKind.Distributor });
        routes.MapGet("/operations/customers/export", (HttpContext http, CustomerListQueries customers, CancellationToken ct) =>
                Answers.WorkbookAsync(() => customers.ExportAllAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersViewAll) { Kind = OrganizationKind.Distributor });
    }
}
