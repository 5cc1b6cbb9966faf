using KBoss.Domain.Access;
using KBoss.Infrastructure.Promotions;
using KBoss.Web.Common;

namespace KBoss.Web.Promotions;

/// <summary>Invite codes as a workbook, and the link that a code stands for.</summary>
public static class InviteEndpoints
{
    /// <summary>The registration with a code filled in, without the code.</summary>
    public const string Register = "/account/register?code=";

    /// <summary>Maps the export of one's own codes.</summary>
    public static void MapInvites(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/sales/invites/export", (HttpContext http, InviteQueries invites, PublicAddress address, CancellationToken ct) =>
                Answers.WorkbookAsync(() => invites.ExportAsync(GridState.RequestOf(http), address.Of(http, Register), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.InvitesManage) { Kind = OrganizationKind.Distributor });
}
