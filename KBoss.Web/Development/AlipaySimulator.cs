using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Wallets.Alipay;

namespace KBoss.Web.Development;

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
        var content = SimulatedRequests.Check(request, keys.AppPublicKey);
        if (request["method"] != PagePayMethod)
        {
            throw SimulatedRefusalException.InvalidParameter("method", "不是页面支付请求");
        }

        var asked = SimulatedRequests.PagePay(request, content, Now);
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
            content = SimulatedRequests.Check(request, keys.AppPublicKey);
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
            // As the real one has been seen to write it.
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; text/html; charset=utf-8");
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
        Find(SimulatedRequests.OutTradeNo(content)) is { } trade && trade.Status != AlipayTradeStatus.NotExist ? trade : throw NotExist();

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

    private static SimulatedRefusalException NotExist() => SimulatedRefusalException.Business("ACQ.TRADE_NOT_EXIST", "交易不存在");

    private static string Random(string prefix) => prefix + RandomNumberGenerator.GetHexString(30, lowercase: true);
}
