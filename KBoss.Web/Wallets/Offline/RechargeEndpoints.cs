using KBoss.Domain.Access;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Web.Common;

namespace KBoss.Web.Wallets.Offline;

/// <summary>Offline recharges as a workbook, and their slips; who may have one is decided by the queries.</summary>
public static class RechargeEndpoints
{
    /// <summary>The address of the slip of a recharge.</summary>
    public static string OfSlip(string rechargeNo) => $"/files/recharges/{Uri.EscapeDataString(rechargeNo)}";

    /// <summary>Maps export and slips.</summary>
    public static void MapRecharges(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/finance/recharges/export", (HttpContext http, OfflineRechargeQueries recharges, CancellationToken ct) =>
                Answers.WorkbookAsync(() => recharges.ExportAsync(GridState.RequestOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CashView) { Kind = OrganizationKind.Distributor });
        routes.MapGet("/files/recharges/{rechargeNo}", (string rechargeNo, HttpContext http, OfflineRechargeQueries recharges, CancellationToken ct) =>
                Answers.OrRefusalAsync(async () =>
                {
                    var (name, type, content) = await recharges.OpenSlipAsync(rechargeNo, ct);
                    return Answers.Upload(http, name, type, content);
                }))
            // Also for whoever is asked for consent, without seeing the customers' money.
            .WithMetadata(new RequirePermissionAttribute(Permissions.ApprovalsUse) { Kind = OrganizationKind.Distributor }, ResponsePolicy.Upload);
    }
}
