using System.Collections.Concurrent;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;

namespace KBoss.Infrastructure.Connectors.TencentCloud;

/// <summary>The temporary keys of roles, kept for all calls of this process until a few minutes before they end.</summary>
public sealed class TencentRoles(TimeProvider time)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (TencentCloudKey Key, DateTimeOffset Until)> kept = new();

    /// <summary>The key that is kept for the role of this account, or the one that <paramref name="ask"/> brings with its end (UTC).</summary>
    public async Task<TencentCloudKey> GetAsync(string account, string role, Func<Task<(TencentCloudKey Key, DateTime EndsAt)>> ask)
    {
        var name = $"{account}/{role}";
        if (kept.TryGetValue(name, out var known) && time.GetUtcNow() < known.Until)
        {
            return known.Key;
        }

        var (key, endsAt) = await ask();
        kept[name] = (key, new DateTimeOffset(endsAt) - Early);
        return key;
    }
}
