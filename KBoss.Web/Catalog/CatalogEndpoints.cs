using KBoss.Domain.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Files.Import;
using KBoss.Web.Common;

namespace KBoss.Web.Catalog;

/// <summary>What browsers download of the catalogue: pictures for everybody, workbooks for Operations.</summary>
public static class CatalogEndpoints
{
    /// <summary>Maps the downloads; who may have them is decided by the queries.</summary>
    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/products/{key}", (string key, HttpContext http, ProductImages images, CancellationToken ct) => Answers.OrRefusalAsync(async () =>
        {
            var image = await images.ReadAsync(key, ct);
            // Another picture gets another key, so this one can be kept for ever.
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(image.Content, image.ContentType);
        })).AllowAnonymous();

        var workbooks = routes.MapGroup("/operations").WithMetadata(new RequirePermissionAttribute(Permissions.CatalogImport));
        workbooks.MapGet("/suppliers/{id:long}/template", (long id, ImportQueries<ProductRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.TemplateAsync(id, ct)));
        workbooks.MapGet("/suppliers/{id:long}/workbook", (long id, CatalogQueries catalog, CancellationToken ct) =>
            Answers.WorkbookAsync(() => catalog.ExportAsync(id, ct)));
        workbooks.MapGet("/imports/{id:long}/file", (long id, ImportQueries<ProductRow> imports, CancellationToken ct) =>
            Answers.WorkbookAsync(() => imports.DownloadAsync(id, ct: ct)));
    }
}
