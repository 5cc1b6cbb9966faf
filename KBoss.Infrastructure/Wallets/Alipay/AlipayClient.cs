using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>
/// What a buyer is asked to pay. Amount in yuan. <see cref="ExpiresAt"/> (UTC) is when Alipay stops taking the payment;
/// Alipay wants it between one minute and 15 days ahead, so it is moved to the nearer of these if it lies outside.
/// </summary>
public sealed record AlipayPagePay(string OutTradeNo, decimal TotalAmount, string Subject, DateTime? ExpiresAt = null, string? PassbackParams = null);

/// <summary>The signed request that the buyer's browser takes to the cashier, as a form to post or as a link to follow.</summary>
public sealed record AlipayPayForm(string Gateway, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Where the form is posted to.</summary>
    public string Action => $"{Gateway}?charset=utf-8";

    /// <summary>The same request as a link.</summary>
    public string RedirectUrl =>
        $"{Gateway}?{string.Join('&', Fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}"))}";

    /// <summary>The form as HTML; the caller decides what submits it.</summary>
    public string ToHtml(string buttonText) =>
        $"""
        <form id="alipay" method="post" action="{Encode(Action)}">{string.Concat(Fields.Select(f =>
            $"""<input type="hidden" name="{Encode(f.Key)}" value="{Encode(f.Value)}">"""))}<button type="submit">{Encode(buttonText)}</button></form>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}

/// <summary>A trade as Alipay knows it; amount in yuan, time in UTC.</summary>
public sealed record AlipayTrade(string OutTradeNo, AlipayTradeStatus Status, string? TradeNo = null, decimal? TotalAmount = null, DateTime? PaidAt = null)
{
    /// <summary>Whether the buyer has paid.</summary>
    public bool IsPaid => Status is AlipayTradeStatus.Success or AlipayTradeStatus.Finished;
}

/// <summary>What came of closing a trade.</summary>
public enum AlipayCloseResult
{
    Closed,

    /// <summary>The buyer never opened the cashier. A cashier page that is still open can create and pay the trade until it expires.</summary>
    NotExist,

    /// <summary>The trade is paid or closed already: query it.</summary>
    NotOpen,
}

/// <summary>Speaks with Alipay's gateway: builds the page payment, asks for a trade, closes one. Every answer's signature is verified.</summary>
public sealed class AlipayClient(HttpClient http, IOptionsSnapshot<AlipayOptions> options, TimeProvider time, ILogger<AlipayClient> logger)
{
    private const string PagePayMethod = "alipay.trade.page.pay";
    private const string QueryMethod = "alipay.trade.query";
    private const string CloseMethod = "alipay.trade.close";
    internal const string NotExistCode = "ACQ.TRADE_NOT_EXIST";

    private static readonly TimeSpan LeastExpiry = TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GreatestExpiry = TimeSpan.FromDays(15);

    /// <summary>
    /// The signed request that takes the buyer to the cashier; no call is made. <see cref="ArgumentException"/> for a number or amount
    /// that Alipay cannot take, <see cref="AlipayException"/> (<c>not-configured</c>) if settings are missing.
    /// </summary>
    public AlipayPayForm BuildPagePay(AlipayPagePay request)
    {
        RequireOutTradeNo(request.OutTradeNo);
        var content = new JsonObject
        {
            ["out_trade_no"] = request.OutTradeNo,
            ["product_code"] = "FAST_INSTANT_TRADE_PAY",
            ["subject"] = AlipayFormat.Subject(request.Subject),
            ["total_amount"] = AlipayFormat.Amount(request.TotalAmount),
        };
        if (request.ExpiresAt is { } expiresAt)
        {
            content["time_expire"] = AlipayFormat.Time(Expiry(expiresAt));
        }

        if (!string.IsNullOrEmpty(request.PassbackParams))
        {
            content["passback_params"] = Uri.EscapeDataString(request.PassbackParams);
        }

        var settings = Settings();
        return new AlipayPayForm(settings.GatewayUrl, SignedParameters(settings, PagePayMethod, content, parameters =>
        {
            parameters["notify_url"] = settings.NotifyUrl;
            parameters["return_url"] = settings.ReturnUrl;
        }));
    }

    /// <summary>
    /// Asks for a trade; one that Alipay does not know is <see cref="AlipayTradeStatus.NotExist"/>, not an error.
    /// <see cref="AlipayException"/> for every other failure, after retries.
    /// </summary>
    public async Task<AlipayTrade> QueryAsync(string outTradeNo, CancellationToken cancellationToken = default)
    {
        RequireOutTradeNo(outTradeNo);
        var answer = await CallAsync(QueryMethod, outTradeNo, cancellationToken);
        if (answer.SubCode == NotExistCode)
        {
            return new AlipayTrade(outTradeNo, AlipayTradeStatus.NotExist);
        }

        answer.DemandSuccess();
        // The signature says that Alipay wrote it, not that it is the answer to this question.
        if (answer.Text("out_trade_no") != outTradeNo)
        {
            throw Malformed("The answer is about another trade.");
        }

        return new AlipayTrade(
            outTradeNo,
            AlipayFormat.ParseStatus(answer.Text("trade_status")) ?? throw Malformed("The trade has an unknown state."),
            answer.Text("trade_no"),
            AlipayFormat.TryParseAmount(answer.Text("total_amount"), out var yuan) ? yuan : throw Malformed("The trade has no amount."),
            AlipayFormat.TryParseTime(answer.Text("send_pay_date"), out var paidAt) ? paidAt : null);
    }

    /// <summary>
    /// Closes an unpaid trade so that it can no longer be paid; <see cref="AlipayException"/> for a failure that says nothing about the trade, after retries.
    /// </summary>
    public async Task<AlipayCloseResult> CloseAsync(string outTradeNo, CancellationToken cancellationToken = default)
    {
        RequireOutTradeNo(outTradeNo);
        var answer = await CallAsync(CloseMethod, outTradeNo, cancellationToken);
        switch (answer.SubCode)
        {
            case NotExistCode:
                return AlipayCloseResult.NotExist;
            case "ACQ.TRADE_STATUS_ERROR" or "ACQ.REASON_TRADE_STATUS_INVALID" or "ACQ.REASON_ILLEGAL_STATUS":
                return AlipayCloseResult.NotOpen;
            default:
                answer.DemandSuccess();
                return AlipayCloseResult.Closed;
        }
    }

    private async Task<Answer> CallAsync(string method, string outTradeNo, CancellationToken cancellationToken)
    {
        var settings = Settings();
        var parameters = SignedParameters(settings, method, new JsonObject { ["out_trade_no"] = outTradeNo });
        var body = await PostAsync(new Uri($"{settings.GatewayUrl}?charset=utf-8"), method, outTradeNo, parameters, cancellationToken);
        var response = AlipaySignature.ReadResponse(body, method);
        var answer = Answer.Read(response);
        if (!AlipaySignature.Verify(response, settings.AlipayPublicKey))
        {
            // The gateway refuses what it cannot attribute without signing; such an answer may only ever be an error.
            throw response.Sign is null && answer.Code != Answer.Success
                ? answer.ToException()
                : new AlipayException(AlipayException.BadSignature, $"The answer to {method} is not signed by Alipay.");
        }

        logger.LogInformation("Alipay {Method} {OutTradeNo}: {Code} {SubCode}", method, outTradeNo, answer.Code, answer.SubCode);
        return answer;
    }

    private async Task<string> PostAsync(
        Uri address, string method, string outTradeNo, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(parameters) };
            request.Options.Set(VendorLog.Operation, method);
            request.Options.Set(VendorLog.Key, outTradeNo);
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsStringAsync(cancellationToken)
                : throw new AlipayException(AlipayException.Unreachable, $"HTTP {(int)response.StatusCode}.");
        }
        catch (Exception exception) when (
            exception is HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AlipayException(AlipayException.Unreachable, exception.Message, inner: exception);
        }
    }

    private Dictionary<string, string> SignedParameters(
        AlipayOptions settings, string method, JsonObject content, Action<Dictionary<string, string>>? more = null)
    {
        var parameters = new Dictionary<string, string>
        {
            ["app_id"] = settings.AppId,
            ["method"] = method,
            ["format"] = "JSON",
            ["charset"] = "utf-8",
            ["sign_type"] = AlipaySignature.SignType,
            ["timestamp"] = AlipayFormat.Time(time.GetUtcNow().UtcDateTime),
            ["version"] = "1.0",
            ["biz_content"] = content.ToJsonString(AlipayFormat.Json),
        };
        more?.Invoke(parameters);
        try
        {
            parameters["sign"] = AlipaySignature.Sign(AlipaySignature.RequestString(parameters), settings.PrivateKey);
        }
        catch (CryptographicException exception)
        {
            throw new AlipayException(AlipayException.NotConfigured, "Alipay:PrivateKey is not an RSA private key.", inner: exception);
        }

        return parameters;
    }

    private AlipayOptions Settings() =>
        options.Value is { IsConfigured: true } settings
            ? settings
            : throw new AlipayException(AlipayException.NotConfigured, $"Missing: {string.Join(", ", options.Value.Missing)}.");

    private DateTime Expiry(DateTime expiresAt)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var least = now + LeastExpiry;
        var greatest = now + GreatestExpiry;
        return expiresAt < least ? least : expiresAt > greatest ? greatest : expiresAt;
    }

    private static void RequireOutTradeNo(string outTradeNo)
    {
        if (!AlipayFormat.IsOutTradeNo(outTradeNo))
        {
            throw new ArgumentException("An out_trade_no has 1 to 64 letters, digits and underscores.", nameof(outTradeNo));
        }
    }

    private static AlipayException Malformed(string message) => new(AlipayException.Malformed, message);

    /// <summary>The fields of an answer's node; values may come as strings or as numbers.</summary>
    internal sealed class Answer
    {
        public const string Success = "10000";

        private readonly JsonObject node;

        private Answer(JsonObject node) => this.node = node;

        public string? Code => Text("code");

        public string? SubCode => Text("sub_code");

        public static Answer Read(AlipayResponse response)
        {
            try
            {
                return JsonNode.Parse(response.Node) is JsonObject node ? new Answer(node) : throw Malformed("The node is not an object.");
            }
            catch (JsonException exception)
            {
                throw new AlipayException(AlipayException.Malformed, "The node is not JSON.", inner: exception);
            }
        }

        public string? Text(string name)
        {
            try
            {
                return node[name] is JsonValue value
                    ? value.GetValueKind() switch
                    {
                        JsonValueKind.String => value.GetValue<string>(),
                        JsonValueKind.Number => value.GetValue<decimal>().ToString(CultureInfo.InvariantCulture),
                        _ => null,
                    }
                    : null;
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
            {
                // A name given twice or a number beyond decimals: two readers could see two different answers.
                throw new AlipayException(AlipayException.Malformed, $"The field {name} is repeated or no number.", inner: exception);
            }
        }

        public void DemandSuccess()
        {
            if (Code != Success || SubCode is { Length: > 0 })
            {
                throw ToException();
            }
        }

        public AlipayException ToException() => new(Code ?? AlipayException.Malformed, Text("sub_msg") ?? Text("msg") ?? "No message.", SubCode);
    }
}
