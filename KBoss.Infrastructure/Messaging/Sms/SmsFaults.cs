using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>What a call that brought no answer means for the message.</summary>
internal static class SmsFaults
{
    /// <summary>Whether the call failed on its way, and was not given up by whoever made it.</summary>
    public static bool Is(Exception e, CancellationToken ct) =>
        e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested);

    /// <summary>Only a connection that never came about, or was not even tried, proves that the vendor saw nothing.</summary>
    public static SmsOutcome OutcomeOf(Exception? e) => e switch
    {
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        } => SmsOutcome.RetryLater,
        _ => SmsOutcome.Uncertain,
    };
}

/// <summary>Reads the times of the vendors, which are those of Shanghai without saying so.</summary>
internal static class ChinaTimes
{
    /// <summary>The instant (UTC); null for what is no time.</summary>
    public static DateTime? Read(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? ChinaTime.ToUtc(local) : null;
}
