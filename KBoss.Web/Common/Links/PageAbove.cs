using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing.Template;

namespace KBoss.Web.Common;

/// <summary>Finds the page from which an address was asked for that is no page itself: the list above its export.</summary>
internal static class PageAbove
{
    /// <summary>The address of the nearest page above a path; null where there is none but the first.</summary>
    public static string? Of(EndpointDataSource endpoints, string path)
    {
        var pages = endpoints.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(e => new TemplateMatcher(TemplateParser.Parse(e.RoutePattern.RawText ?? ""), [])).ToList();
        for (var above = Parent(path); above.Length > 0; above = Parent(above))
        {
            if (pages.Exists(page => page.TryMatch(above, [])))
            {
                return above;
            }
        }

        return null;
    }

    private static string Parent(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];
}
