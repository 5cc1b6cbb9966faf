using KBoss.Domain.Access;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Web.Common;

namespace KBoss.Web.Pricing.Workbench;

/// <summary>The workbooks of a terms workbench.</summary>
public static class TermsEndpoints
{
    /// <summary>
    /// Maps <c>/export</c> and <c>/imports/{id}/file</c> below the address of a scope, which names the key of its holder as <c>{key}</c> where it has one.
    /// </summary>
    public static void MapTerms<TRow>(this IEndpointRouteBuilder routes, string address, TermsScopeKind kind, string view, string edit)
        where TRow : TermsSheetRow, new()
    {
        routes.MapGet($"{address}/export", (HttpContext http, TermsWorkbenchQueries offers, CancellationToken ct) => Answers.WorkbookAsync(() =>
        {
            var request = GridState.RequestOf(http);
            return offers.ExportAsync(new TermsScope(kind, KeyOf(http)), request.Filter<OfferGrid>("grid") ?? OfferGrid.All, request, ct);
        })).WithMetadata(new RequirePermissionAttribute(view) { Kind = OrganizationKind.Distributor });
        routes.MapGet($"{address}/imports/{{id:long}}/file", (long id, HttpContext http, ImportQueries<TRow> imports, CancellationToken ct) =>
                Answers.WorkbookAsync(() => imports.DownloadAsync(id, KeyOf(http), ct)))
            .WithMetadata(new RequirePermissionAttribute(edit) { Kind = OrganizationKind.Distributor });
    }

    private static string KeyOf(HttpContext http) => http.Request.RouteValues["key"] as string ?? "";
}
