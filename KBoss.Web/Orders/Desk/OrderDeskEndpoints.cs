using KBoss.Domain.Access;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Web.Common;

namespace KBoss.Web.Orders.Desk;

/// <summary>The orders of customers as a workbook.</summary>
public static class OrderDeskEndpoints
{
    /// <summary>Maps the export of what the list shows.</summary>
    public static void MapOrderDesk(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/orders-desk/export", (HttpContext http, OrderDeskQueries orders, CancellationToken ct) =>
                Answers.WorkbookAsync(() => orders.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.OrdersOfCustomers) { Kind = OrganizationKind.Distributor });
}
