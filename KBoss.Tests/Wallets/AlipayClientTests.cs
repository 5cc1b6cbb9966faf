using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Tests.Development;
using KBoss.Web.Development;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets;

public sealed class AlipayClientTests
{
    /// <summary>One pair of keys for all tests: making one takes longer than most of them.</summary>
    private static readonly RSA Rsa = RSA.Create(2048);

    [Fact]
    public async Task A_payment_is_notified_and_found_by_query()
    {
        await using var app = await DevelopmentApp.StartAsync();
        Assert.Equal(AlipayTradeStatus.NotExist, (await app.QueryAsync("KB1")).Status);

        await app.OpenCashierAsync("KB1", 88.88m);
        Assert.Equal(AlipayTradeStatus.NotExist, (await app.QueryAsync("KB1")).Status);
        var back = await app.Browser.PostAsync("/dev/alipay/cashier/KB1/pay", null);

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        var returned = AlipayReturn.Verify(Query(back.Headers.Location!), app.AlipayOptions);
        Assert.Equal(("KB1", 88.88m), (returned.OutTradeNo, returned.TotalAmount));
        Assert.StartsWith(app.AlipayOptions.ReturnUrl, back.Headers.Location!.ToString(), StringComparison.Ordinal);

        var notification = AlipayNotification.Verify(Assert.Single(app.Notifications), app.AlipayOptions);
        Assert.True(notification.IsPayment);
        Assert.Equal(("KB1", 88.88m, returned.TradeNo), (notification.OutTradeNo, notification.TotalAmount, notification.TradeNo));

        var trade = await app.QueryAsync("KB1");
        Assert.True(trade.IsPaid);
        Assert.Equal((notification.TradeNo, 88.88m, notification.PaidAt), (trade.TradeNo, trade.TotalAmount, trade.PaidAt));
    }

    [Fact]
    public async Task The_posted_form_opens_the_cashier_like_the_link()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var form = await app.PayFormAsync(new AlipayPagePay("KB2", 1m, "It's <b>16核</b> & \"more\"", PassbackParams: "a=b&c"));

        Assert.DoesNotContain("<b>", form.ToHtml("付款"), StringComparison.Ordinal);
        using var fields = new FormUrlEncodedContent(form.Fields);
        var response = await app.Browser.PostAsync(form.Action, fields);
        Assert.Equal("/dev/alipay/cashier/KB2", response.Headers.Location?.ToString());

        app.Alipay.Pay("KB2");
        Assert.True(await app.Alipay.WaitForAcknowledgementAsync("KB2", TimeSpan.FromSeconds(10)));
        Assert.Equal("a=b&c", AlipayNotification.Verify(app.Notifications.First(), app.AlipayOptions).PassbackParams);
    }

    [Fact]
    public async Task A_trade_is_closed_only_while_it_is_unpaid()
    {
        await using var app = await DevelopmentApp.StartAsync();
        Assert.Equal(AlipayCloseResult.NotExist, await app.CloseAsync("KB3"));

        await app.OpenCashierAsync("KB3");
        app.Alipay.Scan("KB3");
        Assert.Equal(AlipayTradeStatus.WaitBuyerPay, (await app.QueryAsync("KB3")).Status);
        Assert.Equal(AlipayCloseResult.Closed, await app.CloseAsync("KB3"));
        Assert.Equal(AlipayTradeStatus.Closed, (await app.QueryAsync("KB3")).Status);
        Assert.Throws<SimulatedRefusalException>(() => app.Alipay.Pay("KB3"));

        await app.OpenCashierAsync("KB4");
        app.Alipay.Pay("KB4", notify: false);
        Assert.Equal(AlipayCloseResult.NotOpen, await app.CloseAsync("KB4"));
        Assert.True((await app.QueryAsync("KB4")).IsPaid);
    }

    [Fact]
    public async Task A_wrong_key_is_told_as_invalid_signature()
    {
        await using var app = await DevelopmentApp.StartAsync();
        using var stranger = RSA.Create(2048);
        var settings = app.AlipayOptions;
        settings.PrivateKey = Convert.ToBase64String(stranger.ExportPkcs8PrivateKey());

        var exception = await Assert.ThrowsAsync<AlipayException>(() => QueryWithAsync(settings));

        Assert.Equal(("40002", "isv.invalid-signature", false), (exception.Code, exception.SubCode, exception.IsTransient));
    }

    [Fact]
    public async Task An_answer_that_Alipay_did_not_sign_is_not_believed()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB5");
        app.Alipay.Pay("KB5", notify: false);
        using var stranger = RSA.Create(2048);
        var settings = app.AlipayOptions;
        settings.AlipayPublicKey = Convert.ToBase64String(stranger.ExportSubjectPublicKeyInfo());

        var exception = await Assert.ThrowsAsync<AlipayException>(() => QueryWithAsync(settings, "KB5"));

        Assert.Equal(AlipayException.BadSignature, exception.Code);
    }

    [Theory]
    [InlineData(
        """{"alipay_trade_query_response":{"code":"10000","out_trade_no":"KB6","trade_no":"1","trade_status":"TRADE_SUCCESS","total_amount":"1.00"}}""",
        AlipayException.BadSignature)]
    [InlineData("""{"alipay_trade_query_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}""", "40004")]
    [InlineData("<html>proxy</html>", AlipayException.Malformed)]
    public async Task An_unsigned_answer_is_never_a_state_of_the_trade(string body, string code)
    {
        using var gateway = new StubGateway(() => new HttpResponseMessage { Content = new StringContent(body) });

        var exception = await Assert.ThrowsAsync<AlipayException>(() => QueryWithAsync(Settings(Rsa), "KB6", gateway));

        Assert.Equal(code, exception.Code);
        Assert.Equal(1, gateway.Calls);
    }

    [Fact]
    public async Task A_signed_answer_about_another_trade_is_refused()
    {
        using var gateway = new StubGateway(() => Signed(Rsa, """{"code":"10000","out_trade_no":"OTHER","trade_no":"1","trade_status":"TRADE_SUCCESS","total_amount":"1.00"}"""));

        var exception = await Assert.ThrowsAsync<AlipayException>(() => QueryWithAsync(Settings(Rsa), "KB6", gateway));

        Assert.Equal(AlipayException.Malformed, exception.Code);
    }

    [Fact]
    public async Task Amounts_are_read_from_numbers_too()
    {
        using var gateway = new StubGateway(() => Signed(
            Rsa,
            """{"code":10000,"out_trade_no":"KB6","trade_no":"1","trade_status":"TRADE_FINISHED","total_amount":88.80,"send_pay_date":"2026-01-02 03:04:05"}"""));

        var trade = await QueryWithAsync(Settings(Rsa), "KB6", gateway);

        Assert.Equal((88.8m, AlipayTradeStatus.Finished, true), (trade.TotalAmount, trade.Status, trade.IsPaid));
    }

    [Fact]
    public async Task A_service_that_is_unavailable_for_a_moment_is_asked_again()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB7");
        app.Alipay.Pay("KB7", notify: false);

        app.Alipay.FailNext(2);
        Assert.True((await app.QueryAsync("KB7")).IsPaid);

        app.Alipay.FailNext(3);
        var exception = await Assert.ThrowsAsync<AlipayException>(() => app.QueryAsync("KB7"));
        Assert.Equal(("20000", true), (exception.Code, exception.IsTransient));
        Assert.True((await app.QueryAsync("KB7")).IsPaid);
    }

    [Fact]
    public async Task Network_failures_and_time_outs_are_tried_three_times_and_then_told()
    {
        using var down = new StubGateway(() => throw new HttpRequestException("refused"));
        using var broken = new StubGateway(() => new HttpResponseMessage(HttpStatusCode.BadGateway));
        using var slow = new StubGateway(() => new HttpResponseMessage()) { Delay = TimeSpan.FromSeconds(30) };

        foreach (var gateway in (StubGateway[])[down, broken, slow])
        {
            var exception = await Assert.ThrowsAsync<AlipayException>(() => QueryWithAsync(Settings(Rsa), "KB8", gateway));
            Assert.Equal((AlipayException.Unreachable, true), (exception.Code, exception.IsTransient));
            Assert.Equal(3, gateway.Calls);
        }
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_told_that_Alipay_is_unreachable()
    {
        using var slow = new StubGateway(() => new HttpResponseMessage()) { Delay = TimeSpan.FromSeconds(30) };
        using var given = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await using var provider = Provider(Settings(Rsa), slow);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            provider.GetRequiredService<AlipayClient>().QueryAsync("KB8", given.Token));
    }

    [Theory]
    [InlineData(-60, 61)]
    [InlineData(30 * 60, 30 * 60)]
    [InlineData(100 * 24 * 3600, 15 * 24 * 3600)]
    public async Task The_expiry_is_kept_within_what_Alipay_takes(int secondsAhead, int expected)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 19, 4, 5, TimeSpan.Zero));
        await using var provider = Provider(Settings(Rsa), null, clock);
        var now = clock.GetUtcNow().UtcDateTime;

        var form = provider.GetRequiredService<AlipayClient>().BuildPagePay(new AlipayPagePay("KB9", 1m, "x", now.AddSeconds(secondsAhead)));

        using var content = JsonDocument.Parse(form.Fields["biz_content"]);
        Assert.Equal(AlipayFormat.Time(now.AddSeconds(expected)), content.RootElement.GetProperty("time_expire").GetString());
        Assert.Equal("2026-01-02 03:04:05", form.Fields["timestamp"]);
        Assert.True(AlipaySignature.Verify(
            AlipaySignature.RequestString(form.Fields), form.Fields["sign"], Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo())));
    }

    [Fact]
    public async Task Requests_that_Alipay_cannot_take_are_refused_before_anything_is_sent()
    {
        await using var provider = Provider(Settings(Rsa));
        var client = provider.GetRequiredService<AlipayClient>();

        Assert.Throws<ArgumentException>(() => client.BuildPagePay(new AlipayPagePay("KB-1", 1m, "x")));
        Assert.Throws<ArgumentOutOfRangeException>(() => client.BuildPagePay(new AlipayPagePay("KB1", 0m, "x")));
        await Assert.ThrowsAsync<ArgumentException>(() => client.QueryAsync("KB 1"));
        await Assert.ThrowsAsync<ArgumentException>(() => client.CloseAsync(""));
    }

    [Fact]
    public async Task Missing_settings_are_named()
    {
        var options = new AlipayOptions { AppId = "1", NotifyUrl = "https://kboss.example.com/n" };
        Assert.Equal(["Alipay:PrivateKey", "Alipay:AlipayPublicKey", "Alipay:ReturnUrl"], options.Missing);
        Assert.False(options.IsConfigured);

        var exception = await Assert.ThrowsAsync<AlipayException>(() => QueryWithAsync(options));
        Assert.Equal(AlipayException.NotConfigured, exception.Code);
        Assert.Contains("Alipay:PrivateKey", exception.Message, StringComparison.Ordinal);

        var unusable = Settings(Rsa);
        unusable.PrivateKey = "nonsense";
        Assert.Equal(AlipayException.NotConfigured, (await Assert.ThrowsAsync<AlipayException>(() => QueryWithAsync(unusable))).Code);
    }

    private static async Task<AlipayTrade> QueryWithAsync(AlipayOptions settings, string outTradeNo = "KB1", HttpMessageHandler? gateway = null)
    {
        await using var provider = Provider(settings, gateway);
        return await provider.GetRequiredService<AlipayClient>().QueryAsync(outTradeNo);
    }

    private static ServiceProvider Provider(AlipayOptions settings, HttpMessageHandler? gateway = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(time ?? TimeProvider.System);
        services.AddAlipay(new ConfigurationBuilder().Build());
        services.Configure<AlipayOptions>(options =>
        {
            (options.AppId, options.GatewayUrl) = (settings.AppId, settings.GatewayUrl);
            (options.PrivateKey, options.AlipayPublicKey) = (settings.PrivateKey, settings.AlipayPublicKey);
            (options.NotifyUrl, options.ReturnUrl) = (settings.NotifyUrl, settings.ReturnUrl);
            options.AttemptTimeout = settings.AttemptTimeout;
        });
        if (gateway is not null)
        {
            services.AddHttpClient(nameof(AlipayClient)).ConfigurePrimaryHttpMessageHandler(() => gateway);
        }

        return services.BuildServiceProvider();
    }

    private static AlipayOptions Settings(RSA rsa) => new()
    {
        AppId = "1",
        GatewayUrl = "http://127.0.0.1:9/gateway.do",
        PrivateKey = Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()),
        AlipayPublicKey = Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()),
        NotifyUrl = "https://kboss.example.com/n",
        ReturnUrl = "https://kboss.example.com/r",
        AttemptTimeout = TimeSpan.FromMilliseconds(200),
    };

    private static HttpResponseMessage Signed(RSA rsa, string node) => new()
    {
        Content = new StringContent(
            $$"""{"alipay_trade_query_response":{{node}},"sign":"{{AlipaySignature.Sign(node, Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()))}}"}"""),
    };

    private static Dictionary<string, string> Query(Uri address) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query).ToDictionary(q => q.Key, q => q.Value.ToString());

    private sealed class StubGateway(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        private int calls;

        public int Calls => calls;

        public TimeSpan Delay { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref calls);
            await Task.Delay(Delay, cancellationToken);
            var response = answer();
            response.RequestMessage = request;
            return response;
        }
    }
}
