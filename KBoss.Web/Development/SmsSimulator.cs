using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.Extensions.Options;

namespace KBoss.Web.Development;

/// <summary>Settings of the simulated vendor: configuration section <c>Development:Sms</c>.</summary>
public sealed class SmsSimulatorOptions
{
    public const string Section = "Development:Sms";

    /// <summary>
    /// Whether the vendor's own limits for codes apply (one a minute, five an hour, ten a day for each phone). Off, so that nobody waits in development.
    /// </summary>
    public bool FlowControl { get; set; }
}

/// <summary>A text message that the simulated vendor took; <see cref="SentAt"/> is UTC.</summary>
public sealed record SimulatedSms(string BizId, string Phone, SmsTemplate Template, string? Code, string Text, DateTime SentAt, string? OutId);

/// <summary>What the simulated vendor answers.</summary>
public sealed record SimulatedSmsAnswer(int Status, string Code, string Message, string RequestId, string? BizId = null);

/// <summary>A signed call as it came in: the query's parameters decoded, the headers with lower-case names.</summary>
public sealed record SmsCall(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>Plays Alibaba Cloud's text message service: checks the signature and the parameters and keeps the last messages in memory.</summary>
public sealed partial class SmsSimulator(DevelopmentKeys keys, TimeProvider time, IOptions<SmsSimulatorOptions> options)
{
    /// <summary>How many messages are kept.</summary>
    public const int Capacity = 500;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);

    private static readonly (TimeSpan Span, int Permits, string Level)[] CodeLimits =
    [
        (TimeSpan.FromMinutes(1), 1, "分钟级"),
        (TimeSpan.FromHours(1), 5, "小时级"),
        (TimeSpan.FromDays(1), 10, "天级"),
    ];

    private static readonly Dictionary<SmsTemplate, string> Texts = new()
    {
        [SmsTemplate.LoginCode] = "您的登录验证码为${code}，5分钟内有效。如非本人操作，请勿将验证码告知他人。",
        [SmsTemplate.ResetCode] = "您正在重置密码，验证码为${code}，5分钟内有效。如非本人操作，请忽略本短信。",
        [SmsTemplate.PhoneCode] = "您正在更换手机号，验证码为${code}，5分钟内有效。如非本人操作，请勿告知他人并尽快修改密码。",
        [SmsTemplate.RegisterCode] = "您正在注册账户，验证码为${code}，5分钟内有效。如非本人操作，请忽略本短信。",
        [SmsTemplate.JoinRefused] = "您加入机构的申请未通过：${reason}。如有疑问，请联系客服。",
        [SmsTemplate.OrderPaid] = "您的订单${order}已支付成功，金额${amount}元，我们将尽快为您开通。",
        [SmsTemplate.ResourceReady] = "您的订单${order}中的${product}已开通，请登录后在“我的资源”中查看。",
        [SmsTemplate.ResourceExpiring] = "您的${product}将于${date}到期，剩余${days}天，请及时续费。",
        [SmsTemplate.LowBalance] = "您的账户余额仅剩${balance}元，为避免影响使用，请及时充值。",
        [SmsTemplate.SettlementReminder] = "您有结算单待处理：${title}。",
        [SmsTemplate.ApprovalReminder] = "您有审批待处理：${title}。",
        [SmsTemplate.Marketing] = "${content}，拒收请回复R",
    };

    private readonly Lock gate = new();
    private readonly LinkedList<SimulatedSms> messages = new();
    private readonly Dictionary<string, DateTimeOffset> nonces = [];
    private readonly ConcurrentQueue<(string Code, int Status)> faults = new();
    private long number;

    /// <summary>The most characters of a parameter, as for templates of today.</summary>
    public int MaxParameter { get; set; } = 35;

    /// <summary>How long the vendor takes to answer; a message is taken before the answer comes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The templates as they are registered with the simulated vendor.</summary>
    public static Dictionary<SmsTemplate, string> TemplateCodes =>
        Enum.GetValues<SmsTemplate>().ToDictionary(template => template, TemplateCode);

    /// <summary>The kept messages, newest first, all or those to one phone.</summary>
    public IReadOnlyList<SimulatedSms> Messages(string? phone = null)
    {
        lock (gate)
        {
            return [.. messages.Where(message => string.IsNullOrWhiteSpace(phone) || message.Phone == Bare(phone))];
        }
    }

    /// <summary>The newest message to a phone.</summary>
    public SimulatedSms? Latest(string phone) => Messages(phone) is [var newest, ..] ? newest : null;

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
        if (Unauthorized(call) is { } refusal)
        {
            return new SimulatedSmsAnswer(refusal.Status, refusal.Code, refusal.Message, requestId);
        }

        if (faults.TryDequeue(out var fault))
        {
            return new SimulatedSmsAnswer(fault.Status, fault.Code, "simulated fault", requestId);
        }

        var (code, message, sms) = Take(call.Query);
        return new SimulatedSmsAnswer(StatusCodes.Status200OK, code, message, requestId, sms?.BizId);
    }

    private (int Status, string Code, string Message)? Unauthorized(SmsCall call)
    {
        if (call.Headers.GetValueOrDefault("x-acs-action") != AlibabaCloudSmsSender.Action
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
        var phone = Bare(query.GetValueOrDefault("PhoneNumbers") ?? "");
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

        if (VariablePattern().Matches(Texts[template]).Any(variable => !parameters.ContainsKey(variable.Groups[1].Value)))
        {
            return ("isv.TEMPLATE_MISSING_PARAMETERS", "模板变量缺少对应参数值", null);
        }

        if (parameters.Values.Any(value => value.Length > MaxParameter))
        {
            return (AlibabaCloudSmsSender.ParameterTooLong, "参数超过长度限制", null);
        }

        var text = $"【{DevelopmentKeys.SmsSignName}】{VariablePattern().Replace(Texts[template], variable => parameters[variable.Groups[1].Value])}";
        lock (gate)
        {
            var now = time.GetUtcNow().UtcDateTime;
            if (options.Value.FlowControl && OverLimit(phone, template, now) is { } limit)
            {
                return ("isv.BUSINESS_LIMIT_CONTROL", $"触发{limit.Level}流控Permits:{limit.Permits}", null);
            }

            var sms = new SimulatedSms(
                $"{now:yyyyMMddHHmmss}{++number:D6}^0", phone, template, parameters.GetValueOrDefault("code"), text, now, query.GetValueOrDefault("OutId"));
            messages.AddFirst(sms);
            if (messages.Count > Capacity)
            {
                messages.RemoveLast();
            }

            return ("OK", "OK", sms);
        }
    }

    private (TimeSpan Span, int Permits, string Level)? OverLimit(string phone, SmsTemplate template, DateTime now)
    {
        if (template is not (SmsTemplate.LoginCode or SmsTemplate.ResetCode or SmsTemplate.PhoneCode or SmsTemplate.RegisterCode))
        {
            return null;
        }

        var sent = messages.Where(m => m.Phone == phone && m.Code is not null).Select(m => m.SentAt).ToList();
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

    private static string TemplateCode(SmsTemplate template) => $"SMS_{100_000_001 + (int)template}";

    /// <summary>The eleven digits, however the country was written in front of them.</summary>
    private static string Bare(string phone)
    {
        var digits = phone.Trim();
        foreach (var prefix in (string[])["+86", "0086", "86"])
        {
            if (digits.Length == prefix.Length + 11 && digits.StartsWith(prefix, StringComparison.Ordinal))
            {
                return digits[prefix.Length..];
            }
        }

        return digits;
    }

    [GeneratedRegex(@"^ACS3-HMAC-SHA256 +Credential=(?<id>[^,]+), *SignedHeaders=(?<headers>[^,]+), *Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex AuthorizationPattern();

    [GeneratedRegex(@"^1[3-9][0-9]{9}\z")]
    private static partial Regex PhonePattern();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex VariablePattern();
}
