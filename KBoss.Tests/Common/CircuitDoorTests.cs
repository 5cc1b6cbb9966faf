using System.Net;
using System.Net.WebSockets;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

public sealed class CircuitDoorTests
{
    private const string Person = "13800000012";
    private static readonly Uri Circuits = new("wss://localhost/_blazor");

    [Fact]
    public async Task The_door_of_circuits_opens_to_pages_of_this_host_alone_whatever_carries_them()
    {
        await using var web = new WebKBoss();
        foreach (var (origin, site, opens) in new (string? Origin, string? Site, bool Opens)[]
        {
            ("https://localhost", null, true),
            (null, "same-origin", true),
            ("https://localhost", "same-origin", true),
            (null, null, false),
            ("null", null, false),
            ("https://127.0.0.1", null, false),
            ("https://localhost:8443", null, false),
            ("http://localhost", null, false),
            ("https://evil.localhost", null, false),
            (null, "none", false),
            (null, "same-site", false),
            (null, "cross-site", false),
            ("https://localhost", "cross-site", false),
        })
        {
            var answers = new List<bool> { await UpgradesAsync(web, origin, site) };
            foreach (var (method, path, accept) in new[]
            {
                (HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", "*/*"), (HttpMethod.Post, "/_blazor?id=none", "*/*"),
                (HttpMethod.Get, "/_blazor?id=none", "*/*"), (HttpMethod.Get, "/_blazor?id=none", "text/event-stream"), (HttpMethod.Delete, "/_blazor?id=none", "*/*"),
                (HttpMethod.Post, "/_BLAZOR/disconnect", "*/*"),
            })
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Accept.ParseAdd(accept);
                Say(origin, site, (name, value) => request.Headers.Add(name, value));
                using var answer = await web.Visit().SendAsync(request);
                answers.Add(answer.StatusCode != HttpStatusCode.Forbidden);
            }

            Assert.Equal((origin, site, string.Join(' ', Enumerable.Repeat(opens, 7))), (origin, site, string.Join(' ', answers)));
        }
    }

    [Fact]
    public async Task One_address_one_session_and_one_process_have_so_many_circuits_at_once_and_no_more()
    {
        await using var web = new WebKBoss(("Connections:PerAddress", "2"), ("Connections:PerProcess", "4"), ("Connections:PerSession", "1"));
        var visitor = web.Visit();
        await visitor.SignInAsync(Person, DemoOrganizations.Password);
        var session = visitor.Cookie("kboss-session");
        Assert.NotNull(session);

        // One line with IPv6 has 2^64 addresses.
        using var first = await OpenAsync(web, "2001:db8::1");
        var second = await OpenAsync(web, "2001:db8::2");
        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Null(await OpenAsync(web, "2001:db8::3"));

        using var own = await OpenAsync(web, "10.0.0.1", session);
        Assert.NotNull(own);
        Assert.Null(await OpenAsync(web, "10.0.0.2", session));

        using var last = await OpenAsync(web, "2001:db8:0:1::1");
        Assert.NotNull(last);
        Assert.Null(await OpenAsync(web, "10.0.0.3"));

        // Whoever leaves makes room.
        second.Abort();
        second.Dispose();
        WebSocket? again = null;
        for (var i = 0; i < 200 && again is null; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            again = await OpenAsync(web, "2001:db8::4");
        }

        Assert.NotNull(again);
        again.Dispose();
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2::1", "20010DB800010002/64")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "20010DB800010002/64")]
    [InlineData("2001:db8:1:3::1", "20010DB800010003/64")]
    [InlineData(null, "")]
    public void An_address_of_IPv6_counts_with_all_of_its_line(string? address, string counted) =>
        Assert.Equal(counted, AttemptLimits.AddressOf(address is null ? null : IPAddress.Parse(address)));

    private static async Task<bool> UpgradesAsync(WebKBoss web, string? origin, string? site)
    {
        var client = web.Server.CreateWebSocketClient();
        client.ConfigureRequest = request => Say(origin, site, (name, value) => request.Headers[name] = value);
        try
        {
            using var socket = await client.ConnectAsync(Circuits, TestContext.Current.CancellationToken);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A connection from an address, with the cookie of a session if there is one; null when it was refused.</summary>
    private static async Task<WebSocket?> OpenAsync(WebKBoss web, string address, string? session = null)
    {
        var client = web.Server.CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            request.HttpContext.Connection.RemoteIpAddress = IPAddress.Parse(address);
            request.Headers.Origin = "https://localhost";
            if (session is not null)
            {
                request.Headers.Cookie = $"kboss-session={session}";
            }
        };
        try
        {
            return await client.ConnectAsync(Circuits, TestContext.Current.CancellationToken);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void Say(string? origin, string? site, Action<string, string> say)
    {
        if (origin is not null)
        {
            say("Origin", origin);
        }

        if (site is not null)
        {
            say("Sec-Fetch-Site", site);
        }
    }
}
