using System.Globalization;
using System.Threading.RateLimiting;

namespace KBoss.Web.Common;

/// <summary>
/// Sections <c>Connections</c> and <c>Connections:News</c> of the configuration: how many connections of circuits, and how many streams of news to pages
/// without one, there are at once in this process.
/// </summary>
public sealed class ConnectionLimitOptions
{
    public const string Section = "Connections";

    /// <summary>The options for streams of news, and their section below the other.</summary>
    public const string News = "News";

    /// <summary>As many windows as one person has open.</summary>
    public int PerSession { get; set; } = 40;

    /// <summary>An office shares one address.</summary>
    public int PerAddress { get; set; } = 400;

    public int PerProcess { get; set; } = 5_000;
}

/// <summary>So many connections that stay open, at once: in this process, from one address, and of one session.</summary>
public sealed class ConnectionLimit(ConnectionLimitOptions most) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> limiter = PartitionedRateLimiter.CreateChained(
        Limiter(_ => "all", most.PerProcess),
        Limiter(http => AttemptLimits.AddressOf(http.Connection.RemoteIpAddress), most.PerAddress),
        Limiter(SessionOf, most.PerSession));

    /// <summary>Takes a place until it is disposed of, if there is one.</summary>
    public RateLimitLease Take(HttpContext http) => limiter.AttemptAcquire(http);

    public void Dispose() => limiter.Dispose();

    private static string SessionOf(HttpContext http) =>
        ActorClaims.Read(http.User) is { } actor ? string.Create(CultureInfo.InvariantCulture, $"{actor.MemberId}:{actor.SessionId}") : "";

    /// <summary>Counts those who have the key at once; an empty key is not counted.</summary>
    private static PartitionedRateLimiter<HttpContext> Limiter(Func<HttpContext, string> keyOf, int most) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http => keyOf(http) is { Length: > 0 } key
            ? RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(""));
}
