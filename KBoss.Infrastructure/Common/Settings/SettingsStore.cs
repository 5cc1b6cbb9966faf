using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Common.Settings;

/// <summary>Something in a section of an organization's settings was changed.</summary>
public sealed record SettingsChanged(long OrganizationId, string Section);

/// <summary>The values of a section by the keys below it, and when each secret was set (UTC).</summary>
internal sealed record SettingValues(Dictionary<string, string> Values, Dictionary<string, DateTime> SetAt)
{
    public static SettingValues None => new([], []);

    /// <summary>Whether they are the root distributor's, for whom the server may say otherwise.</summary>
    [JsonIgnore]
    public bool OfRoot { get; init; }
}

/// <summary>
/// Reads what Admins have typed: that of the platform into the configuration, that of one distributor for whoever asks. Nothing secret is among the latter.
/// </summary>
public sealed class SettingsStore(
    IServiceProvider services, SecretProtector secrets, SettingsProvider provider, TimeProvider time, ILogger<SettingsStore> log) : IChangeListener
{
    // Changes know their listeners, and the contexts know the changes.
    private readonly Lazy<KBossDbContextFactory> contexts = new(services.GetRequiredService<KBossDbContextFactory>);
    private readonly Remembered<(long OrganizationId, string Section), SettingValues> own = new(2_000, TimeSpan.FromMinutes(1), time);
    private long seen = -1;

    public void ListenTo(Changes changes) => changes.Subscribe<SettingsChanged>(change => own.Forget((change.OrganizationId, change.Section)));

    /// <summary>Reads those of the platform into the configuration. What can be decrypted no more, because its keys are lost, is left out and logged.</summary>
    public async Task LoadAsync(CancellationToken ct = default)
    {
        await using var db = contexts.Value.Open(OrganizationScope.Everything);
        var stamp = await StampAsync(db, ct);
        var rows = await db.StoredSettings.AsNoTracking().Where(s => s.OfPlatform).ToListAsync(ct);
        provider.Replace(rows
            .SelectMany(row => (Read(row) ?? SettingValues.None).Values.Select(value => (Key: $"{row.Section}:{value.Key}", value.Value)))
            .GroupBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.Last().Value));
        seen = stamp;
    }

    /// <summary>Reads them when another process has changed them since, and returns whether it had.</summary>
    public async Task<bool> LoadIfChangedAsync(CancellationToken ct = default)
    {
        await using (var db = contexts.Value.Open(OrganizationScope.Everything))
        {
            if (await StampAsync(db, ct) == seen)
            {
                return false;
            }
        }

        await LoadAsync(ct);
        return true;
    }

    /// <summary>
    /// A section of one distributor, bound to a class; what was not typed there has the value that the class begins with. For the root distributor, what the
    /// server itself says wins.
    /// </summary>
    public async Task<T> OfAsync<T>(long organizationId, string section, CancellationToken ct = default)
        where T : class, new()
    {
        var known = await own.GetAsync((organizationId, section), async (key, token) =>
        {
            await using var db = contexts.Value.Open(OrganizationScope.Of(key.OrganizationId));
            var values = await db.StoredSettings.AsNoTracking().FirstOrDefaultAsync(s => s.Section == key.Section, token) is { } row ? Read(row) : null;
            return (values ?? SettingValues.None) with { OfRoot = await db.Organizations.AnyAsync(o => o.Id == key.OrganizationId && o.SellerId == null, token) };
        }, ct);
        var server = known!.OfRoot ? typeof(T).GetProperties().Select(p => p.Name) : [];
        return new ConfigurationBuilder()
            .AddInMemoryCollection(known.Values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)))
            .AddInMemoryCollection(server.Select(key => KeyValuePair.Create(key, provider.ServerValue($"{section}:{key}"))).Where(value => value.Value is not null))
            .Build().Get<T>() ?? new T();
    }

    /// <summary>The values of a row; null, logged, when they can be decrypted no more.</summary>
    internal SettingValues? Read(StoredSettings row)
    {
        try
        {
            return JsonSerializer.Deserialize<SettingValues>(secrets.Unprotect(row.Content));
        }
        catch (CryptographicException e)
        {
            log.LogError(e, "The settings {Section} cannot be decrypted: their key is not in the data directory. They count as not set.", row.Section);
            return null;
        }
    }

    internal string Write(SettingValues values) => secrets.Protect(JsonSerializer.Serialize(values));

    /// <summary>Changes whenever something is saved: rows are never deleted, and versions grow.</summary>
    private static async Task<long> StampAsync(KBossDbContext db, CancellationToken ct) =>
        await db.StoredSettings.Where(s => s.OfPlatform).SumAsync(s => (long)s.Version + 1, ct);
}
