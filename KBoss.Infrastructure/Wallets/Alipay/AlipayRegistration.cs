using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>Registers the Alipay client.</summary>
public static class AlipayRegistration
{
    private const int MaxAnswer = 1 << 20;

    /// <summary>
    /// Adds <see cref="AlipayClient"/> and its options. Queries and closings are safe to repeat, so a network failure, a time-out
    /// and Alipay's own "service unavailable" are tried again before the caller hears of them.
    /// </summary>
    public static IServiceCollection AddAlipay(this IServiceCollection services, IConfiguration configuration) =>
        services.AddVendor<AlipayClient, AlipayClient, AlipayOptions>(configuration, new VendorCalls(AlipayOptions.Section, MaxAnswer)
        {
            Retries = 2,
            SaysLater = IsServiceUnavailableAsync,
            FaultOf = FaultAsync,
        }).AddScoped<IVendorCheck, AlipayCheck>();

    /// <summary>Alipay says "service unavailable" with HTTP 200; only the body tells.</summary>
    private static async ValueTask<bool> IsServiceUnavailableAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        await AnswerAsync(answer, cancellationToken) is { } said && AlipayException.IsTransientCode(said.Code, said.SubCode);

    /// <summary>The code of a failure; that there is no such trade is none.</summary>
    private static async ValueTask<string?> FaultAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        await AnswerAsync(answer, cancellationToken) is { } said && said.Code != AlipayClient.Answer.Success && said.SubCode != AlipayClient.NotExistCode
            ? $"{said.Code} {said.SubCode}".Trim() : null;

    private static async Task<AlipayClient.Answer?> AnswerAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode || answer.RequestMessage is not { } request || !request.Options.TryGetValue(VendorLog.Operation, out var method))
        {
            return null;
        }

        await answer.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
        try
        {
            return AlipayClient.Answer.Read(AlipaySignature.ReadResponse(await answer.Content.ReadAsStringAsync(cancellationToken), method));
        }
        catch (AlipayException)
        {
            return null;
        }
    }
}
