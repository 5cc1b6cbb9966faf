using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Web.Wallets;
using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development;

internal static class AlipayEndpoints
{
    /// <summary>How long the browser waits for the application to hear of the payment before it goes back without.</summary>
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(3);

    public static void MapAlipay(this IEndpointRouteBuilder dev)
    {
        dev.MapMethods("/alipay/gateway.do", [HttpMethods.Get, HttpMethods.Post], GatewayAsync);
        dev.MapGet("/alipay/cashier/{outTradeNo}", Cashier);
        dev.MapPost("/alipay/cashier/{outTradeNo}/pay", PayInCashierAsync);
        dev.MapPost("/alipay/cashier/{outTradeNo}/scan", (HttpRequest request, string outTradeNo, AlipaySimulator alipay) =>
            Refusable(request, () =>
            {
                alipay.Scan(outTradeNo);
                return request.SeeOther($"/dev/alipay/cashier/{outTradeNo}");
            }));
        dev.MapPost("/alipay/cashier/{outTradeNo}/cancel", Cancelled);
        dev.MapGet("/alipay", Trades);
        dev.MapGet("/alipay/trades", (AlipaySimulator alipay) => Results.Json(alipay.Trades.Select(trade => Row(alipay, trade))));
        dev.MapPost("/alipay/trades/{outTradeNo}/pay", (HttpRequest request, string outTradeNo, AlipaySimulator alipay, bool defer = false) =>
            Refusable(request, () => Done(request, alipay, alipay.Pay(outTradeNo, notify: !defer))));
        dev.MapPost("/alipay/trades/{outTradeNo}/notify", NotifyAsync);
    }

    private static async Task<IResult> GatewayAsync(HttpRequest request, AlipaySimulator alipay)
    {
        var parameters = await request.ParametersAsync();
        return parameters.GetValueOrDefault("method") == AlipaySimulator.PagePayMethod
            ? Refusable(request, () => request.SeeOther($"/dev/alipay/cashier/{alipay.OpenCashier(parameters).OutTradeNo}"))
            : Results.Text(alipay.Answer(parameters), "application/json; charset=utf-8");
    }

    private static IResult Cashier(string outTradeNo, AlipaySimulator alipay)
    {
        if (alipay.Find(outTradeNo) is not { } trade)
        {
            return NoSuchTrade();
        }

        var path = $"/dev/alipay/cashier/{outTradeNo}";
        var status = alipay.StatusOf(trade);
        var body = Of(
            $"""
            <p class="amount" data-testid="value-amount">¥{trade.Amount:#,##0.00}</p>
            <dl>
              <dt>商品 Subject</dt><dd data-testid="value-subject">{trade.Subject}</dd>
              <dt>商户订单号 Order</dt><dd data-testid="value-out-trade-no">{trade.OutTradeNo}</dd>
              <dt>状态 Status</dt><dd data-testid="status" data-status="{status}">{status}</dd>
              <dt>截止 Pay until</dt><dd>{AlipayFormat.Time(trade.ExpiresAt)}</dd>
            </dl>
            """);
        var buttons = status is AlipayTradeStatus.NotExist or AlipayTradeStatus.WaitBuyerPay
            ? Of(
                $"""
                <form class="stack" method="post" action="{path}/pay"><button class="primary" data-testid="action-pay">确认付款 Pay</button></form>
                <form class="stack" method="post" action="{path}/pay?defer=true">
                    <button data-testid="action-pay-deferred">付款，稍后通知 Pay, notify later</button>
                </form>
                <form class="stack" method="post" action="{path}/scan"><button data-testid="action-scan">仅扫码，不付款 Scan without paying</button></form>
                <form class="stack" method="post" action="{path}/cancel"><button data-testid="action-cancel">取消 Cancel</button></form>
                """)
            : Of($"""<p><a href="/dev/alipay">所有交易 All trades</a></p>""");
        return Page("page-dev-alipay-cashier", "模拟支付宝收银台 Simulated Alipay cashier", Html.Concat([body, buttons]), "narrow");
    }

    private static Task<IResult> PayInCashierAsync(
        HttpRequest request, string outTradeNo, AlipaySimulator alipay, CancellationToken cancellationToken, bool defer = false) =>
        RefusableAsync(request, async () =>
        {
            var trade = alipay.Pay(outTradeNo, notify: !defer);
            if (!defer)
            {
                await alipay.WaitForAcknowledgementAsync(outTradeNo, ReturnPatience, cancellationToken);
            }

            return request.SeeOther(trade.ReturnUrl.Length > 0 ? alipay.SignedReturnUrl(trade) : $"/dev/alipay/cashier/{outTradeNo}");
        });

    private static IResult Cancelled(string outTradeNo, AlipaySimulator alipay)
    {
        if (alipay.Find(outTradeNo) is not { } trade)
        {
            return NoSuchTrade();
        }

        var home = Uri.TryCreate(trade.ReturnUrl, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : "";
        return Page("page-dev-alipay-cancelled", "未付款 Not paid", Of(
            $"""
            <p>交易 {outTradeNo} 未付款。支付宝在取消后不会跳回商户。 The trade is not paid; Alipay does not lead back after a cancellation.</p>
            <p><a href="{home}/" data-testid="action-home">返回商户 Back to the shop</a>
            · <a href="/dev/alipay/cashier/{outTradeNo}" data-testid="action-back">返回收银台 Back to the cashier</a></p>
            """), "narrow");
    }

    private static IResult Trades(AlipaySimulator alipay)
    {
        var rows = Html.Concat(alipay.Trades.Select(trade =>
        {
            var status = alipay.StatusOf(trade);
            var path = $"/dev/alipay/trades/{trade.OutTradeNo}";
            var action = status switch
            {
                AlipayTradeStatus.NotExist or AlipayTradeStatus.WaitBuyerPay => Of(
                    $"""<form method="post" action="{path}/pay"><button data-testid="action-pay">付款 Pay</button></form>"""),
                AlipayTradeStatus.Success => Of(
                    $"""<form method="post" action="{path}/notify"><button data-testid="action-notify">通知 Notify</button></form>"""),
                _ => default,
            };
            return Of(
                $"""
                <tr data-testid="row-trades" data-key="{trade.OutTradeNo}">
                  <td><a href="/dev/alipay/cashier/{trade.OutTradeNo}">{trade.OutTradeNo}</a></td><td>¥{trade.Amount:#,##0.00}</td>
                  <td>{trade.Subject}</td><td data-testid="status" data-status="{status}">{status}</td>
                  <td>{trade.Notifications}: {trade.LastAnswer}</td><td>{action}</td>
                </tr>

                """);
        }));
        return Page("page-dev-alipay", "模拟支付宝的交易 Trades of the simulated Alipay", Of(
            $"""
            <div class="scroll"><table data-testid="grid-trades">
              <thead><tr><th>订单号 Order</th><th>金额 Amount</th><th>商品 Subject</th><th>状态 Status</th><th>通知 Notifications</th><th></th></tr></thead>
              <tbody>{rows}</tbody>
            </table></div>
            """));
    }

    private static Task<IResult> NotifyAsync(HttpRequest request, string outTradeNo, AlipaySimulator alipay, CancellationToken cancellationToken) =>
        RefusableAsync(request, async () =>
        {
            await alipay.NotifyAsync(outTradeNo, cancellationToken);
            return Done(request, alipay, alipay.Find(outTradeNo)!);
        });

    private static IResult Done(HttpRequest request, AlipaySimulator alipay, SimulatedTrade trade) =>
        request.WantsHtml() ? request.SeeOther("/dev/alipay") : Results.Json(Row(alipay, trade));

    private static object Row(AlipaySimulator alipay, SimulatedTrade trade) => new
    {
        trade.OutTradeNo,
        trade.TradeNo,
        trade.Amount,
        trade.Subject,
        Status = alipay.StatusOf(trade).ToString(),
        trade.PaidAt,
        trade.ExpiresAt,
        trade.Notifications,
        trade.LastAnswer,
        trade.Acknowledged,
    };

    private static IResult Refusable(HttpRequest request, Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (SimulatedRefusalException refusal)
        {
            return Refused(request, refusal);
        }
    }

    private static async Task<IResult> RefusableAsync(HttpRequest request, Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (SimulatedRefusalException refusal)
        {
            return Refused(request, refusal);
        }
    }

    private static IResult Refused(HttpRequest request, SimulatedRefusalException refusal)
    {
        var status = refusal.SubCode == "ACQ.TRADE_NOT_EXIST" ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest;
        return request.WantsHtml()
            ? Page("page-dev-alipay-error", "支付宝拒绝了请求 Alipay refused the request", Of(
                $"""<p data-testid="value-code">{refusal.Code} {refusal.SubCode}</p><p>{refusal.SubMsg}</p>"""), "narrow", status: status)
            : Results.Json(new { code = refusal.Code, sub_code = refusal.SubCode, sub_msg = refusal.SubMsg }, statusCode: status);
    }

    private static IResult NoSuchTrade() => Page(
        "page-dev-alipay-error", "没有这笔交易 No such trade", Of($"""<p><a href="/dev/alipay">所有交易 All trades</a></p>"""),
        "narrow", status: StatusCodes.Status404NotFound);
}
