using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Wallets.Alipay;

namespace KBoss.Web.Development;

/// <summary>A trade of the simulated Alipay; amount in yuan, times in UTC. It exists for queries only once the buyer has acted in the cashier.</summary>
public sealed record SimulatedTrade(
    string OutTradeNo,
    decimal Amount,
    string Subject,
    string NotifyUrl,
    string ReturnUrl,
    string PassbackParams,
    DateTime CreatedAt,
    DateTime ExpiresAt)
{
    public AlipayTradeStatus Status { get; init; } = AlipayTradeStatus.NotExist;

    public string TradeNo { get; init; } = "";

    public DateTime? PaidAt { get; init; }

    /// <summary>Stays the same however often the notification is sent.</summary>
    public string NotifyId { get; init; } = "";

    public int Notifications { get; init; }

    /// <summary>What the application answered to the last notification, or why it could not be reached.</summary>
    public string LastAnswer { get; init; } = "";

    public bool Acknowledged { get; init; }

    internal AlipayTradeStatus StatusAt(DateTime now) =>
        Status == AlipayTradeStatus.WaitBuyerPay && now >= ExpiresAt ? AlipayTradeStatus.Closed : Status;
}

/// <summary>A refusal in the gateway's own words.</summary>
public sealed class SimulatedRefusalException(string code, string message, string subCode, string subMessage) : Exception($"{code} {subCode}: {subMessage}")
{
    public string Code { get; } = code;

    public string Msg { get; } = message;

    public string SubCode { get; } = subCode;

    public string SubMsg { get; } = subMessage;

    internal static SimulatedRefusalException MissingParameter(string name) =>
        new("40001", "Missing Required Arguments", $"isv.missing-{name.Replace('_', '-')}", $"缺少参数 {name}");

    internal static SimulatedRefusalException InvalidParameter(string name, string reason) =>
        new("40002", "Invalid Arguments", $"isv.invalid-{name.Replace('_', '-')}", reason);

    internal static SimulatedRefusalException Business(string subCode, string reason) => new("40004", "Business Failed", subCode, reason);
}

/// <summary>
/// Plays Alipay: checks the application's signature, keeps trades in memory, lets a buyer pay, sends signed notifications until
/// they are acknowledged, and signs whatever a test wants to have signed.
/// </summary>
public sealed class AlipaySimulator(
    DevelopmentKeys keys, IHttpClientFactory clients, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<AlipaySimulator> logger)
{
    internal const string NotifyClient = "alipay-simulator";
    internal const string PagePayMethod = "alipay.trade.page.pay";
    internal const string BuyerId = "2088000000000002";

    private static readonly TimeSpan DefaultExpiry = TimeSpan.FromDays(15);
    private static readonly TimeSpan LeastExpiry = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, SimulatedTrade> trades = new();
    private int failures;

    /// <summary>The waits between the sendings of a notification. Alipay's are 4 min, 10 min, 10 min, 1 h, 2 h, 6 h and 15 h.</summary>
    public IReadOnlyList<TimeSpan> RetryIntervals { get; set; } =
        [.. new[] { 1, 2, 2, 5, 10, 20, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>All trades and opened cashiers, newest first.</summary>
    public IReadOnlyList<SimulatedTrade> Trades =>
        [.. trades.Values.OrderByDescending(trade => trade.CreatedAt).ThenByDescending(trade => trade.OutTradeNo, StringComparer.Ordinal)];

    /// <summary>The trade or opened cashier with this number.</summary>
    public SimulatedTrade? Find(string outTradeNo) => trades.GetValueOrDefault(outTradeNo);

    /// <summary>Lets the next server-to-server calls fail as when Alipay is out of service (code 20000).</summary>
    public void FailNext(int calls) => Interlocked.Exchange(ref failures, calls);

    /// <summary>Checks a page payment and opens its cashier; <see cref="SimulatedRefusalException"/> as the gateway would.</summary>
    public SimulatedTrade OpenCashier(IReadOnlyDictionary<string, string> request)
    {
        var content = Check(request);
        if (request["method"] != PagePayMethod)
        {
            throw SimulatedRefusalException.InvalidParameter("method", "不是页面支付请求");
        }

        var asked = Read(request, content);
        return trades.AddOrUpdate(asked.OutTradeNo, asked, (_, known) => known.StatusAt(Now) switch
        {
            AlipayTradeStatus.NotExist => asked,
            AlipayTradeStatus.Closed => throw SimulatedRefusalException.Business("ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
            AlipayTradeStatus.Success or AlipayTradeStatus.Finished => throw SimulatedRefusalException.Business("ACQ.TRADE_HAS_SUCCESS", "交易已被支付"),
            _ when known.Amount != asked.Amount || known.Subject != asked.Subject =>
                throw SimulatedRefusalException.Business("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"),
            _ => known,
        });
    }

    /// <summary>Answers a server-to-server call with the gateway's JSON.</summary>
    public string Answer(IReadOnlyDictionary<string, string> request)
    {
        JsonObject content;
        try
        {
            content = Check(request);
        }
        catch (SimulatedRefusalException refusal)
        {
            // What cannot be attributed to an application is refused unsigned.
            return new JsonObject { [AlipayResponse.ErrorNode] = Node(refusal) }.ToJsonString(Json);
        }

        var method = request["method"];
        JsonObject node;
        try
        {
            node = failures > 0 && Interlocked.Decrement(ref failures) >= 0
                ? throw new SimulatedRefusalException("20000", "Service Currently Unavailable", "isp.unknow-error", "系统繁忙")
                : method switch
                {
                    "alipay.trade.query" => Query(content),
                    "alipay.trade.close" => Close(content),
                    _ => throw SimulatedRefusalException.InvalidParameter("method", "不存在的方法名"),
                };
        }
        catch (SimulatedRefusalException refusal)
        {
            node = Node(refusal);
        }

        var text = node.ToJsonString(Json);
        return $$"""{"{{method.Replace('.', '_')}}_response":{{text}},"sign":"{{AlipaySignature.Sign(text, keys.AlipayPrivateKey)}}"}""";
    }

    /// <summary>The buyer scans the code and hesitates: from here on the trade exists, unpaid.</summary>
    public SimulatedTrade Scan(string outTradeNo) => Change(outTradeNo, Opened);

    /// <summary>
    /// The buyer pays; paying twice pays once. Unless <paramref name="notify"/> is false the notification goes out in the background,
    /// again and again until it is acknowledged. <see cref="SimulatedRefusalException"/> if the trade is unknown or closed.
    /// </summary>
    public SimulatedTrade Pay(string outTradeNo, bool notify = true)
    {
        var paidNow = false;
        var trade = Change(outTradeNo, known =>
        {
            var opened = Opened(known);
            paidNow = opened.Status == AlipayTradeStatus.WaitBuyerPay;
            return paidNow ? opened with { Status = AlipayTradeStatus.Success, PaidAt = Now, NotifyId = Random("N") } : opened;
        });
        if (paidNow && notify)
        {
            _ = Task.Run(() => NotifyUntilAcknowledgedAsync(outTradeNo, lifetime.ApplicationStopping));
        }

        return trade;
    }

    /// <summary>Sends the notification of a paid trade once; true if the application answered <c>success</c>.</summary>
    public async Task<bool> NotifyAsync(string outTradeNo, CancellationToken cancellationToken = default)
    {
        var trade = Known(outTradeNo);
        if (trade.Status != AlipayTradeStatus.Success)
        {
            throw SimulatedRefusalException.Business("ACQ.TRADE_STATUS_ERROR", "交易未支付");
        }

        var answer = await PostAsync(trade.NotifyUrl, SignedNotification(trade), cancellationToken);
        var acknowledged = answer == AlipayNotification.Acknowledgement;
        Change(outTradeNo, known => known with
        {
            Notifications = known.Notifications + 1,
            LastAnswer = answer,
            Acknowledged = known.Acknowledged || acknowledged,
        });
        return acknowledged;
    }

    /// <summary>Waits until the application has acknowledged the trade; false if it has not within the time.</summary>
    public async Task<bool> WaitForAcknowledgementAsync(string outTradeNo, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!Known(outTradeNo).Acknowledged)
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// The signed form of a trade's notification with some fields changed before signing: another amount, another app, a refund.
    /// To forge one, change the result.
    /// </summary>
    public Dictionary<string, string> SignedNotification(SimulatedTrade trade, IReadOnlyDictionary<string, string>? changes = null)
    {
        var amount = AlipayFormat.Amount(trade.Amount);
        var fields = new Dictionary<string, string>
        {
            ["notify_time"] = AlipayFormat.Time(Now),
            ["notify_type"] = "trade_status_sync",
            ["notify_id"] = trade.NotifyId,
            ["app_id"] = DevelopmentKeys.AlipayAppId,
            ["auth_app_id"] = DevelopmentKeys.AlipayAppId,
            ["charset"] = "utf-8",
            ["version"] = "1.0",
            ["trade_no"] = trade.TradeNo,
            ["out_trade_no"] = trade.OutTradeNo,
            ["buyer_id"] = BuyerId,
            ["seller_id"] = DevelopmentKeys.AlipaySellerId,
            ["trade_status"] = trade.Status == AlipayTradeStatus.NotExist ? "" : AlipayFormat.Status(trade.Status),
            ["total_amount"] = amount,
            ["receipt_amount"] = amount,
            ["invoice_amount"] = amount,
            ["buyer_pay_amount"] = amount,
            ["point_amount"] = "0.00",
            ["subject"] = trade.Subject,
            ["gmt_create"] = AlipayFormat.Time(trade.CreatedAt),
            ["gmt_payment"] = trade.PaidAt is { } paidAt ? AlipayFormat.Time(paidAt) : "",
            ["passback_params"] = trade.PassbackParams,
            ["fund_bill_list"] = $$"""[{"amount":"{{amount}}","fundChannel":"ALIPAYACCOUNT"}]""",
        };
        foreach (var (name, value) in changes ?? new Dictionary<string, string>())
        {
            fields[name] = value;
        }

        return Sign(fields);
    }

    /// <summary>Signs any fields as Alipay signs notifications and returns, and adds <c>sign_type</c> and <c>sign</c>.</summary>
    public Dictionary<string, string> Sign(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var signed = fields.Where(field => field.Value.Length > 0).ToDictionary();
        signed["sign_type"] = AlipaySignature.SignType;
        signed["sign"] = AlipaySignature.Sign(AlipaySignature.NotificationString(signed), keys.AlipayPrivateKey);
        return signed;
    }

    /// <summary>Where the browser goes after payment: the return address with signed parameters.</summary>
    public string SignedReturnUrl(SimulatedTrade trade)
    {
        var fields = Sign(new Dictionary<string, string>
        {
            ["app_id"] = DevelopmentKeys.AlipayAppId,
            ["auth_app_id"] = DevelopmentKeys.AlipayAppId,
            ["method"] = $"{PagePayMethod}.return",
            ["charset"] = "utf-8",
            ["timestamp"] = AlipayFormat.Time(Now),
            ["version"] = "1.0",
            ["out_trade_no"] = trade.OutTradeNo,
            ["trade_no"] = trade.TradeNo,
            ["total_amount"] = AlipayFormat.Amount(trade.Amount),
            ["seller_id"] = DevelopmentKeys.AlipaySellerId,
        });
        var query = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}"));
        return $"{trade.ReturnUrl}{(trade.ReturnUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    internal AlipayTradeStatus StatusOf(SimulatedTrade trade) => trade.StatusAt(Now);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task NotifyUntilAcknowledgedAsync(string outTradeNo, CancellationToken stopping)
    {
        try
        {
            foreach (var wait in RetryIntervals.Prepend(TimeSpan.Zero))
            {
                await Task.Delay(wait, stopping);
                if (Known(outTradeNo).Acknowledged || await NotifyAsync(outTradeNo, stopping))
                {
                    return;
                }
            }

            logger.LogWarning("The notification of {OutTradeNo} was never acknowledged: {Answer}", outTradeNo, Known(outTradeNo).LastAnswer);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The application stops; what it has not heard it can query.
        }
    }

    private async Task<string> PostAsync(string url, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return "no notify_url";
        }

        try
        {
            using var client = clients.CreateClient(NotifyClient);
            using var content = new FormUrlEncodedContent(form);
            using var response = await client.PostAsync(address, content, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? body[..Math.Min(body.Length, 200)] : $"HTTP {(int)response.StatusCode}";
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return exception.Message;
        }
    }

    /// <summary>Checks the common parameters and the application's signature, in the gateway's order; returns the business fields.</summary>
    private JsonObject Check(IReadOnlyDictionary<string, string> request)
    {
        foreach (var name in (string[])["method", "app_id", "timestamp", "version", "sign_type", "biz_content"])
        {
            if (string.IsNullOrEmpty(request.GetValueOrDefault(name)))
            {
                throw SimulatedRefusalException.MissingParameter(name);
            }
        }

        if (string.IsNullOrEmpty(request.GetValueOrDefault("sign")))
        {
            throw SimulatedRefusalException.MissingParameter("signature");
        }

        if (request["app_id"] != DevelopmentKeys.AlipayAppId)
        {
            throw SimulatedRefusalException.InvalidParameter("app_id", "无效的AppID参数");
        }

        if (request["sign_type"] != AlipaySignature.SignType)
        {
            throw SimulatedRefusalException.InvalidParameter("signature_type", "无效的签名类型");
        }

        if (!AlipayFormat.TryParseTime(request["timestamp"], out _))
        {
            throw SimulatedRefusalException.InvalidParameter("timestamp", "非法的时间戳参数");
        }

        if (!AlipaySignature.Verify(AlipaySignature.RequestString(request), request["sign"], keys.AppPublicKey))
        {
            throw SimulatedRefusalException.InvalidParameter("signature", "验签出错，请检查应用私钥与签名原串");
        }

        try
        {
            return JsonNode.Parse(request["biz_content"]) as JsonObject ?? throw Invalid("biz_content");
        }
        catch (JsonException)
        {
            throw Invalid("biz_content");
        }
    }

    private SimulatedTrade Read(IReadOnlyDictionary<string, string> request, JsonObject content)
    {
        var subject = Text(content, "subject");
        if (subject is not { Length: >= 1 and <= 256 } || subject.AsSpan().IndexOfAny('/', '=', '&') >= 0)
        {
            throw Invalid("subject");
        }

        if (Text(content, "product_code") != "FAST_INSTANT_TRADE_PAY")
        {
            throw Invalid("product_code");
        }

        if (!AlipayFormat.TryParseAmount(Text(content, "total_amount"), out var amount)
            || amount is < AlipayFormat.MinAmount or > AlipayFormat.MaxAmount)
        {
            throw Invalid("total_amount");
        }

        var expiresAt = Now + DefaultExpiry;
        if (Text(content, "time_expire") is { } expiry
            && (!AlipayFormat.TryParseTime(expiry, out expiresAt) || expiresAt < Now + LeastExpiry || expiresAt > Now + DefaultExpiry))
        {
            throw Invalid("time_expire");
        }

        return new SimulatedTrade(
            OutTradeNo(content),
            amount,
            subject,
            request.GetValueOrDefault("notify_url") ?? "",
            request.GetValueOrDefault("return_url") ?? "",
            Text(content, "passback_params") ?? "",
            Now,
            expiresAt);
    }

    private JsonObject Query(JsonObject content)
    {
        var trade = Existing(content);
        var status = trade.StatusAt(Now);
        var node = Success(trade);
        node["trade_status"] = AlipayFormat.Status(status);
        node["total_amount"] = AlipayFormat.Amount(trade.Amount);
        node["buyer_logon_id"] = "buy***@example.com";
        node["buyer_user_id"] = BuyerId;
        if (trade.PaidAt is { } paidAt)
        {
            node["receipt_amount"] = AlipayFormat.Amount(trade.Amount);
            node["buyer_pay_amount"] = AlipayFormat.Amount(trade.Amount);
            node["send_pay_date"] = AlipayFormat.Time(paidAt);
        }

        return node;
    }

    private JsonObject Close(JsonObject content) => Success(Change(Existing(content).OutTradeNo, known =>
        known.StatusAt(Now) == AlipayTradeStatus.WaitBuyerPay
            ? known with { Status = AlipayTradeStatus.Closed }
            : throw SimulatedRefusalException.Business("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")));

    private SimulatedTrade Existing(JsonObject content) =>
        Find(OutTradeNo(content)) is { } trade && trade.Status != AlipayTradeStatus.NotExist ? trade : throw NotExist();

    private SimulatedTrade Known(string outTradeNo) => Find(outTradeNo) ?? throw NotExist();

    /// <summary>The trade as it stands once the buyer is in the cashier; refused when the time is over.</summary>
    private SimulatedTrade Opened(SimulatedTrade known)
    {
        if (known.Status == AlipayTradeStatus.NotExist && Now < known.ExpiresAt)
        {
            return known with { Status = AlipayTradeStatus.WaitBuyerPay, TradeNo = NewTradeNo() };
        }

        return known.StatusAt(Now) is AlipayTradeStatus.NotExist or AlipayTradeStatus.Closed
            ? throw SimulatedRefusalException.Business("ACQ.TRADE_HAS_CLOSE", "交易已经关闭或超时")
            : known;
    }

    private SimulatedTrade Change(string outTradeNo, Func<SimulatedTrade, SimulatedTrade> change)
    {
        while (true)
        {
            var known = Known(outTradeNo);
            var changed = change(known);
            if (trades.TryUpdate(outTradeNo, changed, known))
            {
                return changed;
            }
        }
    }

    /// <summary>28 digits that no earlier start can have given out: Beijing's date and time, then chance.</summary>
    private string NewTradeNo()
    {
        var digits = AlipayFormat.Time(Now).Where(char.IsAsciiDigit).ToArray();
        var (date, clock) = (new string(digits, 0, 8), new string(digits, 8, 6));
        return $"{date}22001{clock}{RandomNumberGenerator.GetInt32(1_000_000_000).ToString("D9", CultureInfo.InvariantCulture)}";
    }

    private static JsonObject Success(SimulatedTrade trade) => new()
    {
        ["code"] = "10000",
        ["msg"] = "Success",
        ["trade_no"] = trade.TradeNo,
        ["out_trade_no"] = trade.OutTradeNo,
    };

    private static JsonObject Node(SimulatedRefusalException refusal) => new()
    {
        ["code"] = refusal.Code,
        ["msg"] = refusal.Msg,
        ["sub_code"] = refusal.SubCode,
        ["sub_msg"] = refusal.SubMsg,
    };

    private static string OutTradeNo(JsonObject content) =>
        Text(content, "out_trade_no") is { } number && AlipayFormat.IsOutTradeNo(number) ? number : throw Invalid("out_trade_no");

    private static string? Text(JsonObject content, string name) =>
        content[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static SimulatedRefusalException Invalid(string name) =>
        SimulatedRefusalException.Business("ACQ.INVALID_PARAMETER", $"参数无效：{name}");

    private static SimulatedRefusalException NotExist() => SimulatedRefusalException.Business("ACQ.TRADE_NOT_EXIST", "交易不存在");

    private static string Random(string prefix) => prefix + RandomNumberGenerator.GetHexString(30, lowercase: true);
}
