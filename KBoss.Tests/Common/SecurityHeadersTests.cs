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
}
