using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Web.Development.Messages;

/// <summary>
/// Plays Tencent Cloud's text message service: checks the signature and what is asked, and answers each number; its messages lie with the other vendor's.
/// </summary>
public sealed class TencentSmsSimulator(SimulatedPhones phones, SmsSimulator other, DevelopmentKeys keys, TimeProvider time)
{
    private readonly ConcurrentQueue<(string Code, bool WholeCall)> faults = new();

    /// <summary>Lets the next calls be refused with a code: the whole call, as an error, or only the number in it.</summary>
    public void FailNext(string code, int calls = 1, bool wholeCall = false)
    {
        for (var i = 0; i < calls; i++)
        {
            faults.Enqueue((code, wholeCall));
        }
    }

    /// <summary>Answers a call as the vendor does; refusals come with HTTP 200.</summary>
    public SimulatedSmsAnswer Answer(SmsCall call)
    {
        var requestId = Guid.NewGuid().ToString("D");
        var fault = Tc3Signature.Fault(
            new TencentCloudKey(DevelopmentKeys.TencentSmsSecretId, keys.TencentSmsSecretKey), TencentCloudSmsSender.Service,
            call.Headers.GetValueOrDefault("authorization") ?? "", call.Headers, call.Body, time.GetUtcNow().UtcDateTime);
        if (fault is not null)
        {
            return Error(fault, "The signature is not right.", requestId);
        }

        if (call.Headers.GetValueOrDefault("x-tc-version") != TencentCloudSmsSender.ApiVersion)
        {
            return Error("NoSuchVersion", "The version does not exist.", requestId);
        }

        if (string.IsNullOrEmpty(call.Headers.GetValueOrDefault("x-tc-region")))
        {
            return Error("MissingParameter", "Region is missing.", requestId);
        }

        if (Content(call.Body) is not { } content)
        {
            return Error("InvalidParameter", "The body is no object.", requestId);
        }

        faults.TryDequeue(out var refused);
        if (refused is { WholeCall: true, Code: { } code })
        {
            return Error(code, "simulated fault", requestId);
        }

        return call.Headers.GetValueOrDefault("x-tc-action") switch
        {
            TencentCloudSmsSender.Action => Send(content, refused.Code, requestId),
            TencentCloudSmsSender.DetailsAction => Said(new JsonObject { ["PullSmsSendStatusSet"] = Details(content) }, requestId),
            TencentCloudSmsSender.TemplatesAction => Said(new JsonObject
            {
                ["DescribeTemplateStatusSet"] = SimulatedTemplates.OfTencent([.. Texts(content, "TemplateIdSet")]),
            }, requestId),
            _ => Error("InvalidAction", "The action does not exist.", requestId),
        };
    }

    private SimulatedSmsAnswer Send(JsonObject content, string? refused, string requestId)
    {
        var number = Texts(content, "PhoneNumberSet").SingleOrDefault() ?? "";
        var phone = SimulatedPhones.Bare(number);
        var values = Texts(content, "TemplateParamSet").ToList();
        var template = Enum.GetValues<SmsTemplate>()
            .Where(t => SimulatedTemplates.TencentNumber(t) == Text(content, "TemplateId")).Select(t => (SmsTemplate?)t).FirstOrDefault();
        var code = refused
            ?? (Text(content, "SmsSdkAppId") != DevelopmentKeys.TencentSmsAppId ? "UnauthorizedOperation.SmsSdkAppIdVerifyFail"
            : Text(content, "SignName") != DevelopmentKeys.SmsSignName ? "FailedOperation.SignatureIncorrectOrUnapproved"
            : template is null ? "FailedOperation.TemplateIncorrectOrUnapproved"
            : number.Length != 14 || !number.StartsWith("+861", StringComparison.Ordinal) ? "InvalidParameterValue.IncorrectPhoneNumber"
            : values.Count != SmsTexts.Of(template.Value).Variables.Count ? "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
            : SmsTexts.Of(template.Value).Kind == TextMessageKind.Code && !values.TrueForAll(v => v.Length <= 6 && v.All(char.IsAsciiDigit))
                ? "InvalidParameterValue.TemplateParameterFormatError"
            : values.Exists(v => v.Length > other.MaxParameter) ? TencentCloudSmsSender.ParameterTooLong
            : "Ok");
        var sms = code == "Ok" ? phones.Keep(
            SmsVendor.TencentCloud, phone, template!.Value,
            SmsTexts.Of(template.Value).Variables.Zip(values).ToDictionary(v => v.First, v => v.Second), DevelopmentKeys.SmsSignName,
            Text(content, "SessionContext")) : null;
        var answer = Said(new JsonObject
        {
            ["SendStatusSet"] = new JsonArray(new JsonObject
            {
                ["SerialNo"] = sms?.BizId ?? "",
                ["PhoneNumber"] = number,
                ["Fee"] = sms is null ? 0 : SmsTexts.Parts(sms.Text),
                ["SessionContext"] = Text(content, "SessionContext"),
                ["Code"] = code,
                ["Message"] = code == "Ok" ? "send success" : "simulated",
                ["IsoCode"] = "CN",
            }),
        }, requestId);
        return answer with { Lost = sms is not null && phones.LosesNow() };
    }

    private JsonArray Details(JsonObject content)
    {
        var begin = long.Parse(Text(content, "BeginTime"), CultureInfo.InvariantCulture);
        return new JsonArray([.. phones.Messages(Text(content, "PhoneNumber"))
            .Where(m => m.Vendor == SmsVendor.TencentCloud && new DateTimeOffset(m.SentAt).ToUnixTimeSeconds() >= begin)
            .Select(m => phones.Asked(m.BizId) ?? m).Where(m => m.Fate is not null).Select(m => (JsonNode)new JsonObject
            {
                ["SerialNo"] = m.BizId,
                ["PhoneNumber"] = $"+86{m.Phone}",
                ["SubscriberNumber"] = m.Phone,
                ["CountryCode"] = "86",
                ["ReportStatus"] = m.Fate!.Delivered ? "SUCCESS" : "FAIL",
                ["Description"] = m.Fate.Code,
                ["UserReceiveTime"] = new DateTimeOffset(m.Fate.At).ToUnixTimeSeconds(),
                ["SessionContext"] = m.OutId ?? "",
            })]);
    }

    private static JsonObject? Content(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonObject of, string name) => of[name]?.ToString() ?? "";

    private static IEnumerable<string> Texts(JsonObject of, string name) => (of[name] as JsonArray ?? []).Select(item => item?.ToString() ?? "");

    private static SimulatedSmsAnswer Error(string code, string message, string requestId) =>
        Said(new JsonObject { ["Error"] = new JsonObject { ["Code"] = code, ["Message"] = message } }, requestId);

    private static SimulatedSmsAnswer Said(JsonObject response, string requestId)
    {
        response["RequestId"] = requestId;
        return new SimulatedSmsAnswer(StatusCodes.Status200OK, new JsonObject { ["Response"] = response });
    }
}
