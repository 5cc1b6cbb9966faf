using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>
/// Sends text messages through Alibaba Cloud (Dysmsapi 2017-05-25, SendSms) and asks about them. It sends once: the vendor does not recognise a repeated
/// message, so after a time-out only the caller can decide. Logs the vendor's numbers, never a parameter.
/// </summary>
public sealed class AlibabaCloudSmsSender(
    HttpClient http, IOptionsSnapshot<SmsOptions> options, TimeProvider time, ILogger<AlibabaCloudSmsSender> logger) : ISmsVendor
{
    public const string Action = "SendSms";

    /// <summary>What a carrier says of messages to a phone on a day of the last thirty.</summary>
    public const string DetailsAction = "QuerySendDetails";

    /// <summary>The templates of the account, page by page.</summary>
    public const string TemplatesAction = "QuerySmsTemplateList";
    public const string ApiVersion = "2017-05-25";

    /// <summary>The receipt's code when settings are missing and nothing was sent.</summary>
    public const string NotConfigured = "NotConfigured";

    /// <summary>The receipt's code when no answer came, or none that can be read.</summary>
    public const string NoAnswer = "NoAnswer";

    /// <summary>The vendor's answer to a parameter that is longer than its template allows; nothing was sent.</summary>
    public const string ParameterTooLong = "isv.PARAM_LENGTH_LIMIT";

    /// <summary>The most characters of a parameter: of today's templates, of those from before 2018, and of the strictest that are known.</summary>
    private static readonly int[] ParameterLengths = [35, 20, 12];

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int PageSize = 50;
    private const int MaxPages = 10;

    public SmsVendor Vendor => SmsVendor.AlibabaCloud;

    public IReadOnlyList<string> MissingAccount => options.Value.MissingAccount;

    public string SignName => options.Value.SignName;

    public IReadOnlyList<string> MissingFor(SmsTemplate template) => options.Value.MissingFor(template);

    public string NumberOf(SmsTemplate template) => options.Value.Templates.GetValueOrDefault(template, "");

    /// <summary>
    /// Sends one message, once. A parameter that is longer than the vendor allows is cut, and cut again when the vendor says that it was still too long:
    /// half a product's name is better news than none.
    /// </summary>
    public async Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken ct)
    {
        var receipt = await TrySendAsync(message.Cut(ParameterLengths[0]), options.Value, ct);
        foreach (var length in ParameterLengths.Skip(1).Where(length => message.Parameters.Values.Any(value => value.Length > length)))
        {
            if (receipt.Code == ParameterTooLong)
            {
                receipt = await TrySendAsync(message.Cut(length), options.Value, ct);
            }
        }

        logger.Log(
            receipt.Outcome switch
            {
                SmsOutcome.Sent => LogLevel.Information,
                SmsOutcome.ConfigurationFault => LogLevel.Error,
                _ => LogLevel.Warning,
            },
            "SMS {Message}: {Outcome}, code {Code}, BizId {BizId}, RequestId {RequestId}",
            message, receipt.Outcome, receipt.Code, receipt.BizId, receipt.RequestId);
        return receipt;
    }

    /// <summary>What a code of the vendor means for the message.</summary>
    public static SmsOutcome OutcomeOf(string code) => code switch
    {
        "OK" => SmsOutcome.Sent,
        "isv.BUSINESS_LIMIT_CONTROL" => SmsOutcome.TooFrequent,
        "isv.MOBILE_NUMBER_ILLEGAL" or "isv.DOMESTIC_NUMBER_NOT_SUPPORTED" => SmsOutcome.BadNumber,
        "isp.SYSTEM_ERROR" => SmsOutcome.RetryLater,
        _ when code.StartsWith("Throttling", StringComparison.Ordinal) => SmsOutcome.RetryLater,
        _ => SmsOutcome.ConfigurationFault,
    };

    /// <summary>The vendor's code in an answer that refuses; null when it does not.</summary>
    public static async ValueTask<string?> FaultAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await answer.Content.LoadIntoBufferAsync(1 << 20, ct);
        try
        {
            return (JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct)) as JsonObject)?["Code"]?.ToString() is { } code and not "OK" ? code : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<SmsReport?> FindReportAsync(SmsAsked asked, CancellationToken ct)
    {
        var parameters = new Dictionary<string, string>
        {
            ["PhoneNumber"] = asked.Phone,
            ["SendDate"] = ChinaTime.Day(asked.SentAt).ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            ["PageSize"] = PageSize.ToString(CultureInfo.InvariantCulture),
            ["CurrentPage"] = "1",
        };
        if (asked.VendorId.Length > 0)
        {
            parameters["BizId"] = asked.VendorId;
        }

        var details = (await AskAsync(DetailsAction, parameters, ct))["SmsSendDetailDTOs"]?["SmsSendDetailDTO"] as JsonArray ?? [];
        // Without the vendor's number, because its answer was lost, ours finds the message.
        var found = details.OfType<JsonObject>().FirstOrDefault(detail => Text(detail, "OutId") == asked.Key);
        found ??= asked.VendorId.Length > 0 ? details.OfType<JsonObject>().FirstOrDefault() : null;
        return found is not null && Text(found, "SendStatus") is { } status and ("2" or "3")
            ? new SmsReport(
                asked.VendorId, asked.Key, asked.Phone, status == "3", Text(found, "ErrCode"), "", null,
                ChinaTimes.Read(Text(found, "ReceiveDate")) ?? time.GetUtcNow().UtcDateTime)
            : null;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<RegisteredTemplate>> FindTemplatesAsync(IReadOnlyCollection<string> numbers, CancellationToken ct)
    {
        var found = new List<RegisteredTemplate>();
        for (var page = 1; page <= MaxPages; page++)
        {
            var answer = await AskAsync(TemplatesAction, new()
            {
                ["PageIndex"] = page.ToString(CultureInfo.InvariantCulture),
                ["PageSize"] = PageSize.ToString(CultureInfo.InvariantCulture),
            }, ct);
            var list = (answer["SmsTemplateList"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            found.AddRange(list.Where(template => numbers.Contains(Text(template, "TemplateCode"))).Select(template => new RegisteredTemplate(
                Text(template, "TemplateCode"), Text(template, "TemplateContent"), StateOf(Text(template, "AuditStatus")),
                template["Reason"] is JsonObject reason ? Text(reason, "RejectInfo") : "")));
            if (list.Count < PageSize)
            {
                break;
            }
        }

        return found;
    }

    private static TemplateState StateOf(string audit) => audit switch
    {
        "AUDIT_STATE_PASS" => TemplateState.Approved,
        "AUDIT_STATE_INIT" => TemplateState.Waiting,
        _ => TemplateState.Refused,
    };

    private static string Text(JsonObject of, string name) => of[name]?.ToString() ?? "";

    /// <summary>Asks something that changes nothing; any answer but <c>OK</c> is <see cref="SmsVendorException"/>.</summary>
    private async Task<JsonObject> AskAsync(string action, Dictionary<string, string> parameters, CancellationToken ct)
    {
        if (MissingAccount is { Count: > 0 } missing)
        {
            throw new SmsVendorException(NotConfigured, string.Join(", ", missing));
        }

        try
        {
            using var request = Request(action, parameters, options.Value, "");
            using var response = await http.SendAsync(request, ct);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(ct)) as JsonObject;
            return answer is not null && Text(answer, "Code") == "OK" ? answer
                : throw new SmsVendorException(
                    answer is null ? NoAnswer : Text(answer, "Code"), answer is null ? $"HTTP {(int)response.StatusCode}" : Text(answer, "Message"));
        }
        catch (Exception e) when (e is JsonException || SmsFaults.Is(e, ct))
        {
            throw new SmsVendorException(NoAnswer, e.Message);
        }
    }

    private async Task<SmsReceipt> TrySendAsync(SmsMessage message, SmsOptions settings, CancellationToken ct)
    {
        if (settings.MissingFor(message.Template) is { Count: > 0 } missing)
        {
            return new SmsReceipt(SmsOutcome.ConfigurationFault, NotConfigured, string.Join(", ", missing));
        }

        var parameters = new Dictionary<string, string>
        {
            ["PhoneNumbers"] = message.Phone,
            ["SignName"] = settings.SignName,
            ["TemplateCode"] = settings.Templates[message.Template],
            ["TemplateParam"] = JsonSerializer.Serialize(message.Parameters, Json),
        };
        if (!string.IsNullOrEmpty(message.OutId))
        {
            parameters["OutId"] = message.OutId;
        }

        try
        {
            using var request = Request(Action, parameters, settings, message.OutId ?? "");
            using var response = await http.SendAsync(request, ct);
            return Read(response, await response.Content.ReadAsStringAsync(ct));
        }
        catch (Exception e) when (SmsFaults.Is(e, ct))
        {
            return new SmsReceipt(SmsFaults.OutcomeOf(e), NoAnswer, e.Message);
        }
    }

    private HttpRequestMessage Request(string action, Dictionary<string, string> parameters, SmsOptions settings, string key)
    {
        var query = AlibabaCloudSignature.CanonicalQuery(parameters);
        var address = new Uri($"{settings.Endpoint}?{query}");
        var bodyHash = AlibabaCloudSignature.Hash([]);
        var headers = new Dictionary<string, string>
        {
            ["host"] = address.Authority,
            ["x-acs-action"] = action,
            ["x-acs-version"] = ApiVersion,
            ["x-acs-date"] = time.GetUtcNow().UtcDateTime.ToString(AlibabaCloudSignature.DatePattern, CultureInfo.InvariantCulture),
            ["x-acs-signature-nonce"] = Guid.NewGuid().ToString("N"),
            ["x-acs-content-sha256"] = bodyHash,
        };
        var signature = AlibabaCloudSignature.Sign(
            settings.AccessKeySecret,
            AlibabaCloudSignature.CanonicalRequest("POST", address.AbsolutePath, query, headers, bodyHash));

        var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Options.Set(VendorLog.Operation, action);
        request.Options.Set(VendorLog.Key, key);
        request.Options.Set(VendorLog.Once, action == Action);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{AlibabaCloudSignature.Algorithm} "
            + AlibabaCloudSignature.Credential(settings.AccessKeyId, AlibabaCloudSignature.SignedHeaders(headers.Keys), signature));
        return request;
    }

    private static SmsReceipt Read(HttpResponseMessage response, string body)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<SendAnswer>(body);
            if (answer?.Code is { Length: > 0 } code)
            {
                var outcome = OutcomeOf(code);
                // A server error that the vendor does not explain leaves open how far the message came.
                if (outcome == SmsOutcome.ConfigurationFault && (int)response.StatusCode >= 500)
                {
                    outcome = SmsOutcome.Uncertain;
                }

                return new SmsReceipt(outcome, code, answer.Message ?? "", answer.BizId, answer.RequestId);
            }
        }
        catch (JsonException)
        {
            // An answer that cannot be read is no answer.
        }

        return new SmsReceipt(SmsOutcome.Uncertain, NoAnswer, $"HTTP {(int)response.StatusCode} without a code.");
    }

    private sealed record SendAnswer(string? Code, string? Message, string? BizId, string? RequestId);
}
