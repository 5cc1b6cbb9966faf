using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.Extensions.Options;

namespace KBoss.Web.Development.Messages;

/// <summary>Settings of the simulated vendor: configuration section <c>Development:Sms</c>.</summary>
public sealed class SmsSimulatorOptions
{
    public const string Section = "Development:Sms";

    /// <summary>
    /// Whether the vendor's own limits for codes apply (one a minute, five an hour, ten a day for each phone). Off, so that nobody waits in development.
    /// </summary>
    public bool FlowControl { get; set; }
}

/// <summary>What the simulated vendor answers.</summary>
public sealed record SimulatedSmsAnswer(int Status, JsonObject Body)
{
    /// <summary>Whether the message was taken and the answer does not come.</summary>
    public bool Lost { get; init; }

    /// <summary>The vendor's code.</summary>
    public string Code => Body[nameof(Code)]?.ToString() ?? "";
}

/// <summary>A signed call as it came in: the query's parameters decoded, the headers with lower-case names.</summary>
public sealed record SmsCall(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>
/// Plays Alibaba Cloud's text message service: checks the signature and the parameters and keeps the last messages in memory, those of the other vendor as
/// well. It can refuse, be slow, and take a message and lose the answer.
/// </summary>
public sealed partial class SmsSimulator(SimulatedPhones phones, DevelopmentKeys keys, TimeProvider time, IOptions<SmsSimulatorOptions> options)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);

    private static readonly (TimeSpan Span, int Permits, string Level)[] CodeLimits =
    [
        (TimeSpan.FromMinutes(1), 1, "分钟级"),
        (TimeSpan.FromHours(1), 5, "小时级"),
        (TimeSpan.FromDays(1), 10, "天级"),
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> nonces = [];
    private readonly ConcurrentQueue<(string Code, int Status)> faults = new();
    /// <summary>The most characters of a parameter, as for templates of today.</summary>
    public int MaxParameter { get; set; } = 35;

    /// <summary>How long the vendor takes to answer; a message is taken before the answer comes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The templates as they are registered with the simulated vendor.</summary>
    public static Dictionary<SmsTemplate, string> TemplateCodes =>
        Enum.GetValues<SmsTemplate>().ToDictionary(template => template, TemplateCode);

    /// <summary>The messages of both vendors, newest first, all or those to one phone.</summary>
    public IReadOnlyList<SimulatedSms> Messages(string? phone = null) => phones.Messages(phone);

    /// <summary>The newest message to a phone.</summary>
    public SimulatedSms? Latest(string phone) => phones.Latest(phone);

    /// <summary>Lets the next calls that are signed well be refused with a code of the vendor.</summary>
    public void FailNext(string code, int calls = 1, int status = StatusCodes.Status200OK)
    {
        for (var i = 0; i < calls; i++)
        {
            faults.Enqueue((code, status));
        }
    }

    /// <summary>Answers a call as the vendor does.</summary>
    public SimulatedSmsAnswer Answer(SmsCall call)
    {
        var requestId = Guid.NewGuid().ToString("D").ToUpperInvariant();
        SimulatedSmsAnswer Say(int status, string code, string message) =>
            new(status, new JsonObject { ["Code"] = code, ["Message"] = message, ["RequestId"] = requestId });
        if (Unauthorized(call) is { } refusal)
        {
            return Say(refusal.Status, refusal.Code, refusal.Message);
        }

        if (faults.TryDequeue(out var fault))
        {
            return Say(fault.Status, fault.Code, "simulated fault");
        }

        var said = Say(StatusCodes.Status200OK, "OK", "OK");
        switch (call.Headers["x-acs-action"])
        {
            case AlibabaCloudSmsSender.DetailsAction:
                said.Body["SmsSendDetailDTOs"] = new JsonObject { ["SmsSendDetailDTO"] = Details(call.Query) };
                return said;
            case AlibabaCloudSmsSender.TemplatesAction:
                said.Body["SmsTemplateList"] = SimulatedTemplates.OfAlibaba();
                return said;
        }

        var (code, message, sms) = Take(call.Query);
        (said.Body["Code"], said.Body["Message"]) = (code, message);
        if (sms is not null)
        {
            said.Body["BizId"] = sms.BizId;
        }

        return said with { Lost = sms is not null && phones.LosesNow() };
    }

    private JsonArray Details(IReadOnlyDictionary<string, string> query)
    {
        var phone = SimulatedPhones.Bare(query.GetValueOrDefault("PhoneNumber") ?? "");
        var day = query.GetValueOrDefault("SendDate");
        var biz = query.GetValueOrDefault("BizId");
        return new JsonArray([.. Messages(phone).Where(m => m.Vendor == SmsVendor.AlibabaCloud && (string.IsNullOrEmpty(biz) || m.BizId == biz))
            .Where(m => ChinaTime.Day(m.SentAt).ToString("yyyyMMdd", CultureInfo.InvariantCulture) == day)
            .Select(m => phones.Asked(m.BizId) ?? m).Select(m => (JsonNode)new JsonObject
            {
                ["PhoneNum"] = m.Phone,
                ["OutId"] = m.OutId ?? "",
                ["TemplateCode"] = TemplateCode(m.Template),
                ["SendStatus"] = m.Fate is null ? 1 : m.Fate.Delivered ? 3 : 2,
                ["ErrCode"] = m.Fate?.Code ?? "",
                ["SendDate"] = SimulatedTemplates.Time(m.SentAt),
                ["ReceiveDate"] = m.Fate is null ? "" : SimulatedTemplates.Time(m.Fate.At),
            })]);
    }

    private (int Status, string Code, string Message)? Unauthorized(SmsCall call)
    {
        if (call.Headers.GetValueOrDefault("x-acs-action") is not
                (AlibabaCloudSmsSender.Action or AlibabaCloudSmsSender.DetailsAction or AlibabaCloudSmsSender.TemplatesAction)
            || call.Headers.GetValueOrDefault("x-acs-version") != AlibabaCloudSmsSender.ApiVersion)
        {
            return (404, "InvalidAction.NotFound", "Specified api is not found.");
        }

        if (AuthorizationPattern().Match(call.Headers.GetValueOrDefault("authorization") ?? "") is not { Success: true } authorization)
        {
            return (400, "MissingAuthorization", "The Authorization header is missing or cannot be read.");
        }

        if (authorization.Groups["id"].Value != DevelopmentKeys.SmsAccessKeyId)
        {
            return (404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
        }

        var now = time.GetUtcNow();
        if (!DateTimeOffset.TryParseExact(
                call.Headers.GetValueOrDefault("x-acs-date"), AlibabaCloudSignature.DatePattern, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var date)
            || (now - date).Duration() > ClockTolerance)
        {
            return (400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
        }

        if (!IsSigned(call, authorization.Groups["headers"].Value.Split(';'), authorization.Groups["signature"].Value))
        {
            return (400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.");
        }

        lock (gate)
        {
            foreach (var (used, _) in nonces.Where(n => (now - n.Value).Duration() > ClockTolerance * 2).ToList())
            {
                nonces.Remove(used);
            }

            return nonces.TryAdd(call.Headers["x-acs-signature-nonce"], now)
                ? null
                : (400, "SignatureNonceUsed", "Specified signature nonce was used already.");
        }
    }

    private bool IsSigned(SmsCall call, string[] signedHeaders, string signature)
    {
        var bodyHash = AlibabaCloudSignature.Hash(call.Body);
        // What the vendor acts on must be under the signature.
        string[] needed = ["host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"];
        if (needed.Except(signedHeaders).Any()
            || signedHeaders.Any(name => !call.Headers.ContainsKey(name))
            || call.Headers["x-acs-content-sha256"] != bodyHash)
        {
            return false;
        }

        var expected = AlibabaCloudSignature.Sign(keys.SmsAccessKeySecret, AlibabaCloudSignature.CanonicalRequest(
            call.Method, call.Path, AlibabaCloudSignature.CanonicalQuery(call.Query),
            signedHeaders.Select(name => KeyValuePair.Create(name, call.Headers[name])), bodyHash));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(signature));
    }

    private (string Code, string Message, SimulatedSms? Sms) Take(IReadOnlyDictionary<string, string> query)
    {
        var phone = SimulatedPhones.Bare(query.GetValueOrDefault("PhoneNumbers") ?? "");
        if (!PhonePattern().IsMatch(phone))
        {
            return ("isv.MOBILE_NUMBER_ILLEGAL", "非法手机号", null);
        }

        if (query.GetValueOrDefault("SignName") != DevelopmentKeys.SmsSignName)
        {
            return ("isv.SMS_SIGNATURE_ILLEGAL", "短信签名不合法", null);
        }

        var registered = TemplateCodes.Where(t => t.Value == query.GetValueOrDefault("TemplateCode")).Select(t => (SmsTemplate?)t.Key).FirstOrDefault();
        if (registered is not { } template)
        {
            return ("isv.SMS_TEMPLATE_ILLEGAL", "短信模板不合法", null);
        }

        if (Parameters(query.GetValueOrDefault("TemplateParam") ?? "{}") is not { } parameters)
        {
            return ("isv.INVALID_JSON_PARAM", "JSON参数不合法，只接受字符串值", null);
        }

        if (SmsTexts.Of(template).Variables.Any(variable => !parameters.ContainsKey(variable)))
        {
            return ("isv.TEMPLATE_MISSING_PARAMETERS", "模板变量缺少对应参数值", null);
        }

        if (parameters.Values.Any(value => value.Length > MaxParameter))
        {
            return (AlibabaCloudSmsSender.ParameterTooLong, "参数超过长度限制", null);
        }

        lock (gate)
        {
            return options.Value.FlowControl && OverLimit(phone, template, time.GetUtcNow().UtcDateTime) is { } limit
                ? ("isv.BUSINESS_LIMIT_CONTROL", $"触发{limit.Level}流控Permits:{limit.Permits}", null)
                : ("OK", "OK", phones.Keep(SmsVendor.AlibabaCloud, phone, template, parameters, DevelopmentKeys.SmsSignName, query.GetValueOrDefault("OutId")));
        }
    }

    private (TimeSpan Span, int Permits, string Level)? OverLimit(string phone, SmsTemplate template, DateTime now)
    {
        if (template is not (SmsTemplate.LoginCode or SmsTemplate.ResetCode or SmsTemplate.PhoneCode or SmsTemplate.RegisterCode))
        {
            return null;
        }

        var sent = phones.Messages(phone).Where(m => m.Code is not null).Select(m => m.SentAt).ToList();
        foreach (var limit in CodeLimits)
        {
            if (sent.Count(at => now - at < limit.Span) >= limit.Permits)
            {
                return limit;
            }
        }

        return null;
    }

    private static Dictionary<string, string>? Parameters(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static string TemplateCode(SmsTemplate template) => $"SMS_{100_000_001 + (int)template}";

    [GeneratedRegex(@"^ACS3-HMAC-SHA256 +Credential=(?<id>[^,]+), *SignedHeaders=(?<headers>[^,]+), *Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex AuthorizationPattern();

    [GeneratedRegex(@"^1[3-9][0-9]{9}\z")]
    private static partial Regex PhonePattern();
}
