using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace KBoss.Web.Wallets;

/// <summary>The way to Alipay's cashier, the way back, and the notification that alone moves money.</summary>
public static class AlipayEndpoints
{
    private const string Failure = "failure";
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>A notification has some thirty short fields; whatever is much larger is none.</summary>
    private const int MaxNotificationBytes = 64 * 1024;

    /// <summary>Maps everything under <c>/pay/alipay</c>.</summary>
    public static IEndpointRouteBuilder MapAlipay(this IEndpointRouteBuilder routes)
    {
        var pay = routes.MapGroup("/pay/alipay");
        pay.MapPost("/notify", NotifyAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxNotificationBytes));
        pay.MapGet("/return", Return).AllowAnonymous();
        pay.MapGet("/{rechargeNo}", ToCashierAsync).RequireAuthorization(new RequirePermissionAttribute(Permissions.WalletRechargeOnline));
        return routes;
    }

    /// <summary>Leads the buyer's browser to the cashier; a recharge that cannot be paid leads to its own page, which says why.</summary>
    private static async Task<IResult> ToCashierAsync(string rechargeNo, [FromServices] RechargeService recharges, CancellationToken ct)
    {
        try
        {
            return Results.Redirect((await recharges.PayFormAsync(rechargeNo, ct)).RedirectUrl);
        }
        catch (NotFoundException)
        {
            return Results.NotFound();
        }
        catch (PermissionException)
        {
            return Results.Forbid();
        }
        catch (RuleException)
        {
            return Results.LocalRedirect(RechargePage(rechargeNo));
        }
    }

    /// <summary>Answers <c>success</c> once the notification is dealt with, for good; anything else makes Alipay send it again.</summary>
    private static async Task<IResult> NotifyAsync(
        HttpRequest request, [FromServices] RechargeService recharges, [FromServices] IOptionsSnapshot<AlipayOptions> options,
        [FromServices] ILoggerFactory logs)
    {
        var log = logs.CreateLogger(typeof(AlipayEndpoints));
        var outTradeNo = "";
        try
        {
            // Alipay has been seen to send "application/x-www-form-urlencoded; text/html; charset=utf-8", which is no content type: what stands first counts.
            if (!request.HasFormContentType && request.ContentType?.Split(';')[0].Trim().Equals(Form, StringComparison.OrdinalIgnoreCase) == true)
            {
                request.ContentType = Form;
            }

            if (!request.HasFormContentType)
            {
                log.LogWarning("An Alipay notification without a form was refused.");
                return Results.Text(Failure);
            }

            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            outTradeNo = form["out_trade_no"].ToString();
            var notification = AlipayNotification.Verify(form.ToDictionary(field => field.Key, field => field.Value.ToString()), options.Value);
            // Not cancelled with the request: whoever hangs up does not undo a payment.
            await recharges.ReceiveAsync(notification, CancellationToken.None);
            return Results.Text(AlipayNotification.Acknowledgement);
        }
        catch (AlipayRefusedException refusal)
        {
            log.LogWarning("An Alipay notification for {OutTradeNo} was refused: {Refusal}", outTradeNo, refusal.Refusal);
        }
        catch (RuleException refusal)
        {
            log.LogWarning("An Alipay notification for {OutTradeNo} was refused: {Code} {Args}", outTradeNo, refusal.Code, string.Join(", ", refusal.Args));
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException or OperationCanceledException)
        {
            log.LogWarning(unreadable, "An Alipay notification could not be read.");
        }
#pragma warning disable CA1031 // Whatever it was: it is logged, nothing was booked, and Alipay sends the notification again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogError(failure, "An Alipay notification for {OutTradeNo} failed.", outTradeNo);
        }

        return Results.Text(Failure);
    }

    /// <summary>Brings the browser to the page that waits for the result. What the browser says of the payment is not believed, only whose it is.</summary>
    private static IResult Return(HttpRequest request, [FromServices] IOptionsSnapshot<AlipayOptions> options)
    {
        try
        {
            var query = request.Query.ToDictionary(field => field.Key, field => field.Value.ToString());
            return Results.LocalRedirect(RechargePage(AlipayReturn.Verify(query, options.Value).OutTradeNo));
        }
        catch (AlipayRefusedException)
        {
            return Results.LocalRedirect("/me/cash");
        }
    }

    private static string RechargePage(string rechargeNo) => $"/me/recharge/{Uri.EscapeDataString(rechargeNo)}";
}
