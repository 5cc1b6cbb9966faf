using System.Text;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Development;
using KBoss.Web.Development.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Messaging;

public sealed class TencentCloudSmsTests
{
    private const string Phone = "13800138000";

    private static readonly SmsMessage Login = new(Phone, SmsTemplate.LoginCode, new Dictionary<string, string> { ["code"] = "424242" }, "key-1");

    [Fact]
    public void The_vector_of_the_reference_is_reproduced()
    {
        const string json = """{"PhoneNumberSet":["+8613800138000"],"SmsSdkAppId":"1400006666","TemplateId":"1110","SignName":"腾讯云","TemplateParamSet":["1234"]}""";
        var body = Encoding.UTF8.GetBytes(json);
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json; charset=utf-8", ["Host"] = "sms.tencentcloudapi.com", ["X-TC-Action"] = "SendSms" };
        Assert.Equal("77886cfa11d084df26a877e11a3c33fa55a4af0c041285aaf90fbef99bd83852", Tc3Signature.CanonicalHash(headers, body));
        Assert.Equal("19b2282d70c682f8e2f06249fdfd5b7b7916132e1320106466662f656c4d33d4", Tc3Signature.Sign(new string('*', 32), "sms", 1767323045, headers, body));
    }

    [Theory]
    [InlineData("Ok", SmsOutcome.Sent)]
    [InlineData("LimitExceeded.PhoneNumberThirtySecondLimit", SmsOutcome.TooFrequent)]
    [InlineData("LimitExceeded.PhoneNumberOneHourLimit", SmsOutcome.TooFrequent)]
    [InlineData("LimitExceeded.PhoneNumberDailyLimit", SmsOutcome.TooFrequent)]
    [InlineData("LimitExceeded.PhoneNumberSameContentDailyLimit", SmsOutcome.TooFrequent)]
    [InlineData("LimitExceeded.DeliveryFrequencyLimit", SmsOutcome.TooFrequent)]
    [InlineData("FailedOperation.MarketingSendTimeConstraint", SmsOutcome.TooFrequent)]
    [InlineData("LimitExceeded.AppDailyLimit", SmsOutcome.ConfigurationFault)]
    [InlineData("LimitExceeded.DailyLimit", SmsOutcome.ConfigurationFault)]
    [InlineData("LimitExceeded.PhoneNumberCountLimit", SmsOutcome.ConfigurationFault)]
    [InlineData("FailedOperation.SignatureIncorrectOrUnapproved", SmsOutcome.ConfigurationFault)]
    [InlineData("FailedOperation.TemplateIncorrectOrUnapproved", SmsOutcome.ConfigurationFault)]
    [InlineData("FailedOperation.PhoneNumberInBlacklist", SmsOutcome.BadNumber)]
    [InlineData("FailedOperation.ContainSensitiveWord", SmsOutcome.ConfigurationFault)]
    [InlineData("FailedOperation.InsufficientBalanceInSmsPackage", SmsOutcome.ConfigurationFault)]
    [InlineData("FailedOperation.FailResolvePacket", SmsOutcome.ConfigurationFault)]
    [InlineData("InvalidParameterValue.IncorrectPhoneNumber", SmsOutcome.BadNumber)]
    [InlineData("InvalidParameterValue.ContentLengthLimit", SmsOutcome.ConfigurationFault)]
    [InlineData("InvalidParameterValue.SdkAppIdNotExist", SmsOutcome.ConfigurationFault)]
    [InlineData("InvalidParameterValue.TemplateParameterFormatError", SmsOutcome.ConfigurationFault)]
    [InlineData("InvalidParameterValue.ProhibitedUseUrlInTemplateParameter", SmsOutcome.ConfigurationFault)]
    [InlineData("UnauthorizedOperation.SmsSdkAppIdVerifyFail", SmsOutcome.ConfigurationFault)]
    [InlineData("UnauthorizedOperation.SdkAppIdIsDisabled", SmsOutcome.ConfigurationFault)]
    [InlineData("UnauthorizedOperation.RequestIpNotInWhitelist", SmsOutcome.ConfigurationFault)]
    [InlineData("UnauthorizedOperation.SerivceSuspendDueToArrears", SmsOutcome.ConfigurationFault)]
    [InlineData("UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny", SmsOutcome.ConfigurationFault)]
    [InlineData("UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber", SmsOutcome.BadNumber)]
    [InlineData("InternalError.Timeout", SmsOutcome.Uncertain)]
    [InlineData("InternalError.SendAndRecvFail", SmsOutcome.Uncertain)]
    [InlineData("InternalError", SmsOutcome.Uncertain)]
    [InlineData("InternalError.RequestTimeException", SmsOutcome.RetryLater)]
    [InlineData("RequestLimitExceeded", SmsOutcome.RetryLater)]
    [InlineData("RequestLimitExceeded.UinLimitExceeded", SmsOutcome.RetryLater)]
    [InlineData("AuthFailure.SignatureFailure", SmsOutcome.ConfigurationFault)]
    public void The_vendors_codes_say_what_to_do(string code, SmsOutcome outcome) => Assert.Equal(outcome, TencentCloudSmsSender.OutcomeOf(code));

    [Fact]
    public async Task A_message_arrives_with_its_parameters_by_place()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var receipt = await app.SendByTencentAsync(new SmsMessage(
            Phone, SmsTemplate.ResourceExpiring, new Dictionary<string, string> { ["days"] = "7", ["date"] = "2026-01-12", ["product"] = "云主机" }, "key-1"));

        Assert.Equal((SmsOutcome.Sent, "Ok", SmsVendor.TencentCloud), (receipt.Outcome, receipt.Code, receipt.Vendor));
        var sms = Assert.Single(app.Sms.Messages());
        Assert.Equal((receipt.BizId, "key-1", SmsVendor.TencentCloud), (sms.BizId, sms.OutId, sms.Vendor));
        Assert.Equal("【开元云】您的云主机将于2026-01-12到期，剩余7天，请及时续费。", sms.Text);
    }

    [Theory]
    [InlineData("FailedOperation.PhoneNumberInBlacklist", false, SmsOutcome.BadNumber)]
    [InlineData("LimitExceeded.PhoneNumberDailyLimit", false, SmsOutcome.TooFrequent)]
    [InlineData("InternalError.Timeout", false, SmsOutcome.Uncertain)]
    [InlineData("RequestLimitExceeded", true, SmsOutcome.RetryLater)]
    [InlineData("UnauthorizedOperation.SerivceSuspendDueToArrears", true, SmsOutcome.ConfigurationFault)]
    public async Task The_number_may_be_refused_in_a_call_that_was_fine_and_so_may_the_call(string code, bool wholeCall, SmsOutcome outcome)
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Tencent.FailNext(code, wholeCall: wholeCall);
        var receipt = await app.SendByTencentAsync(Login);
        Assert.Equal((outcome, code), (receipt.Outcome, receipt.Code));
        Assert.Empty(app.Sms.Messages());
    }

    [Fact]
    public async Task A_lost_answer_is_uncertain_and_wrong_keys_a_fault_of_the_settings()
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.Phones.LoseNext();
        Assert.Equal(SmsOutcome.Uncertain, (await app.SendByTencentAsync(Login)).Outcome);
        Assert.Single(app.Sms.Messages());

        var templates = Enum.GetValues<SmsTemplate>().Select(t => ($"TencentSms:Templates:{t}", "1100001"));
        await using var wrong = await DevelopmentApp.StartAsync([
            ("TencentSms:SecretId", "AKIDdevelopment0001"), ("TencentSms:SecretKey", "wrong"), ("TencentSms:SdkAppId", "1400000001"), ("TencentSms:SignName", "开元云"),
            ("TencentSms:Endpoint", $"{app.Browser.BaseAddress}dev/tencent-sms/"), .. templates]);
        var receipt = await wrong.SendByTencentAsync(Login);
        Assert.Equal((SmsOutcome.ConfigurationFault, "AuthFailure.SignatureFailure"), (receipt.Outcome, receipt.Code));
    }

    [Fact]
    public async Task The_second_vendor_is_asked_when_the_first_certainly_did_not_send_and_only_then()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var first = await app.SendByAnyAsync(Login);
        Assert.Equal((SmsOutcome.Sent, SmsVendor.AlibabaCloud), (first.Outcome, first.Vendor));

        app.Sms.FailNext("isp.SYSTEM_ERROR");
        var second = await app.SendByAnyAsync(Login);
        Assert.Equal((SmsOutcome.Sent, SmsVendor.TencentCloud), (second.Outcome, second.Vendor));
        Assert.Equal([SmsVendor.TencentCloud, SmsVendor.AlibabaCloud], app.Sms.Messages().Select(m => m.Vendor));

        app.Phones.LoseNext();
        var lost = await app.SendByAnyAsync(Login);
        Assert.Equal((SmsOutcome.Uncertain, SmsVendor.AlibabaCloud), (lost.Outcome, lost.Vendor));
        Assert.Equal(3, app.Sms.Messages().Count);

        app.Sms.FailNext("isv.MOBILE_NUMBER_ILLEGAL");
        Assert.Equal(SmsOutcome.BadNumber, (await app.SendByAnyAsync(Login)).Outcome);
        Assert.Equal(3, app.Sms.Messages().Count);
    }

    [Fact]
    public async Task The_settings_say_who_is_asked_first()
    {
        await using var app = await DevelopmentApp.StartAsync(("Sms:Primary", "TencentCloud"));
        Assert.Equal(SmsVendor.TencentCloud, (await app.SendByAnyAsync(Login)).Vendor);
        app.Tencent.FailNext("RequestLimitExceeded", wholeCall: true);
        Assert.Equal(SmsVendor.AlibabaCloud, (await app.SendByAnyAsync(Login)).Vendor);
    }

    [Fact]
    public async Task Both_vendors_say_what_became_of_a_message_and_of_the_templates()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var at = app.Clock.GetUtcNow().UtcDateTime;
        var both = new (Func<SmsMessage, Task<SmsReceipt>>, SmsVendor)[] { (app.SendAsync, SmsVendor.AlibabaCloud), (app.SendByTencentAsync, SmsVendor.TencentCloud) };
        foreach (var (send, vendor) in both)
        {
            app.Phones.Delivers = null;
            var receipt = await send(Login with { OutId = $"key-{vendor}" });
            var asked = new SmsAsked(receipt.BizId!, $"key-{vendor}", Phone, at);
            Assert.Null(await AskAsync(app, vendor, v => v.FindReportAsync(asked, default)));
            app.Phones.Decide(receipt.BizId!, delivered: false, "MOBILE_IN_BLACK");
            var report = await AskAsync(app, vendor, v => v.FindReportAsync(asked, default));
            Assert.Equal((false, "MOBILE_IN_BLACK"), (report!.Delivered, report.Code));
            Assert.Null(await AskAsync(app, vendor, v => v.FindReportAsync(asked with { VendorId = "another", Key = "another" }, default)));

            var numbers = SmsTexts.All
                .Select(text => vendor == SmsVendor.AlibabaCloud ? SmsSimulator.TemplateCodes[text.Template] : $"{1_100_001 + (int)text.Template}").ToList();
            var templates = await AskAsync(app, vendor, v => v.FindTemplatesAsync(numbers, default));
            Assert.Equal(numbers, templates.Select(t => t.Number));
            Assert.Equal(
                (TemplateState.Approved, TemplateState.Waiting, TemplateState.Refused, TemplateState.Approved),
                (templates[0].State, templates[^3].State, templates[^2].State, templates[^1].State));
            Assert.NotEmpty(templates[^2].Reason);
            Assert.Contains(vendor == SmsVendor.AlibabaCloud ? "${code}" : "{1}", templates[0].Text, StringComparison.Ordinal);
        }

        // An answer that was lost is found by our own key.
        app.Phones.Delivers = true;
        app.Phones.LoseNext();
        await app.SendAsync(Login with { OutId = "lost" });
        Assert.True((await AskAsync(app, SmsVendor.AlibabaCloud, v => v.FindReportAsync(new SmsAsked("", "lost", Phone, at), default)))!.Delivered);
    }

    private static Task<T> AskAsync<T>(DevelopmentApp app, SmsVendor vendor, Func<ISmsVendor, Task<T>> ask) =>
        app.WithAsync<IServiceProvider, T>(services => ask(services.GetServices<ISmsVendor>().Single(v => v.Vendor == vendor)));
}
