using System.Net;
using KBoss.Infrastructure.Access;
using KBoss.Tests.Support;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

public sealed class SecurityHeadersTests
{
    [Theory]
    [InlineData("https://openapi.alipay.example/gateway.do?x=1", "form-action 'self' https://openapi.alipay.example")]
    [InlineData("http://127.0.0.1:5000/dev/alipay", "form-action 'self' http://127.0.0.1:5000")]
    [InlineData("/dev/alipay/gateway", "form-action 'self'")]
    [InlineData("javascript:alert(1)", "form-action 'self'")]
    [InlineData(null, "form-action 'self'")]
    public void A_form_leads_only_here_and_to_the_gateway(string? gateway, string expected)
    {
        var policy = SecurityHeaders.Policy(gateway);

        Assert.EndsWith(expected, policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_answer_in_Production_carries_the_headers_that_defend_the_browser()
    {
        await using var web = WebKBoss.InProduction();
        var visitor = web.Visit("https://kboss.example");
        foreach (var (path, status) in new[]
        {
            ("/", HttpStatusCode.OK), ("/account/login", HttpStatusCode.OK), ("/notices", HttpStatusCode.Found), ("/nothing", HttpStatusCode.NotFound),
            ("/files/products/nothing", HttpStatusCode.NotFound), ("/css/kboss.css", HttpStatusCode.OK), ("/js/kboss.js", HttpStatusCode.OK),
            ("/health/live", HttpStatusCode.OK), ("/pay/alipay/return", HttpStatusCode.Found),
        })
        {
            using var answer = await visitor.GetAsync(path);
            Assert.Equal((path, status), (path, answer.StatusCode));
            Defended(answer);
        }

        using var forged = await visitor.PostForgedAsync("/account/login", ("_handler", "password"));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Defended(forged);
    }

    [Fact]
    public async Task Production_leads_http_to_https_and_knows_no_pages_of_development()
    {
        await using var web = WebKBoss.InProduction();

        using var plain = await web.Visit("http://kboss.example").GetAsync("/account/login");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, plain.StatusCode);
        Assert.Equal("https://kboss.example/account/login", plain.Headers.Location!.ToString());

        using var probe = await web.Visit("http://kboss.example").GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);

        foreach (var path in new[] { "/dev", "/dev/messages", "/dev/messages/latest?phone=13900000009", "/dev/clock", "/dev/alipay" })
        {
            using var answer = await web.Visit("https://kboss.example").GetAsync(path);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }
    }

    private static void Defended(HttpResponseMessage answer)
    {
        var what = answer.RequestMessage!.RequestUri!.ToString();
        var policy = Value("Content-Security-Policy").Split("; ").Select(rule => rule.Split(' ', 2)).ToDictionary(rule => rule[0], rule => rule[1]);
        Assert.Equal((what, "'self'"), (what, policy["script-src"]));
        Assert.Equal((what, "'self'"), (what, policy["default-src"]));
        Assert.Equal((what, "'none'"), (what, policy["object-src"]));
        Assert.Equal((what, "'none'"), (what, policy["frame-ancestors"]));
        Assert.Equal((what, "'self'"), (what, policy["base-uri"]));
        Assert.StartsWith("'self'", policy["form-action"], StringComparison.Ordinal);
        Assert.Equal((what, "nosniff"), (what, Value("X-Content-Type-Options")));
        Assert.Equal((what, "strict-origin-when-cross-origin"), (what, Value("Referrer-Policy")));
        Assert.Equal((what, "same-origin"), (what, Value("Cross-Origin-Opener-Policy")));
        Assert.Contains("camera=()", Value("Permissions-Policy"), StringComparison.Ordinal);
        Assert.Contains("max-age=31536000", Value("Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"), what);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"), what);

        string Value(string name) => answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : $"no {name} at {what}";
    }
}
