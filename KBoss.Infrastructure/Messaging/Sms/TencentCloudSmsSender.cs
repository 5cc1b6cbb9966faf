using System.Globalization;
using System.Text.Json.Nodes;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>
/// Sends text messages through Tencent Cloud (SMS 2021-01-11, SendSms) and asks about them. It sends once: the vendor does not recognise a repeated
/// message. The parameters go by their place in the text of the template. Logs the vendor's numbers, never a parameter.
/// </summary>
public sealed class TencentCloudSmsSender(
    HttpClient http, IOptionsSnapshot<TencentCloudSmsOptions> options, TimeProvider time, ILogger<TencentCloudSmsSender> logger) : ISmsVendor
{
    public const string Service = "sms";
    public const string ApiVersion = "2021-01-11";
    public const string Action = "SendSms";

    /// <summary>What the carriers say of messages to a phone within the last seven days.</summary>
    public const string DetailsAction = "PullSmsSendStatusByPhoneNumber";

    /// <summary>The templates with given numbers.</summary>
    public const string TemplatesAction = "DescribeSmsTemplateList";

    /// <summary>The vendor's answer to a parameter that is longer than accounts without a company's proof may send; nothing was sent.</summary>
    public const string ParameterTooLong = "InvalidParameterValue.TemplateParameterLengthLimit";

    private const int MaxDetails = 100;

    /// <summary>The most characters of a parameter: of a company's account, and of any other.</summary>
    private static readonly int[] ParameterLengths = [35, 12];

    public SmsVendor Vendor => SmsVendor.TencentCloud;

    public IReadOnlyList<string> MissingAccount => options.Value.MissingAccount;

    public string SignName => options.Value.SignName;

    public IReadOnlyList<string> MissingFor(SmsTemplate template) => options.Value.MissingFor(template);

    public string NumberOf(SmsTemplate template) => options.Value.Templates.GetValueOrDefault(template, "");

    /// <summary>Sends one message, once; parameters that are longer than the vendor allows are cut, as at the other one.</summary>
    public async Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken ct)
    {
        var receipt = await TrySendAsync(message.Cut(ParameterLengths[0]), ct);
        if (receipt.Code == ParameterTooLong && message.Parameters.Values.Any(value => value.Length > ParameterLengths[1]))
        {
            receipt = await TrySendAsync(message.Cut(ParameterLengths[1]), ct);
        }

        logger.Log(
            receipt.Outcome switch
            {
                SmsOutcome.Sent => LogLevel.Information,
                SmsOutcome.ConfigurationFault => LogLevel.Error,
                _ => LogLevel.Warning,
            },
            "SMS {Message}: {Outcome}, code {Code}, SerialNo {SerialNo}, RequestId {RequestId}",
            message, receipt.Outcome, receipt.Code, receipt.BizId, receipt.RequestId);
        return receipt;
    }

    /// <summary>What a code of the vendor means for the message.</summary>
    public static SmsOutcome OutcomeOf(string code) => code switch
    {
        "Ok" => SmsOutcome.Sent,
        "LimitExceeded.PhoneNumberThirtySecondLimit" or "LimitExceeded.PhoneNumberOneHourLimit" or "LimitExceeded.PhoneNumberDailyLimit"
            or "LimitExceeded.PhoneNumberSameContentDailyLimit" or "LimitExceeded.DeliveryFrequencyLimit"
            or "FailedOperation.MarketingSendTimeConstraint" => SmsOutcome.TooFrequent,
        "InvalidParameterValue.IncorrectPhoneNumber" or "FailedOperation.PhoneNumberInBlacklist"
            or "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber" => SmsOutcome.BadNumber,
        // The request was refused before anything was done with it.
        "RequestLimitExceeded" or "ResourceUnavailable" or "InternalError.RequestTimeException" => SmsOutcome.RetryLater,
        _ when code.StartsWith("RequestLimitExceeded.", StringComparison.Ordinal) => SmsOutcome.RetryLater,
        // Inside the vendor something broke off, nobody knows how far the message had come.
        "InternalError" => SmsOutcome.Uncertain,
        _ when code.StartsWith("InternalError.", StringComparison.Ordinal) => SmsOutcome.Uncertain,
        _ => SmsOutcome.ConfigurationFault,
    };

    /// <inheritdoc />
    public async Task<SmsReport?> FindReportAsync(SmsAsked asked, CancellationToken ct)
    {
        if (asked.VendorId.Length == 0)
        {
            // Only its own number tells messages to one phone apart, and that came in the answer that was lost.
            return null;
        }

        var answer = await AskAsync(DetailsAction, new JsonObject
        {
            ["BeginTime"] = new DateTimeOffset(asked.SentAt).ToUnixTimeSeconds() - 60,
            ["EndTime"] = new DateTimeOffset(time.GetUtcNow().UtcDateTime).ToUnixTimeSeconds(),
            ["Offset"] = 0,
            ["Limit"] = MaxDetails,
            ["PhoneNumber"] = E164(asked.Phone),
            ["SmsSdkAppId"] = options.Value.SdkAppId,
        }, ct);
        var found = (answer["PullSmsSendStatusSet"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(status => Text(status, "SerialNo") == asked.VendorId);
        return found is not null && Text(found, "ReportStatus") is { Length: > 0 } status
            ? new SmsReport(
                asked.VendorId, asked.Key, asked.Phone, status == "SUCCESS", Text(found, "Description"), "", null,
                long.TryParse(Text(found, "UserReceiveTime"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime : time.GetUtcNow().UtcDateTime)
            : null;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<RegisteredTemplate>> FindTemplatesAsync(IReadOnlyCollection<string> numbers, CancellationToken ct)
    {
        var ids = numbers.Select(number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);
        var answer = await AskAsync(TemplatesAction, new JsonObject
        {
            ["International"] = 0,
            ["TemplateIdSet"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]),
        }, ct);
        return
        [
            .. (answer["DescribeTemplateStatusSet"] as JsonArray ?? []).OfType<JsonObject>().Select(template => new RegisteredTemplate(
                Text(template, "TemplateId"), Text(template, "TemplateContent"), StateOf(Text(template, "StatusCode")), Text(template, "ReviewReply"))),
        ];
    }

    private static TemplateState StateOf(string status) => status switch
    {
        "0" => TemplateState.Approved,
        // Under review, or approved and not in force yet.
        "1" or "2" => TemplateState.Waiting,
        _ => TemplateState.Refused,
    };

    private static string E164(string phone) => $"+86{phone}";

    private static string Text(JsonObject of, string name) => of[name]?.ToString() ?? "";

    private async Task<SmsReceipt> TrySendAsync(SmsMessage message, CancellationToken ct)
    {
        var settings = options.Value;
        if (settings.MissingFor(message.Template) is { Count: > 0 } missing)
        {
            return Receipt(SmsOutcome.ConfigurationFault, AlibabaCloudSmsSender.NotConfigured, string.Join(", ", missing));
        }

        try
        {
            var answer = await CallAsync(Action, new JsonObject
            {
                ["PhoneNumberSet"] = new JsonArray(E164(message.Phone)),
                ["SmsSdkAppId"] = settings.SdkAppId,
                ["TemplateId"] = settings.Templates[message.Template],
                [nameof(settings.SignName)] = settings.SignName,
                ["TemplateParamSet"] = new JsonArray(
                    [.. SmsTexts.Of(message.Template).Variables.Select(name => (JsonNode)message.Parameters.GetValueOrDefault(name, ""))]),
                ["SessionContext"] = message.OutId ?? "",
            }, message.OutId ?? "", ct);
            // The call may be fine and the one number refused.
            return (answer["SendStatusSet"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault() is { } status && Text(status, "Code") is { Length: > 0 } code
                ? Receipt(OutcomeOf(code), code, Text(status, "Message"), Text(status, "SerialNo"), Text(answer, "RequestId"))
                : Receipt(SmsOutcome.Uncertain, AlibabaCloudSmsSender.NoAnswer, "No state of the number came.");
        }
        catch (TencentCloudException e)
        {
            return e.Code == TencentCloudException.Unreachable
                ? Receipt(SmsFaults.OutcomeOf(e.InnerException), AlibabaCloudSmsSender.NoAnswer, e.Message)
                : Receipt(OutcomeOf(e.Code), e.Code, e.Message, requestId: e.RequestId);
        }
        catch (Exception e) when (SmsFaults.Is(e, ct))
        {
            return Receipt(SmsFaults.OutcomeOf(e), AlibabaCloudSmsSender.NoAnswer, e.Message);
        }
    }

    private static SmsReceipt Receipt(SmsOutcome outcome, string code, string message, string? serialNo = null, string? requestId = null) =>
        new(outcome, code, message, serialNo, requestId) { Vendor = SmsVendor.TencentCloud };

    private async Task<JsonObject> AskAsync(string action, JsonObject content, CancellationToken ct)
    {
        if (MissingAccount is { Count: > 0 } missing)
        {
            throw new SmsVendorException(AlibabaCloudSmsSender.NotConfigured, string.Join(", ", missing));
        }

        try
        {
            return await CallAsync(action, content, "", ct);
        }
        catch (TencentCloudException e)
        {
            throw new SmsVendorException(e.Code, e.Message);
        }
        catch (Exception e) when (SmsFaults.Is(e, ct))
        {
            throw new SmsVendorException(AlibabaCloudSmsSender.NoAnswer, e.Message);
        }
    }

    private Task<JsonObject> CallAsync(string action, JsonObject content, string key, CancellationToken ct)
    {
        var settings = options.Value;
        var call = new TencentCloudCall(Service, ApiVersion, action, content, settings.Region, Repeatable: action != Action) { LogKey = key };
        return TencentCloudApi.CallAsync(
            http, settings.Endpoint, new TencentCloudKey(settings.SecretId, settings.SecretKey), call, time.GetUtcNow().UtcDateTime, ct);
    }
}
