using Microsoft.Net.Http.Headers;

namespace KBoss.Web.Development;

internal static class DevelopmentRequests
{
    /// <summary>A browser asks for HTML; a script that does not is answered with JSON.</summary>
    public static bool WantsHtml(this HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Sends the browser on with GET after a POST.</summary>
    public static IResult SeeOther(this HttpRequest request, string location)
    {
        request.HttpContext.Response.Headers[HeaderNames.Location] = location;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>All parameters by name, from the query and, if there is one, the form; the form wins.</summary>
    public static async Task<Dictionary<string, string>> ParametersAsync(this HttpRequest request)
    {
        var parameters = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
            {
                parameters[name] = value.ToString();
            }
        }

        return parameters;
    }
}
