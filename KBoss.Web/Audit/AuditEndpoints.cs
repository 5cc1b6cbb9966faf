using KBoss.Domain.Access;
using KBoss.Infrastructure.Audit;
using KBoss.Web.Common;

namespace KBoss.Web.Audit;

/// <summary>The audit log as a workbook.</summary>
public static class AuditEndpoints
{
    /// <summary>Maps the export.</summary>
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/audit/export", (HttpContext http, AuditQueries audit, AuditTexts texts, CancellationToken ct) =>
            Answers.WorkbookAsync(() => audit.ExportAsync(GridState.RequestOf(http), texts.Sheet, ct)))
        .WithMetadata(new RequirePermissionAttribute(Permissions.AuditView) { Kind = OrganizationKind.Distributor });
}
