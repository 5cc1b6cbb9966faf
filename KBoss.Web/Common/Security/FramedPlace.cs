namespace KBoss.Web.Common;

/// <summary>The one outside place that an answer shows inside a frame of its own.</summary>
public static class FramedPlace
{
    private static readonly object Key = new();

    /// <summary>Lets this answer frame pages of the address' origin, and no other.</summary>
    public static void Allow(HttpContext http, Uri address) => http.Items[Key] = address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>The policy with what this answer may frame.</summary>
    internal static string Add(HttpContext http, string policy) => http.Items[Key] is string origin ? $"{policy}; frame-src {origin}" : policy;
}
