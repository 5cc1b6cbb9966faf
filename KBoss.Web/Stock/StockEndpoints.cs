using KBoss.Domain.Access;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Web.Common;

namespace KBoss.Web.Stock;

/// <summary>What is downloaded of devices: workbooks and photos.</summary>
public static class StockEndpoints
{
    /// <summary>The address of a photo.</summary>
    public static string OfPhoto(string deviceNo, long photoId) =>
        FormattableString.Invariant($"/stock/devices/{Uri.EscapeDataString(deviceNo)}/photos/{photoId}");

    /// <summary>Maps the downloads; who may have them is decided by the queries.</summary>
    public static void MapStock(this IEndpointRouteBuilder routes)
    {
        var keeping = routes.MapGroup("/stock").WithMetadata(new RequirePermissionAttribute(Permissions.StockManage));
        keeping.MapGet("/kinds/{id:long}/template", (long id, ImportQueries<DeviceSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.TemplateAsync(id, ct)));
        keeping.MapGet("/imports/{id:long}/file", (long id, ImportQueries<DeviceSheetRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.DownloadAsync(id, ct: ct)));

        var looking = routes.MapGroup("/stock").WithMetadata(new RequirePermissionAttribute(Permissions.StockView));
        looking.MapGet("/kinds/{id:long}/workbook", (long id, HttpContext http, DeviceQueries devices, CancellationToken ct) =>
            Answers.WorkbookAsync(() => devices.ExportAsync(id, GridState.RequestOf(http), ct)));
        looking.MapGet("/devices/{deviceNo}/photos/{id:long}", (string deviceNo, long id, HttpContext http, DevicePhotoService photos, CancellationToken ct) =>
            Answers.OrRefusalAsync(async () =>
            {
                var (name, type, content) = await photos.ReadAsync(deviceNo, id, ct);
                return Answers.Upload(http, name, type, content);
            })).WithMetadata(ResponsePolicy.Upload);
    }
}
