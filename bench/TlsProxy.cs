using System.Net;

namespace KBoss.Bench;

/// <summary>The proxy that ends TLS in front of a published application, and the cookies that a browser would send over it.</summary>
internal sealed class TlsProxy(Uri application, HttpMessageHandler wire) : DelegatingHandler(wire)
{
    public static readonly Uri Site = new("https://kboss.example/");

    private readonly CookieContainer cookies = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        request.RequestUri = new Uri(application, asked.PathAndQuery);
        request.Headers.Host = asked.Authority;
        request.Headers.Add("X-Forwarded-Proto", asked.Scheme);
        if (cookies.GetCookieHeader(asked) is { Length: > 0 } kept)
        {
            request.Headers.Add("Cookie", kept);
        }

        var answer = await base.SendAsync(request, cancellationToken);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var given) ? given : [])
        {
            cookies.SetCookies(asked, cookie);
        }

        return answer;
    }
}
