using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Web.Development;
using KBoss.Web.Development.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace KBoss.Tests.Development;

public sealed class SimulatorTests
{
    [Fact]
    public async Task A_notification_is_repeated_with_the_same_id_until_it_is_acknowledged()
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Alipay.RetryIntervals = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(20), 7)];
        app.OnNotification = _ => app.Notifications.Count < 3 ? "SUCCESS" : "success";
        await app.OpenCashierAsync("KB1");

        app.Alipay.Pay("KB1");

        Assert.True(await app.Alipay.WaitForAcknowledgementAsync("KB1", TimeSpan.FromSeconds(10)));
        await Task.Delay(100);
        Assert.Equal(3, app.Notifications.Count);
        Assert.Single(app.Notifications.Select(n => n["notify_id"]).Distinct());
        Assert.All(app.Notifications, n => AlipayNotification.Verify(n, app.AlipayOptions));
    }

    [Fact]
    public async Task A_notification_that_is_never_acknowledged_is_given_up_after_eight_sendings()
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Alipay.RetryIntervals = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(5), 7)];
        app.OnNotification = _ => throw new InvalidOperationException("the shop is broken");
        await app.OpenCashierAsync("KB1");

        app.Alipay.Pay("KB1");
        for (var i = 0; i < 100 && app.Alipay.Find("KB1")!.Notifications < 8; i++)
        {
            await Task.Delay(50);
        }

        await Task.Delay(100);
        Assert.Equal((8, "HTTP 500", false), (app.Alipay.Find("KB1")!.Notifications, app.Alipay.Find("KB1")!.LastAnswer, app.Alipay.Find("KB1")!.Acknowledged));
    }

    [Fact]
    public async Task A_deferred_payment_returns_at_once_and_is_notified_when_told()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB1");

        var back = await app.Browser.PostAsync("/dev/alipay/cashier/KB1/pay?defer=true", null);

        Assert.Contains("out_trade_no=KB1", back.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Empty(app.Notifications);
        Assert.True((await app.QueryAsync("KB1")).IsPaid);

        var notified = await PostJsonAsync(app, "/dev/alipay/trades/KB1/notify");
        Assert.True(notified.GetProperty("acknowledged").GetBoolean());
        Assert.Single(app.Notifications);
    }

    [Fact]
    public async Task Paying_many_times_at_once_pays_and_notifies_once()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB1");

        var trades = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => app.Alipay.Pay("KB1"))));

        Assert.True(await app.Alipay.WaitForAcknowledgementAsync("KB1", TimeSpan.FromSeconds(10)));
        await Task.Delay(100);
        Assert.Single(trades.Select(trade => trade.TradeNo).Distinct());
        Assert.Single(app.Notifications);
    }

    [Fact]
    public async Task A_cashier_takes_no_payment_after_its_time()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB1", expiresAt: app.Clock.GetUtcNow().UtcDateTime.AddMinutes(30));
        await app.OpenCashierAsync("KB2", expiresAt: app.Clock.GetUtcNow().UtcDateTime.AddMinutes(30));
        app.Alipay.Scan("KB2");

        Assert.True(app.Clock.TryAdvance(TimeSpan.FromMinutes(31)));

        Assert.Equal(HttpStatusCode.BadRequest, (await app.Browser.PostAsync("/dev/alipay/cashier/KB1/pay", null)).StatusCode);
        Assert.Equal(AlipayTradeStatus.NotExist, (await app.QueryAsync("KB1")).Status);
        Assert.Equal(AlipayTradeStatus.Closed, (await app.QueryAsync("KB2")).Status);
        Assert.Throws<SimulatedRefusalException>(() => app.Alipay.Pay("KB2"));
        Assert.Equal(AlipayCloseResult.NotOpen, await app.CloseAsync("KB2"));
        Assert.Empty(app.Notifications);
    }

    [Fact]
    public async Task A_request_for_a_page_that_is_not_signed_by_the_application_opens_no_cashier()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var form = await app.PayFormAsync(new AlipayPagePay("KB1", 88.88m, "x"));

        var response = await app.Browser.GetAsync(form.RedirectUrl.Replace("88.88", "00.01", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("40002 isv.invalid-signature", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(app.Alipay.Find("KB1"));
    }

    [Theory]
    [InlineData("sign", "", "40001", "isv.missing-signature")]
    [InlineData("app_id", "", "40001", "isv.missing-app-id")]
    [InlineData("app_id", "2021000000000009", "40002", "isv.invalid-app-id")]
    [InlineData("timestamp", "now", "40002", "isv.invalid-timestamp")]
    [InlineData("sign_type", "RSA", "40002", "isv.invalid-signature-type")]
    [InlineData("biz_content", "{}", "40002", "isv.invalid-signature")]
    public async Task The_gateway_refuses_bad_common_parameters_in_Alipays_words(string field, string value, string code, string subCode)
    {
        await using var app = await DevelopmentApp.StartAsync();
        var fields = (await app.PayFormAsync(new AlipayPagePay("KB1", 1m, "x"))).Fields.ToDictionary();
        (fields["method"], fields[field]) = ("alipay.trade.query", value);

        using var content = new FormUrlEncodedContent(fields);
        var answer = await (await app.Browser.PostAsync("/dev/alipay/gateway.do?charset=utf-8", content)).Content.ReadFromJsonAsync<JsonElement>();

        var error = answer.GetProperty("error_response");
        Assert.Equal((code, subCode), (error.GetProperty("code").GetString(), error.GetProperty("sub_code").GetString()));
        Assert.False(answer.TryGetProperty("sign", out _));
    }

    [Fact]
    public async Task A_trade_that_exists_cannot_be_opened_again_for_another_amount()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB1", 10m);
        await app.OpenCashierAsync("KB1", 20m);
        app.Alipay.Scan("KB1");
        await app.OpenCashierAsync("KB1", 20m);

        var response = await app.Browser.GetAsync((await app.PayFormAsync(new AlipayPagePay("KB1", 30m, "云资源充值"))).RedirectUrl);
        Assert.Contains("ACQ.CONTEXT_INCONSISTENT", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        app.Alipay.Pay("KB1", notify: false);
        response = await app.Browser.GetAsync((await app.PayFormAsync(new AlipayPagePay("KB1", 20m, "云资源充值"))).RedirectUrl);
        Assert.Contains("ACQ.TRADE_HAS_SUCCESS", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(20m, (await app.QueryAsync("KB1")).TotalAmount);
    }

    [Fact]
    public async Task The_simulator_signs_what_a_test_wants_to_have_signed()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB1");
        var trade = app.Alipay.Pay("KB1", notify: false);

        var wrongAmount = app.Alipay.SignedNotification(trade, new Dictionary<string, string> { ["total_amount"] = "0.01" });
        Assert.Equal(0.01m, AlipayNotification.Verify(wrongAmount, app.AlipayOptions).TotalAmount);

        wrongAmount["total_amount"] = "88.88";
        Assert.Equal(
            AlipayRefusal.BadSignature,
            Assert.Throws<AlipayRefusedException>(() => AlipayNotification.Verify(wrongAmount, app.AlipayOptions)).Refusal);
    }

    [Fact]
    public async Task The_cashier_shows_what_is_paid_and_encodes_it()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var form = await app.PayFormAsync(new AlipayPagePay("KB1", 1234.5m, "<script>alert(1)</script>'\"云"));
        await app.Browser.GetAsync(form.RedirectUrl);

        var html = await app.Browser.GetStringAsync("/dev/alipay/cashier/KB1");

        Assert.Contains("data-testid=\"page-dev-alipay-cashier\"", html, StringComparison.Ordinal);
        Assert.Contains(">¥1,234.50<", html, StringComparison.Ordinal);
        Assert.All((string[])["action-pay", "action-pay-deferred", "action-cancel"], id => Assert.Contains($"data-testid=\"{id}\"", html, StringComparison.Ordinal));
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);

        var cancelled = await app.Browser.PostAsync("/dev/alipay/cashier/KB1/cancel", null);
        Assert.Contains("page-dev-alipay-cancelled", await cancelled.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(AlipayTradeStatus.NotExist, (await app.QueryAsync("KB1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Browser.GetAsync("/dev/alipay/cashier/KB9")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Browser.PostAsync("/dev/alipay/trades/KB9/pay", null)).StatusCode);
    }

    [Fact]
    public async Task Trades_are_listed_paid_and_notified_by_hand()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await app.OpenCashierAsync("KB1");
        await app.OpenCashierAsync("KB2");

        var paid = await PostJsonAsync(app, "/dev/alipay/trades/KB2/pay?defer=true");
        Assert.Equal("Success", paid.GetProperty("status").GetString());
        Assert.Empty(app.Notifications);

        var html = await app.Browser.GetStringAsync("/dev/alipay");
        Assert.Contains("data-testid=\"grid-trades\"", html, StringComparison.Ordinal);
        Assert.Contains("data-testid=\"row-trades\" data-key=\"KB1\"", html, StringComparison.Ordinal);
        Assert.Equal(2, (await app.Browser.GetFromJsonAsync<JsonElement>("/dev/alipay/trades")).GetArrayLength());
    }

    [Fact]
    public async Task Messages_are_shown_newest_first_and_the_latest_as_json()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await SendAsync(app, "13800138000", "111111");
        await SendAsync(app, "13900139000", "<b>222222</b>");
        app.Clock.TryAdvance(TimeSpan.FromMinutes(1));
        await SendAsync(app, "13800138000", "333333");

        var latest = await app.Browser.GetFromJsonAsync<JsonElement>("/dev/messages/latest?phone=13800138000");
        Assert.Equal(["phone", "template", "code", "text", "sentAt"], latest.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ("13800138000", "LoginCode", "333333"),
            (latest.GetProperty("phone").GetString(), latest.GetProperty("template").GetString(), latest.GetProperty("code").GetString()));
        Assert.EndsWith("Z", latest.GetProperty("sentAt").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Browser.GetAsync("/dev/messages/latest?phone=13700137000")).StatusCode);

        var html = await app.Browser.GetStringAsync("/dev/messages");
        Assert.Contains("data-testid=\"page-dev-messages\"", html, StringComparison.Ordinal);
        Assert.Contains("data-testid=\"grid-messages\"", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("data-testid=\"row-messages\" data-key=\"").Length - 1);
        Assert.True(html.IndexOf("333333", StringComparison.Ordinal) < html.IndexOf("111111", StringComparison.Ordinal));
        Assert.DoesNotContain("<b>222222", html, StringComparison.Ordinal);

        html = await app.Browser.GetStringAsync("/dev/messages?phone=13900139000&refresh=true");
        Assert.DoesNotContain("333333", html, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_newest_messages_are_kept()
    {
        await using var app = await DevelopmentApp.StartAsync();
        for (var i = 0; i <= SimulatedPhones.Capacity; i++)
        {
            await SendAsync(app, "13800138000", $"{i}");
        }

        Assert.Equal(SimulatedPhones.Capacity, app.Sms.Messages().Count);
        Assert.Equal($"{SimulatedPhones.Capacity}", app.Sms.Latest("13800138000")!.Code);
        Assert.Equal("1", app.Sms.Messages()[^1].Code);
    }

    [Fact]
    public async Task A_replayed_or_late_message_call_is_refused()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var call = SignedCall(app, "nonce-1", app.Clock.GetUtcNow());

        Assert.Equal("OK", app.Sms.Answer(call).Code);
        Assert.Equal("SignatureNonceUsed", app.Sms.Answer(call).Code);
        Assert.Equal("InvalidTimeStamp.Expired", app.Sms.Answer(SignedCall(app, "nonce-2", app.Clock.GetUtcNow().AddMinutes(-16))).Code);
        Assert.Equal("SignatureDoesNotMatch", app.Sms.Answer(SignedCall(app, "nonce-3", app.Clock.GetUtcNow()) with { Path = "/" }).Code);
        Assert.Equal("SignatureDoesNotMatch", app.Sms.Answer(SignedCall(app, "nonce-4", app.Clock.GetUtcNow()) with { Body = [1] }).Code);
        Assert.Equal("MissingAuthorization", app.Sms.Answer(WithHeader(SignedCall(app, "nonce-5", app.Clock.GetUtcNow()), "authorization", "Basic x")).Code);
        Assert.Equal("InvalidAction.NotFound", app.Sms.Answer(WithHeader(SignedCall(app, "nonce-6", app.Clock.GetUtcNow()), "x-acs-action", "QuerySendStatistics")).Code);
        Assert.Single(app.Sms.Messages());
    }

    [Fact]
    public async Task The_clock_is_moved_by_form_and_json_and_put_back()
    {
        await using var app = await DevelopmentApp.StartAsync();
        using var form = new FormUrlEncodedContent([new("minutes", "31")]);

        Assert.Equal("/dev/clock", (await app.Browser.PostAsync("/dev/clock/advance", form)).Headers.Location?.ToString());
        Assert.Equal(TimeSpan.FromMinutes(31), app.Clock.Offset);
        using var json = JsonContent.Create(new { minutes = 1.5 });
        await app.Browser.PostAsync("/dev/clock/advance", json);
        Assert.Equal(TimeSpan.FromMinutes(32.5), app.Clock.Offset);
        Assert.InRange(app.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(32.4), TimeSpan.FromMinutes(32.6));
        Assert.Contains("page-dev-clock", await app.Browser.GetStringAsync("/dev/clock"), StringComparison.Ordinal);

        var reset = await PostJsonAsync(app, "/dev/clock/reset");
        Assert.Equal(0, reset.GetProperty("offsetMinutes").GetDouble());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task The_clock_refuses_to_go_anywhere_but_forward(string minutes)
    {
        await using var app = await DevelopmentApp.StartAsync();
        using var form = new FormUrlEncodedContent([new("minutes", minutes)]);

        Assert.Equal(HttpStatusCode.BadRequest, (await app.Browser.PostAsync("/dev/clock/advance", form)).StatusCode);
        using var json = new StringContent("{\"minutes\":\"x\"", null, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Browser.PostAsync("/dev/clock/advance", json)).StatusCode);
        Assert.Equal(TimeSpan.Zero, app.Clock.Offset);
    }

    [Fact]
    public async Task The_simulators_stand_in_only_where_nothing_real_is_configured()
    {
        await using var simulated = await DevelopmentApp.StartAsync(("App:PublicUrl", "https://shop.example.com/"));
        Assert.Equal("https://shop.example.com/dev/alipay/gateway.do", simulated.AlipayOptions.GatewayUrl);
        Assert.Equal("https://shop.example.com/pay/alipay/notify", simulated.AlipayOptions.NotifyUrl);
        Assert.Equal("https://shop.example.com/pay/alipay/return", simulated.AlipayOptions.ReturnUrl);

        await using var real = await DevelopmentApp.StartAsync(("Alipay:AppId", "2021000000000777"));
        Assert.Equal("https://openapi.alipay.com/gateway.do", real.AlipayOptions.GatewayUrl);
        Assert.Contains("Alipay:PrivateKey", real.AlipayOptions.Missing);
    }

    [Fact]
    public async Task The_home_page_and_the_style_are_served()
    {
        await using var app = await DevelopmentApp.StartAsync();

        Assert.Contains("data-testid=\"page-dev\"", await app.Browser.GetStringAsync("/dev"), StringComparison.Ordinal);
        Assert.Equal("text/css", (await app.Browser.GetAsync("/dev/style.css")).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_simulators_refuse_to_run_in_production()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        await using var app = builder.Build();

        Assert.Throws<InvalidOperationException>(() => app.MapDevelopmentSimulators());
    }

    private static async Task<JsonElement> PostJsonAsync(DevelopmentApp app, string path)
    {
        using var client = new HttpClient { BaseAddress = app.Browser.BaseAddress };
        var response = await client.PostAsync(path, null);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task SendAsync(DevelopmentApp app, string phone, string code) => Assert.Equal(
        SmsOutcome.Sent,
        (await app.SendAsync(new SmsMessage(phone, SmsTemplate.LoginCode, new Dictionary<string, string> { ["code"] = code }))).Outcome);

    private static SmsCall SignedCall(DevelopmentApp app, string nonce, DateTimeOffset at)
    {
        var query = new Dictionary<string, string>
        {
            ["PhoneNumbers"] = "13800138000",
            ["SignName"] = DevelopmentKeys.SmsSignName,
            ["TemplateCode"] = SmsSimulator.TemplateCodes[SmsTemplate.LoginCode],
            ["TemplateParam"] = """{"code":"1"}""",
        };
        var bodyHash = AlibabaCloudSignature.Hash([]);
        var headers = new Dictionary<string, string>
        {
            ["host"] = "127.0.0.1",
            ["x-acs-action"] = "SendSms",
            ["x-acs-version"] = "2017-05-25",
            ["x-acs-date"] = at.UtcDateTime.ToString(AlibabaCloudSignature.DatePattern, System.Globalization.CultureInfo.InvariantCulture),
            ["x-acs-signature-nonce"] = nonce,
            ["x-acs-content-sha256"] = bodyHash,
        };
        var signature = AlibabaCloudSignature.Sign(app.Keys.SmsAccessKeySecret, AlibabaCloudSignature.CanonicalRequest(
            "POST", "/dev/sms/", AlibabaCloudSignature.CanonicalQuery(query), headers, bodyHash));
        headers["authorization"] = $"{AlibabaCloudSignature.Algorithm} "
            + AlibabaCloudSignature.Credential(DevelopmentKeys.SmsAccessKeyId, AlibabaCloudSignature.SignedHeaders(headers.Keys), signature);
        return new SmsCall("POST", "/dev/sms/", query, headers, []);
    }

    private static SmsCall WithHeader(SmsCall call, string name, string value) =>
        call with { Headers = new Dictionary<string, string>(call.Headers) { [name] = value } };
}
