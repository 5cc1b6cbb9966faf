using KBoss.Domain.Access;
using KBoss.Infrastructure.Reports.Activity;
using KBoss.Web.Common;

namespace KBoss.Web.Reports.Activity;

/// <summary>Who was active as a workbook: by organization, and by member.</summary>
public static class ActivityEndpoints
{
    /// <summary>Maps the exports of the report.</summary>
    public static void MapActivity(this IEndpointRouteBuilder routes)
    {
        var rule = new RequirePermissionAttribute(Permissions.AuditView) { Kind = OrganizationKind.Distributor };
        routes.MapGet("/reports/activity/export", (HttpContext http, ActivityQueries activity, CancellationToken ct) =>
            Answers.WorkbookAsync(() => activity.ExportAsync(GridState.RequestOf(http), ct))).WithMetadata(rule);
        routes.MapGet("/reports/activity/members/export", (HttpContext http, ActivityQueries activity, CancellationToken ct) =>
            Answers.WorkbookAsync(() => activity.ExportMembersAsync(GridState.RequestOf(http), ct))).WithMetadata(rule);
    }
}
