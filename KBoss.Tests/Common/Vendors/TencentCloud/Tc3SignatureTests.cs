using System.Text;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;

namespace KBoss.Tests.Common.Vendors.TencentCloud;

/// <summary>Both examples that Tencent Cloud's documents have published, and what is easily got wrong.</summary>
public sealed class Tc3SignatureTests
{
    private const long Timestamp = 1551113065;
    private const string Host = "cvm.tencentcloudapi.com";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}""");

    private static readonly KeyValuePair<string, string>[] Old = [new("Host", Host), new("Content-Type", Tc3Signature.ContentType)];

    [Fact]
    public void The_example_of_the_documents_comes_out_as_they_print_it()
    {
        var headers = Tc3Signature.Signed(Host, "DescribeInstances");
        var key = new string('*', 32);
        Assert.Equal("7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84", Tc3Signature.CanonicalHash(headers, Body));
        Assert.Equal("b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af", Convert.ToHexStringLower(Tc3Signature.SigningKey(key, "cvm", Timestamp)));
        Assert.Equal("10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f", Tc3Signature.Sign(key, "cvm", Timestamp, headers, Body));
    }

    [Fact]
    public void The_older_example_with_two_headers_comes_out_too()
    {
        Assert.Equal("5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031", Tc3Signature.CanonicalHash(Old, Body));
        Assert.Equal(
            "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
            Tc3Signature.Sign("Gu5t9xGARNpq86cd98joQYCN3*******", "cvm", Timestamp, Old, Body));
    }

    [Fact]
    public async Task What_is_sent_is_what_was_signed_byte_for_byte()
    {
        var now = new DateTime(2026, 1, 5, 18, 30, 0, DateTimeKind.Utc);
        var key = new TencentCloudKey("AKIDexample", "secret", "temporary");
        var call = new TencentCloudCall("cvm", "2017-03-12", "DescribeInstances", new JsonObject { ["Limit"] = 1 }, "ap-guangzhou");
        using var request = Tc3Signature.Request(new Uri("http://127.0.0.1:5811/dev/tencent/cvm/"), key, call, Body, now);

        Assert.Equal(["application/json; charset=utf-8"], request.Content!.Headers.GetValues("Content-Type"));
        Assert.Equal("127.0.0.1:5811", request.Headers.Host);
        Assert.Equal(Body, await request.Content.ReadAsByteArrayAsync());
        var authorization = request.Headers.GetValues("Authorization").Single();
        // The day is that of UTC: in Shanghai it is the sixth already.
        Assert.StartsWith("TC3-HMAC-SHA256 Credential=AKIDexample/2026-01-05/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=", authorization);
        var headers = request.Headers.Concat(request.Content.Headers).ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.Single());
        Assert.Null(Tc3Signature.Fault(key, "cvm", authorization, headers, Body, now));
        Assert.Equal("ap-guangzhou", headers["x-tc-region"]);
        Assert.Equal("temporary", headers["x-tc-token"]);
    }

    [Fact]
    public void What_was_changed_is_old_or_is_somebody_elses_is_refused()
    {
        var now = new DateTime(2026, 1, 5, 18, 30, 0, DateTimeKind.Utc);
        var key = new TencentCloudKey("AKIDexample", "secret");
        var call = new TencentCloudCall("cvm", "2017-03-12", "RunInstances", []);
        using var request = Tc3Signature.Request(new Uri("https://cvm.tencentcloudapi.com/"), key, call, Body, now);
        var authorization = request.Headers.GetValues("Authorization").Single();
        var headers = request.Headers.Concat(request.Content!.Headers).ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.Single());
        string? Fault(TencentCloudKey with, string service, byte[] body, DateTime at) => Tc3Signature.Fault(with, service, authorization, headers, body, at);

        Assert.Equal("AuthFailure.SignatureFailure", Fault(key, "cvm", [.. Body, 32], now));
        Assert.Equal("AuthFailure.SignatureFailure", Fault(key with { SecretKey = "other" }, "cvm", Body, now));
        Assert.Equal("AuthFailure.SecretIdNotFound", Fault(key with { SecretId = "AKIDother" }, "cvm", Body, now));
        Assert.Equal("AuthFailure.SecretIdNotFound", Fault(key, "billing", Body, now));
        Assert.Equal("AuthFailure.TokenFailure", Fault(key with { Token = "temporary" }, "cvm", Body, now));
        Assert.Null(Fault(key, "cvm", Body, now.AddMinutes(5)));
        Assert.Equal("AuthFailure.SignatureExpire", Fault(key, "cvm", Body, now.AddMinutes(5).AddSeconds(1)));
        headers["x-tc-action"] = "TerminateInstances";
        Assert.Equal("AuthFailure.SignatureFailure", Fault(key, "cvm", Body, now));
    }
}
