using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>
/// Sends text messages through Alibaba Cloud (Dysmsapi 2017-05-25, SendSms). It sends once: the vendor does not recognise a repeated
/// message, so after a time-out only the caller can decide. Logs the vendor's numbers, never a parameter.
/// </summary>
public sealed class AlibabaCloudSmsSender(
    HttpClient http, IOptionsSnapshot<SmsOptions> options, TimeProvider time, ILogger<AlibabaCloudSmsSender> logger) : ISmsSender
{
    public const string Action = "SendSms";
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

    /// <summary>
    /// Sends one message, once. A parameter that is longer than the vendor allows is cut, and cut again when the vendor says that it was still too long:
    /// half a product's name is better news than none.
    /// </summary>
    public async Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
    {
        var receipt = await TrySendAsync(Cut(message, ParameterLengths[0]), options.Value, cancellationToken);
        foreach (var length in ParameterLengths.Skip(1).Where(length => message.Parameters.Values.Any(value => value.Length > length)))
        {
            if (receipt.Code == ParameterTooLong)
            {
                receipt = await TrySendAsync(Cut(message, length), options.Value, cancellationToken);
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

    /// <summary>The message with parameters of so many characters at most; no character is cut in two.</summary>
    private static SmsMessage Cut(SmsMessage message, int length) => message with
    {
        Parameters = message.Parameters.ToDictionary(
            parameter => parameter.Key,
            parameter => parameter.Value.Length <= length ? parameter.Value
                : parameter.Value[..(char.IsHighSurrogate(parameter.Value[length - 1]) ? length - 1 : length)].TrimEnd()),
    };

    private async Task<SmsReceipt> TrySendAsync(SmsMessage message, SmsOptions settings, CancellationToken cancellationToken)
    {
        if (settings.MissingFor(message.Template) is { Count: > 0 } missing)
        {
            return new SmsReceipt(SmsOutcome.ConfigurationFault, NotConfigured, string.Join(", ", missing));
        }

        try
        {
            using var request = Request(message, settings);
            using var response = await http.SendAsync(request, cancellationToken);
            return Read(response, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            // Only a connection that never came about proves that the vendor saw nothing.
            var unsent = exception.HttpRequestError is
                HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            return new SmsReceipt(unsent ? SmsOutcome.RetryLater : SmsOutcome.Uncertain, NoAnswer, exception.Message);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new SmsReceipt(SmsOutcome.Uncertain, NoAnswer, exception.Message);
        }
    }

    private HttpRequestMessage Request(SmsMessage message, SmsOptions settings)
    {
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

        var query = AlibabaCloudSignature.CanonicalQuery(parameters);
        var address = new Uri($"{settings.Endpoint}?{query}");
        var bodyHash = AlibabaCloudSignature.Hash([]);
        var headers = new Dictionary<string, string>
        {
            ["host"] = address.Authority,
            ["x-acs-action"] = Action,
            ["x-acs-version"] = ApiVersion,
            ["x-acs-date"] = time.GetUtcNow().UtcDateTime.ToString(AlibabaCloudSignature.DatePattern, CultureInfo.InvariantCulture),
            ["x-acs-signature-nonce"] = Guid.NewGuid().ToString("N"),
            ["x-acs-content-sha256"] = bodyHash,
        };
        var signature = AlibabaCloudSignature.Sign(
            settings.AccessKeySecret,
            AlibabaCloudSignature.CanonicalRequest("POST", address.AbsolutePath, query, headers, bodyHash));

        var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Options.Set(VendorLog.Operation, Action);
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
            var answer = JsonSerializer.Deserialize<VendorAnswer>(body);
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

    private sealed record VendorAnswer(string? Code, string? Message, string? BizId, string? RequestId);
}
