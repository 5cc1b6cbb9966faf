using System.Net;
using System.Text;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Connectors.Zhongjin;
using KBoss.Infrastructure.Delivery;
using KBoss.Web.Development;
using KBoss.Web.Development.Connectors;

namespace KBoss.Tests.Connectors;

/// <summary>The protocol of docs/connectors.md: its vectors, what it refuses, and what only one of the partners does.</summary>
public sealed class PartnerTests
{
    private const string Secret = "kboss-example-secret-0123456789abcdef";
    private const long Timestamp = 1767578400;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """
        {"product":"hpc-node-64","options":{"queue":"normal"},"quantity":2,"unit":"month","periods":3,
        "customer":{"code":"acme","name":"示例科技"},"orderNo":"KB20260105000001","account":"jn0001","dryRun":false}
        """.ReplaceLineEndings(""));

    [Fact]
    public void The_vectors_of_the_document_come_out()
    {
        var open = new PartnerMessage("POST", "/kboss/v1/openings", Timestamp, "00112233445566778899aabbccddeeff", "T20260105000001", Body);
        Assert.Equal("249c889ad744ed0ee332a2472b37a5d126ffa7c0eca78d29ad1a90c22e279d8e", PartnerSignature.Sign(Secret, open));
        var bills = new PartnerMessage("GET", "/kboss/v1/accounts/jn0001/bills?month=2026-01", Timestamp, "ffeeddccbbaa99887766554433221100", "", []);
        Assert.Equal("158e987d2d9b48617624ef3ffdd847069b3b8a2467a7b6e5d725dcf9f24e2e26", PartnerSignature.Sign(Secret, bills));
        Assert.Equal(
            "e617a1968015e04246a3f0487d477b9cc40754756431f10ade9d246f3826f496",
            PartnerSignature.SignAnswer(Secret, "00112233445566778899aabbccddeeff", 200, """{"state":"opening","pieces":[]}"""u8));
    }

    [Fact]
    public void The_document_prints_these_vectors()
    {
        var document = File.ReadAllText(Path.Combine(Architecture.LayerTests.Root, "docs", "connectors.md"));
        Assert.Contains("249c889ad744ed0ee332a2472b37a5d126ffa7c0eca78d29ad1a90c22e279d8e", document, StringComparison.Ordinal);
        Assert.Contains("158e987d2d9b48617624ef3ffdd847069b3b8a2467a7b6e5d725dcf9f24e2e26", document, StringComparison.Ordinal);
        Assert.Contains("e617a1968015e04246a3f0487d477b9cc40754756431f10ade9d246f3826f496", document, StringComparison.Ordinal);
        Assert.Contains(Encoding.UTF8.GetString(Body), document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("good", 200, "")]
    [InlineData("key", 401, "KeyUnknown")]
    [InlineData("old", 401, "TimestampSkewed")]
    [InlineData("ahead", 401, "TimestampSkewed")]
    [InlineData("nonce", 401, "NonceInvalid")]
    [InlineData("signature", 401, "SignatureInvalid")]
    [InlineData("path", 401, "SignatureInvalid")]
    public async Task What_is_not_signed_as_it_must_be_is_refused(string what, int status, string code)
    {
        await using var world = await ConnectorWorld.StartAsync();
        using var http = new HttpClient();
        var now = world.Boss.Time.GetUtcNow().ToUnixTimeSeconds() + what switch { "old" => -301, "ahead" => 301, _ => 0 };
        var nonce = what == "nonce" ? "short" : "0123456789abcdef";
        var path = "/dev/connectors/jinan/v1/ping";
        var signature = PartnerSignature.Sign(
            what == "signature" ? "another" : world.Jinan.Secret, new PartnerMessage("GET", what == "path" ? $"{path}?a=1" : path, now, nonce, "", []));
        using var request = new HttpRequestMessage(HttpMethod.Get, world.Address + path);
        request.Headers.Add(PartnerSignature.KeyHeader, what == "key" ? "nobody" : DevelopmentKeys.JinanAccessKey);
        request.Headers.Add(PartnerSignature.TimestampHeader, $"{now}");
        request.Headers.Add(PartnerSignature.NonceHeader, nonce);
        request.Headers.Add(PartnerSignature.SignatureHeader, signature);

        using var answer = await http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nonce_of_another_request_is_refused_and_the_same_request_is_answered_as_before()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var now = world.Boss.Time.GetUtcNow().ToUnixTimeSeconds();
        PartnerCall Call(string path) => new("GET", path, path.Split("/v1/")[1], new Dictionary<string, string>(), new Dictionary<string, string>
        {
            ["x-kboss-key"] = DevelopmentKeys.JinanAccessKey,
            ["x-kboss-timestamp"] = $"{now}",
            ["x-kboss-nonce"] = "0123456789abcdef",
            ["x-kboss-signature"] = PartnerSignature.Sign(world.Jinan.Secret, new PartnerMessage("GET", path, now, "0123456789abcdef", "", [])),
        }, []);

        var first = world.Jinan.Answer(Call("/v1/ping"));

        Assert.Equal(first, world.Jinan.Answer(Call("/v1/ping")));
        Assert.Equal(401, world.Jinan.Answer(Call("/v1/accounts")).Status);
    }

    [Fact]
    public async Task A_key_with_another_order_is_refused()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.Jinan);
        await world.AllowAsync(place);
        var request = world.Request(place);
        await world.OpenAsync(request);

        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.Connector(Connector.Jinan).OpenAsync(
            world.Request(place, quantity: 2) with { Key = request.Key }, default));

        Assert.Equal(("Connectors.SupplierRefused", (object)"KeyReused"), (refused.Code, refused.Args[0]));
        Assert.Single(world.Jinan.Things);
    }

    [Fact]
    public async Task An_answer_that_the_partner_has_not_signed_is_not_believed()
    {
        await using var world = await ConnectorWorld.StartAsync(more: ("Connectors:Jinan:Secret", "another"));
        var refused = await Assert.ThrowsAsync<PartnerException>(() => world.Boss.Get<JinanClient>().PingAsync());
        // It does not even know us, and says so; who answers in its place has no secret at all.
        Assert.Equal("SignatureInvalid", refused.Code);

        using var impostor = new HttpListener();
        var port = FreePort();
        impostor.Prefixes.Add($"http://127.0.0.1:{port}/");
        impostor.Start();
        var serving = ServeAsync(impostor);
        await using var fooled = await ConnectorWorld.StartAsync(more: ("Connectors:Jinan:BaseUrl", $"http://127.0.0.1:{port}"));
        var e = await Assert.ThrowsAsync<PartnerException>(() => fooled.Boss.Get<JinanClient>().PingAsync());
        Assert.Equal((PartnerException.Unreachable, true), (e.Code, e.IsTransient));
        impostor.Stop();
        await serving;
    }

    [Fact]
    public async Task Who_has_no_account_or_one_of_another_customer_is_refused()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.Jinan);
        var none = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place)));
        Assert.Equal("Connectors.NoAccount", none.Code);

        world.Bound[place.Buyer.Id] = "jn0002";
        var notBound = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place)));
        Assert.Equal(("Connectors.SupplierRefused", (object)"Refused.AccountNotBound"), (notBound.Code, notBound.Args[0]));
        Assert.Empty(world.Jinan.Things);
    }

    [Fact]
    public async Task An_account_is_bound_to_one_customer_and_taken_back()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var jinan = world.Boss.Get<JinanClient>();
        var root = await world.Boss.Given.RootAsync();

        Assert.Equal(("bound", "acme"), Said(await jinan.BindAsync("jn0003", new("acme", "示例"), "b1", root.Id)));
        var taken = await Assert.ThrowsAsync<PartnerException>(() => jinan.BindAsync("jn0003", new("other", "另一家"), "b2", root.Id));
        Assert.Equal("Refused.AccountTaken", taken.Code);
        Assert.Equal(("free", null), Said(await jinan.BindAsync("jn0003", null, "b3", root.Id)));
        Assert.Equal(("bound", "other"), Said(await jinan.BindAsync("jn0003", new("other", "另一家"), "b4", root.Id)));
        Assert.Null(await jinan.AccountAsync("jn9999", root.Id));

        static (string, string?) Said(JinanAccount account) => (account.State, account.CustomerCode);
    }

    [Fact]
    public async Task Accounts_and_bills_are_read_page_after_page()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var jinan = world.Boss.Get<JinanClient>();
        var place = await world.PlaceAsync(Connector.Jinan);
        await world.AllowAsync(place);
        await world.OpenAsync(world.Request(place, quantity: 3));
        world.Jinan.PageSize = 2;
        var month = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        world.Jinan.AddBill(new JinanBill("M1", "jn0001", null, "存储", 1, "次", 12.5m, month, month.AddMonths(1)));

        Assert.Equal(5, (await jinan.AccountsAsync(place.Seller.Id)).Count);
        var bills = await jinan.BillsAsync("jn0001", 2026, 1, place.Seller.Id);
        Assert.Equal(4, bills.Select(b => b.BillNo).Distinct().Count());
        Assert.Equal((12.5m + (3 * 360m), month), (bills.Sum(b => b.Amount), bills[0].From));
        Assert.Empty(await jinan.BillsAsync("jn0002", 2026, 1, place.Seller.Id));
    }

    [Fact]
    public async Task The_desktop_is_open_for_a_short_time_only()
    {
        await using var world = await ConnectorWorld.StartAsync();
        using var browser = new HttpClient();
        var root = await world.Boss.Given.RootAsync();
        var link = await world.Boss.Get<JinanClient>().DesktopLinkAsync("jn0001", root.Id);

        Assert.Contains("jn0001", await browser.GetStringAsync(link), StringComparison.Ordinal);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task Only_who_is_on_the_whitelist_is_served()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var zhongjin = world.Boss.Get<ZhongjinClient>();
        var place = await world.PlaceAsync(Connector.Zhongjin, secondLevel: true);
        var code = place.Buyer.Code;
        Assert.Equal(Whitelisting.NotSynced, (await zhongjin.WhitelistAsync(code, place.Seller.Id)).State);
        Assert.Equal(Whitelisting.Waiting, (await zhongjin.SyncCustomerAsync(new(code, "甲"), place.Seller.Id)).State);

        var waiting = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place)));
        Assert.Equal("Connectors.NotWhitelisted", waiting.Code);
        world.Zhongjin.Decide(code, accept: false, "资料不全");
        Assert.Equal(new ZhongjinCustomer(code, Whitelisting.Refused, "资料不全"), await zhongjin.WhitelistAsync(code, place.Seller.Id));
        Assert.Equal(Whitelisting.Waiting, (await zhongjin.SyncCustomerAsync(new(code, "甲"), place.Seller.Id)).State);
        world.Zhongjin.Decide(code, accept: true);
        Assert.Equal(Whitelisting.Whitelisted, (await zhongjin.SyncCustomerAsync(new(code, "甲乙"), place.Seller.Id)).State);
        Assert.Single((await world.OpenAsync(world.Request(place)))!.Pieces);
    }

    [Fact]
    public async Task What_could_not_be_opened_in_full_is_told_with_what_was()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.Jinan);
        await world.AllowAsync(place);
        world.Jinan.OpensAtMost = 2;

        var opening = await world.OpenAsync(world.Request(place, quantity: 3));

        Assert.True(opening is { Complete: true, Pieces.Count: 2 });
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ServeAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                var http = await listener.GetContextAsync();
                await http.Response.OutputStream.WriteAsync("""{"name":"Jinan"}"""u8.ToArray());
                http.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
