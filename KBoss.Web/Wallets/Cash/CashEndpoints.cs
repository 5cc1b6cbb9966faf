using KBoss.Domain.Access;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Web.Common;

namespace KBoss.Web.Wallets.Cash;

/// <summary>Cash records, wallets and statements as workbooks.</summary>
public static class CashEndpoints
{
    /// <summary>Maps the exports of the seller and the statement of a customer's own.</summary>
    public static void MapCash(this IEndpointRouteBuilder routes)
    {
        var seller = new RequirePermissionAttribute(Permissions.CashView) { Kind = OrganizationKind.Distributor };
        routes.MapGet("/finance/cash/export", (HttpContext http, CashQueries cash, CancellationToken ct) =>
            Answers.WorkbookAsync(() => cash.ExportAsync(GridState.RequestOf(http), ct))).WithMetadata(seller);
        routes.MapGet("/finance/wallets/export", (HttpContext http, CashQueries cash, CancellationToken ct) =>
            Answers.WorkbookAsync(() => cash.ExportWalletsAsync(GridState.RequestOf(http), ct))).WithMetadata(seller);
        routes.MapGet("/finance/wallets/{code}/statement/export", (string code, string? month, StatementQueries statements, CancellationToken ct) =>
            Answers.WorkbookAsync(() => statements.ExportOfCustomerAsync(code, month, ct))).WithMetadata(seller);
        routes.MapGet("/me/cash/statement/export", (string? month, StatementQueries statements, CancellationToken ct) =>
                Answers.WorkbookAsync(() => statements.ExportMineAsync(month, ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.WalletView));
    }
}
