namespace KBoss.Web.Common;

/// <summary>On an endpoint: the policy of its answers where they are no page of the application.</summary>
public sealed record ResponsePolicy(string Policy)
{
    /// <summary>For a file that somebody uploaded: it is shown, and can run, load, send and embed nothing.</summary>
    public static ResponsePolicy Upload { get; } = new(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

/// <summary>Tells the browser what a page may do: scripts only from here, no framing, forms only to here and to the payment gateway.</summary>
public sealed class SecurityHeaders(RequestDelegate next, IConfiguration configuration)
{
    private readonly string policy = Policy(configuration["Alipay:GatewayUrl"]);

    public Task InvokeAsync(HttpContext http)
    {
        // Set at the last moment: the exception handler clears the headers that were there before it.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = http.GetEndpoint()?.Metadata.GetMetadata<ResponsePolicy>()?.Policy ?? FramedPlace.Add(http, policy);
            headers.XContentTypeOptions = "nosniff";
            // What leads to a supplier says less.
            headers.TryAdd("Referrer-Policy", "strict-origin-when-cross-origin");
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>The policy, with the origin of the payment gateway as a place that a form may lead to.</summary>
    public static string Policy(string? gateway)
    {
        var pay = Uri.TryCreate(gateway, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? " " + uri.GetLeftPart(UriPartial.Authority)
            : "";
        // The theme is a <style> element and components carry style attributes, hence 'unsafe-inline' for styles alone.
        return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'" + pay;
    }
}
