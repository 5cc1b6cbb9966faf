using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Organizations;
using KBoss.Infrastructure.Reports;
using KBoss.Web.Common;
using KBoss.Web.Organizations;
using Microsoft.AspNetCore.Http.Extensions;

namespace KBoss.Web.Endpoints;

/// <summary>What staff download of members, customers and the audit log.</summary>
public static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        MapMembers(routes, "/admin/members", OrganizationKind.Distributor);
        MapMembers(routes, "/team", OrganizationKind.Customer);
        routes.MapGet("/admin/audit/export", (HttpContext http, AuditQueries audit, AuditTexts texts, CancellationToken ct) =>
                Answers.WorkbookAsync(() => audit.ExportAsync(RequestOf(http), texts.Sheet, ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.AuditView) { Kind = OrganizationKind.Distributor });

        routes.MapGet("/sales/customers/export", (HttpContext http, CustomerListQueries customers, CancellationToken ct) =>
                Answers.WorkbookAsync(() => customers.ExportMineAsync(RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersServe) { Kind = OrganizationKind.Distributor });
        routes.MapGet("/operations/customers/export", (HttpContext http, CustomerListQueries customers, CancellationToken ct) =>
                Answers.WorkbookAsync(() => customers.ExportAllAsync(RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersViewAll) { Kind = OrganizationKind.Distributor });
    }

    private static void MapMembers(IEndpointRouteBuilder routes, string route, OrganizationKind kind)
    {
        var members = routes.MapGroup(route).WithMetadata(new RequirePermissionAttribute(Permissions.MembersManage) { Kind = kind });
        members.MapGet("/template", (ImportQueries<MemberSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.TemplateAsync(0, ct)));
        members.MapGet("/imports/{id:long}/file", (long id, ImportQueries<MemberSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.DownloadAsync(id, ct)));
        members.MapGet("/export", (HttpContext http, MemberQueries queries, CancellationToken ct) =>
            Answers.WorkbookAsync(() => queries.ExportAsync(RequestOf(http), ct)));
    }

    private static KBoss.Infrastructure.Common.PageRequest RequestOf(HttpContext http) => GridState.Read(http.Request.GetEncodedUrl(), null, 20).Request;
}
