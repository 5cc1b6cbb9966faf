using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Search;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KBoss.Web.Search;

/// <summary>What the box finds, for pages without a circuit.</summary>
internal static class FindEndpoints
{
    public const string Address = "/find";

    /// <summary>Maps <c>/find?q=</c>: the box with what is called so, as far as its reader may know it.</summary>
    public static void MapFind(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Address, FindAsync).RequireAuthorization();

    private static Task<IResult> FindAsync(
        string? q, HttpContext http, ICurrentActor current, Finder finder, CancellationToken ct) => Answers.OrRefusalAsync(async () =>
    {
        var me = await current.GetAsync(ct);
        me.Demand(SearchQueries.Permission(me));
        http.Response.Headers.CacheControl = "no-store";
        var found = await finder.FindAsync(me, q is { Length: > SearchQueries.MostCharacters } ? q[..SearchQueries.MostCharacters] : q, ct);
        return new RazorComponentResult<FindDialog>(new { Reader = me, Found = found, From = Address });
    });
}
