using System.Net;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Development;
using KBoss.Web.Development;
using KBoss.Web.Development.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Messaging;

public sealed class SmsTests
{
    private const string Phone = "13800138000";

    private static readonly SmsMessage Login = Code(Phone, "424242");

    [Theory]
    [InlineData(
        "ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", "2023-10-26T10:22:32Z",
        "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259",
        "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")]
    [InlineData(
        "dysmsapi.aliyuncs.com", "SendSms", "2017-05-25", "2026-01-02T03:04:05Z",
        "PhoneNumbers=13800138000&SignName=%E9%98%BF%E9%87%8C%E4%BA%91%E7%9F%AD%E4%BF%A1%E6%B5%8B%E8%AF%95&TemplateCode=SMS_154950909&TemplateParam=%7B%22code%22%3A%221234%22%7D",
        "1e9a9b702a801216fccf91c6f893e92f0a04a229690584202d674d3ee281e579",
        "4e1fa72c0d3c0f9e3fb4bae28fbdde47b5d60503200cc8b658bc944d6e6fb092")]
    public void The_published_signatures_are_reproduced(
        string host, string action, string version, string date, string query, string canonicalHash, string signature)
    {
        var bodyHash = AlibabaCloudSignature.Hash([]);
        var headers = new Dictionary<string, string>
        {
            ["x-acs-version"] = version,
            ["X-Acs-Action"] = action,
            ["x-acs-date"] = $" {date} ",
            ["x-acs-signature-nonce"] = "3156853299f313e23d1673dc12e1703d",
            ["x-acs-content-sha256"] = bodyHash,
            ["Host"] = host,
        };
        var parameters = query.Split('&').Reverse().Select(p => KeyValuePair.Create(p.Split('=')[0], Uri.UnescapeDataString(p.Split('=')[1])));

        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", bodyHash);
        Assert.Equal(query, AlibabaCloudSignature.CanonicalQuery(parameters));
        Assert.Equal(
            "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version", AlibabaCloudSignature.SignedHeaders(headers.Keys));
        var request = AlibabaCloudSignature.CanonicalRequest("POST", "/", query, headers, bodyHash);
        Assert.Equal(canonicalHash, AlibabaCloudSignature.Hash(System.Text.Encoding.UTF8.GetBytes(request)));
        Assert.Equal(signature, AlibabaCloudSignature.Sign("YourAccessKeySecret", request));
    }

    [Fact]
    public void Everything_but_unreserved_characters_is_escaped() =>
        Assert.Equal("a=%2A%20%2B~%27%28%29&b=-_.", AlibabaCloudSignature.CanonicalQuery([new("b", "-_."), new("a", "* +~'()")]));

    [Fact]
    public async Task A_code_arrives_and_can_be_read()
    {
        await using var app = await DevelopmentApp.StartAsync();

        var receipt = await app.SendAsync(Login with { OutId = "out-1" });

        Assert.Equal((SmsOutcome.Sent, "OK"), (receipt.Outcome, receipt.Code));
        Assert.NotNull(receipt.RequestId);
        var sms = app.Sms.Latest("+86" + Phone)!;
        Assert.Equal((receipt.BizId, Phone, SmsTemplate.LoginCode, "424242", "out-1"), (sms.BizId, sms.Phone, sms.Template, sms.Code, sms.OutId));
        Assert.StartsWith("【开元云】您的登录验证码为424242", sms.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_never_reaches_the_logs()
    {
        await using var app = await DevelopmentApp.StartAsync();

        await app.SendAsync(Login);
        app.Sms.FailNext("isv.SMS_CONTENT_ILLEGAL");
        await app.SendAsync(Login);

        Assert.Contains(app.Logs, line => line.Contains("138****8000", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs, line => line.Contains("424242", StringComparison.Ordinal) || line.Contains(Phone, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("isv.BUSINESS_LIMIT_CONTROL", SmsOutcome.TooFrequent)]
    [InlineData("isv.MOBILE_NUMBER_ILLEGAL", SmsOutcome.BadNumber)]
    [InlineData("isv.DOMESTIC_NUMBER_NOT_SUPPORTED", SmsOutcome.BadNumber)]
    [InlineData("isp.SYSTEM_ERROR", SmsOutcome.RetryLater)]
    [InlineData("Throttling", SmsOutcome.RetryLater)]
    [InlineData("Throttling.User", SmsOutcome.RetryLater)]
    [InlineData("OK", SmsOutcome.Sent)]
    [InlineData("isv.DAY_LIMIT_CONTROL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.MONTH_LIMIT_CONTROL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.MOBILE_COUNT_OVER_LIMIT", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.TEMPLATE_MISSING_PARAMETERS", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.TEMPLATE_PARAMS_ILLEGAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.INVALID_JSON_PARAM", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.INVALID_PARAMETERS", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.SMS_TEMPLATE_ILLEGAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.SMS_SIGNATURE_ILLEGAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.SMS_SIGNATURE_SCENE_ILLEGAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.SIGN_STATE_ILLEGAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.SMS_SIGN_ILLEGAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.SMS_CONTENT_ILLEGAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.EXTEND_CODE_ERROR", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.DENY_IP_RANGE", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.BLACK_KEY_CONTROL_LIMIT", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.PARAM_LENGTH_LIMIT", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.PARAM_NOT_SUPPORT_URL", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.AMOUNT_NOT_ENOUGH", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.OUT_OF_SERVICE", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.PRODUCT_UN_SUBSCRIPT", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.PRODUCT_UNSUBSCRIBE", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.ACCOUNT_NOT_EXISTS", SmsOutcome.ConfigurationFault)]
    [InlineData("isv.ACCOUNT_ABNORMAL", SmsOutcome.ConfigurationFault)]
    [InlineData("isp.RAM_PERMISSION_DENY", SmsOutcome.ConfigurationFault)]
    public void Every_code_of_the_reference_says_what_to_do(string code, SmsOutcome outcome) => Assert.Equal(outcome, AlibabaCloudSmsSender.OutcomeOf(code));

    [Theory]
    [InlineData("isv.BUSINESS_LIMIT_CONTROL", 200, SmsOutcome.TooFrequent)]
    [InlineData("isv.MOBILE_NUMBER_ILLEGAL", 200, SmsOutcome.BadNumber)]
    [InlineData("isv.AMOUNT_NOT_ENOUGH", 200, SmsOutcome.ConfigurationFault)]
    [InlineData("isv.A_CODE_OF_TOMORROW", 200, SmsOutcome.ConfigurationFault)]
    [InlineData("isp.RAM_PERMISSION_DENY", 403, SmsOutcome.ConfigurationFault)]
    [InlineData("isp.SYSTEM_ERROR", 200, SmsOutcome.RetryLater)]
    [InlineData("Throttling.User", 400, SmsOutcome.RetryLater)]
    [InlineData("Throttling", 503, SmsOutcome.RetryLater)]
    [InlineData("InternalError", 500, SmsOutcome.Uncertain)]
    public async Task The_vendors_codes_say_what_to_do(string code, int status, SmsOutcome outcome)
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Sms.FailNext(code, status: status);

        var receipt = await app.SendAsync(Login);

        Assert.Equal((outcome, code), (receipt.Outcome, receipt.Code));
        Assert.Empty(app.Sms.Messages());
    }

    [Theory]
    [InlineData(100, 35)]
    [InlineData(35, 35)]
    [InlineData(20, 20)]
    [InlineData(12, 12)]
    public async Task A_parameter_that_is_longer_than_the_vendor_allows_is_shortened_and_the_message_arrives(int allowed, int shown)
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Sms.MaxParameter = allowed;
        var name = string.Concat(Enumerable.Repeat("济南超算", 10));

        var receipt = await app.SendAsync(new SmsMessage(
            Phone, SmsTemplate.ResourceReady, new Dictionary<string, string> { ["order"] = "KB1", ["product"] = name }));

        Assert.Equal(SmsOutcome.Sent, receipt.Outcome);
        Assert.Contains($"KB1中的{name[..shown]}已开通", Assert.Single(app.Sms.Messages()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_no_shortening_mends_is_a_fault_of_the_settings_and_no_character_is_cut_in_two()
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Sms.MaxParameter = 3;
        Assert.Equal((SmsOutcome.ConfigurationFault, AlibabaCloudSmsSender.ParameterTooLong), await OutcomeAsync("four"));

        app.Sms.MaxParameter = 12;
        Assert.Equal((SmsOutcome.Sent, "OK"), await OutcomeAsync("12345678901\U0001F680 to the moon"));
        Assert.Contains("：12345678901。", Assert.Single(app.Sms.Messages()).Text, StringComparison.Ordinal);

        async Task<(SmsOutcome, string)> OutcomeAsync(string title)
        {
            var receipt = await app.SendAsync(new SmsMessage(Phone, SmsTemplate.ApprovalReminder, new Dictionary<string, string> { ["title"] = title }));
            return (receipt.Outcome, receipt.Code);
        }
    }

    [Fact]
    public async Task A_wrong_secret_is_a_fault_of_the_settings()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var endpoint = new Uri(app.Browser.BaseAddress!, "/dev/sms/").ToString();

        var receipt = await SendWithAsync(Login, ("Endpoint", endpoint), ("AccessKeySecret", "wrong"));
        Assert.Equal((SmsOutcome.ConfigurationFault, "SignatureDoesNotMatch"), (receipt.Outcome, receipt.Code));

        receipt = await SendWithAsync(Login, ("Endpoint", endpoint), ("AccessKeyId", "stranger"));
        Assert.Equal((SmsOutcome.ConfigurationFault, "InvalidAccessKeyId.NotFound"), (receipt.Outcome, receipt.Code));
        Assert.Empty(app.Sms.Messages());
    }

    [Fact]
    public async Task After_a_time_out_the_message_is_uncertain_and_not_sent_twice()
    {
        await using var app = await DevelopmentApp.StartAsync(("Sms:Timeout", "00:00:01.5"));
        app.Sms.Delay = TimeSpan.FromSeconds(10);

        var receipt = await app.SendAsync(Login);

        Assert.Equal((SmsOutcome.Uncertain, AlibabaCloudSmsSender.NoAnswer), (receipt.Outcome, receipt.Code));
        Assert.Single(app.Sms.Messages());
    }

    [Fact]
    public async Task A_caller_that_gives_up_hears_of_its_own_cancellation()
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Sms.Delay = TimeSpan.FromSeconds(5);
        using var given = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            app.WithAsync<ISmsSender, SmsReceipt>(sender => sender.SendAsync(Login, given.Token)));
    }

    [Fact]
    public async Task A_vendor_that_cannot_be_connected_has_certainly_not_sent()
    {
        var receipt = await SendWithAsync(Login, ("Endpoint", "http://127.0.0.1:9/"));

        Assert.Equal(SmsOutcome.RetryLater, receipt.Outcome);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_uncertain()
    {
        using var proxy = new StubVendor(() => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") });
        using var cut = new StubVendor(() => throw new HttpRequestException(HttpRequestError.ResponseEnded));

        foreach (var vendor in (StubVendor[])[proxy, cut])
        {
            Assert.Equal(SmsOutcome.Uncertain, (await SendWithAsync(Login, vendor)).Outcome);
            Assert.Equal(1, vendor.Calls);
        }
    }

    [Fact]
    public async Task Missing_settings_are_named_and_nothing_is_sent()
    {
        using var vendor = new StubVendor(() => new HttpResponseMessage());
        var options = new SmsOptions { AccessKeyId = "a", AccessKeySecret = "b", Templates = { [SmsTemplate.LoginCode] = "SMS_1" } };
        Assert.Equal(["Sms:SignName"], options.MissingFor(SmsTemplate.LoginCode));
        Assert.Equal(["Sms:SignName", "Sms:Templates:ResetCode"], options.MissingFor(SmsTemplate.ResetCode));
        Assert.Contains("Sms:Templates:LowBalance", options.Missing);

        var receipt = await SendWithAsync(Login with { Template = SmsTemplate.Marketing }, vendor);

        Assert.Equal((SmsOutcome.ConfigurationFault, AlibabaCloudSmsSender.NotConfigured), (receipt.Outcome, receipt.Code));
        Assert.Equal("Sms:Templates:Marketing", receipt.Message);
        Assert.Equal(0, vendor.Calls);
    }

    [Theory]
    [InlineData("12345", "424242", "isv.MOBILE_NUMBER_ILLEGAL")]
    [InlineData("13800138000,13800138001", "424242", "isv.MOBILE_NUMBER_ILLEGAL")]
    [InlineData(Phone, null, "isv.TEMPLATE_MISSING_PARAMETERS")]
    public async Task The_simulated_vendor_checks_what_it_is_given(string phone, string? code, string expected)
    {
        await using var app = await DevelopmentApp.StartAsync();
        var parameters = code is null ? new Dictionary<string, string>() : new() { ["code"] = code };

        Assert.Equal(expected, (await app.SendAsync(new SmsMessage(phone, SmsTemplate.ResetCode, parameters))).Code);
    }

    [Fact]
    public async Task The_simulated_vendor_limits_codes_when_told_to()
    {
        await using var app = await DevelopmentApp.StartAsync(("Development:Sms:FlowControl", "true"));
        Assert.Equal(SmsOutcome.Sent, (await app.SendAsync(Login)).Outcome);

        var second = await app.SendAsync(Login);
        Assert.Equal((SmsOutcome.TooFrequent, "触发分钟级流控Permits:1"), (second.Outcome, second.Message));
        Assert.Equal(SmsOutcome.Sent, (await app.SendAsync(Code("13900139000", "1"))).Outcome);

        for (var i = 2; i <= 5; i++)
        {
            Assert.True(app.Clock.TryAdvance(TimeSpan.FromMinutes(1)));
            Assert.Equal(SmsOutcome.Sent, (await app.SendAsync(Login)).Outcome);
        }

        Assert.True(app.Clock.TryAdvance(TimeSpan.FromMinutes(1)));
        Assert.Equal("触发小时级流控Permits:5", (await app.SendAsync(Login)).Message);
    }

    [Fact]
    public void A_message_prints_neither_its_parameters_nor_the_whole_phone()
    {
        Assert.Equal("LoginCode to 138****8000", Login.ToString());
    }

    [Theory]
    [InlineData(SmsTemplate.LoginCode, "code")]
    [InlineData(SmsTemplate.ResetCode, "code")]
    [InlineData(SmsTemplate.OrderPaid, "order", "amount")]
    [InlineData(SmsTemplate.ResourceReady, "order", "product")]
    [InlineData(SmsTemplate.ResourceExpiring, "product", "date", "days")]
    [InlineData(SmsTemplate.LowBalance, "balance")]
    [InlineData(SmsTemplate.SettlementReminder, "title")]
    [InlineData(SmsTemplate.ApprovalReminder, "title")]
    [InlineData(SmsTemplate.Marketing, "content")]
    [InlineData(SmsTemplate.MarketingOffer, "customer", "content")]
    public async Task Every_template_takes_the_parameters_it_names(SmsTemplate template, params string[] names)
    {
        await using var app = await DevelopmentApp.StartAsync();
        var parameters = names.ToDictionary(name => name, name => $"<{name}>");

        Assert.Equal(SmsOutcome.Sent, (await app.SendAsync(new SmsMessage(Phone, template, parameters))).Outcome);
        Assert.All(parameters.Values, value => Assert.Contains(value, app.Sms.Latest(Phone)!.Text, StringComparison.Ordinal));
    }

    private static SmsMessage Code(string phone, string code) =>
        new(phone, SmsTemplate.LoginCode, new Dictionary<string, string> { ["code"] = code });

    private static Task<SmsReceipt> SendWithAsync(SmsMessage message, params (string Key, string Value)[] settings) =>
        SendWithAsync(message, null, settings);

    private static async Task<SmsReceipt> SendWithAsync(SmsMessage message, HttpMessageHandler? vendor, params (string Key, string Value)[] settings)
    {
        var configured = new Dictionary<string, string?>
        {
            ["Sms:AccessKeyId"] = DevelopmentKeys.SmsAccessKeyId,
            ["Sms:AccessKeySecret"] = "secret",
            ["Sms:SignName"] = DevelopmentKeys.SmsSignName,
            ["Sms:Templates:LoginCode"] = "SMS_1",
        };
        foreach (var (key, value) in settings)
        {
            configured[$"Sms:{key}"] = value;
        }

        var services = new ServiceCollection().AddLogging();
        services.AddSms(new ConfigurationBuilder().AddInMemoryCollection(configured).Build());
        if (vendor is not null)
        {
            services.AddHttpClient(nameof(AlibabaCloudSmsSender)).ConfigurePrimaryHttpMessageHandler(() => vendor);
        }

        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISmsSender>().SendAsync(message);
    }

    private sealed class StubVendor(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(answer());
        }
    }
}
