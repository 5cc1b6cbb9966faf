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
        services.AddVendor<AlipayClient, AlipayClient, AlipayOptions>(
            configuration, new VendorCalls(AlipayOptions.Section, MaxAnswer) { Retries = 2, SaysLater = IsServiceUnavailableAsync });

    /// <summary>Alipay says "service unavailable" with HTTP 200; only the body tells.</summary>
    private static async ValueTask<bool> IsServiceUnavailableAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.RequestMessage is not { } request || !request.Options.TryGetValue(VendorLog.Operation, out var method))
        {
            return false;
        }

        await answer.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
        return AlipayClient.IsTransientAnswer(await answer.Content.ReadAsStringAsync(cancellationToken), method);
    }
}
