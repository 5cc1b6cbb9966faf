using KBoss.Domain.Access;
using KBoss.Infrastructure.Ledger;
using KBoss.Web.Common;

namespace KBoss.Web.Ledger;

/// <summary>Journal, ledger of an account and trial balance as workbooks.</summary>
public static class LedgerEndpoints
{
    /// <summary>Maps the exports of what the pages show.</summary>
    public static void MapLedger(this IEndpointRouteBuilder routes)
    {
        var finance = new RequirePermissionAttribute(Permissions.LedgerView) { Kind = OrganizationKind.Distributor };
        routes.MapGet("/finance/journal/export", (HttpContext http, LedgerExports ledger, CancellationToken ct) =>
            Answers.WorkbookAsync(() => ledger.JournalAsync(GridState.RequestOf(http), ct))).WithMetadata(finance);
        routes.MapGet("/finance/accounts/{code}/export", (string code, HttpContext http, LedgerExports ledger, CancellationToken ct) =>
            Answers.WorkbookAsync(() => ledger.StatementAsync(code, GridState.RequestOf(http), ct))).WithMetadata(finance);
        routes.MapGet("/finance/trial-balance/export", (LedgerExports ledger, CancellationToken ct) =>
            Answers.WorkbookAsync(() => ledger.TrialBalanceAsync(ct))).WithMetadata(finance);
    }
}
