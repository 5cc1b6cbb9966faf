using KBoss.Domain.Access;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Web.Common;

namespace KBoss.Web.Organizations.Members;

/// <summary>What an Admin downloads of the members of its organization.</summary>
public static class MemberEndpoints
{
    /// <summary>Maps the downloads of both kinds of organization.</summary>
    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/admin/members", OrganizationKind.Distributor);
        Map(routes, "/team", OrganizationKind.Customer);
    }

    private static void Map(IEndpointRouteBuilder routes, string route, OrganizationKind kind)
    {
        var members = routes.MapGroup(route).WithMetadata(new RequirePermissionAttribute(Permissions.MembersManage) { Kind = kind });
        members.MapGet("/template", (ImportQueries<MemberSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.TemplateAsync(0, ct)));
        members.MapGet("/imports/{id:long}/file", (long id, ImportQueries<MemberSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.DownloadAsync(id, ct: ct)));
        members.MapGet("/export", (HttpContext http, MemberQueries queries, CancellationToken ct) =>
            Answers.WorkbookAsync(() => queries.ExportAsync(GridState.RequestOf(http), ct)));
    }
}
