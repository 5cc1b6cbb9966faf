using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Organizations;
using KBoss.Infrastructure.Reports;
using KBoss.Web.Common;
using KBoss.Web.Organizations;
using Microsoft.AspNetCore.Http.Extensions;

namespace KBoss.Web.Endpoints;

/// <summary>What staff download of members, customers and the audit log.</summary>
public static class PeopleEndpoints
{
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        MapMembers(routes, "/admin/members", OrganizationKind.Distributor);
        MapMembers(routes, "/team", OrganizationKind.Customer);
        routes.MapGet("/admin/audit/export", async (HttpContext http, AuditQueries audit, AuditTexts texts, CancellationToken ct) =>
                Workbook(await audit.ExportAsync(RequestOf(http), texts.Sheet, ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.AuditView) { Kind = OrganizationKind.Distributor });

        routes.MapGet("/sales/customers/export", async (HttpContext http, CustomerListQueries customers, CancellationToken ct) =>
                Workbook(await customers.ExportMineAsync(RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersServe) { Kind = OrganizationKind.Distributor });
        routes.MapGet("/operations/customers/export", async (HttpContext http, CustomerListQueries customers, CancellationToken ct) =>
                Workbook(await customers.ExportAllAsync(RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersViewAll) { Kind = OrganizationKind.Distributor });
    }

    private static void MapMembers(IEndpointRouteBuilder routes, string route, OrganizationKind kind)
    {
        var members = routes.MapGroup(route).WithMetadata(new RequirePermissionAttribute(Permissions.MembersManage) { Kind = kind });
        members.MapGet("/template", async (MemberQueries queries, CancellationToken ct) => Workbook(await queries.TemplateAsync(ct)));
        members.MapGet("/export", async (HttpContext http, MemberQueries queries, CancellationToken ct) => Workbook(await queries.ExportAsync(RequestOf(http), ct)));
    }

    private static KBoss.Infrastructure.Common.PageRequest RequestOf(HttpContext http) => GridState.Read(http.Request.GetEncodedUrl(), null, 20).Request;

    private static IResult Workbook(WorkbookExport file) => Results.File(file.Content, Excel, file.Name);
}
