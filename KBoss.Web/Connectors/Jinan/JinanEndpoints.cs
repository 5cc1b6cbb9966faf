using KBoss.Domain.Access;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Connectors.Jinan.Bills;
using KBoss.Infrastructure.Files.Import;
using KBoss.Web.Common;

namespace KBoss.Web.Connectors.Jinan;

/// <summary>What is downloaded of the supercomputing centre: the workbook of accounts, past uploads, bills and differences.</summary>
public static class JinanEndpoints
{
    /// <summary>Maps the downloads.</summary>
    public static void MapJinan(this IEndpointRouteBuilder routes)
    {
        var accounts = new RequirePermissionAttribute(Permissions.JinanManage);
        routes.MapGet("/sales/jinan/template", (ImportQueries<JinanAccountSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.TemplateAsync(0, ct))).WithMetadata(accounts);
        routes.MapGet("/sales/jinan/imports/{id:long}/file", (long id, ImportQueries<JinanAccountSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.DownloadAsync(id, ct: ct))).WithMetadata(accounts);
        var bills = new RequirePermissionAttribute(Permissions.JinanBills);
        routes.MapGet("/sales/jinan-bills/export", (HttpContext http, JinanBillService service, CancellationToken ct) =>
            Answers.WorkbookAsync(() => service.ExportAsync(GridState.RequestOf(http), ct))).WithMetadata(bills);
        routes.MapGet("/sales/jinan-differences/export", (HttpContext http, JinanBillService service, CancellationToken ct) =>
            Answers.WorkbookAsync(() => service.ExportDifferencesAsync(GridState.RequestOf(http), ct))).WithMetadata(bills);
    }
}
