using KBoss.Domain.Common;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>Rows of a kind that are counted for a member or organization have changed; every save that changes some says so by itself.</summary>
public sealed record CountChanged(string Kind, long CountedFor);

/// <summary>
/// Remembers how many rows of a kind there are for a member or organization, so that the header of a page asks the database only after a change. What
/// another process changes is seen after <see cref="Lifetime"/> at the latest.
/// </summary>
public sealed class Counts<TRow>(TimeProvider time) : IChangeListener
    where TRow : Entity, ICounted
{
    /// <summary>How long a number is believed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private const int Most = 10_000;
    private readonly Remembered<long, Number> numbers = new(Most, Lifetime, time);

    public void ListenTo(Changes changes) => changes.Subscribe<CountChanged>(change =>
    {
        if (change.Kind == typeof(TRow).Name)
        {
            numbers.Forget(change.CountedFor);
        }
    });

    /// <summary>The number for a member or organization, counted now if it is not remembered.</summary>
    public async ValueTask<int> GetAsync(long countedFor, Func<CancellationToken, Task<int>> count, CancellationToken ct = default) =>
        (await numbers.GetAsync(countedFor, async (_, token) => new Number(await count(token)), ct))!.Value;

    private sealed record Number(int Value);
}

/// <summary>Registers what is counted.</summary>
public static class CountsRegistration
{
    /// <summary>Adds the numbers of a kind of rows.</summary>
    public static IServiceCollection AddCounts<TRow>(this IServiceCollection services)
        where TRow : Entity, ICounted
    {
        services.AddSingleton<Counts<TRow>>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<Counts<TRow>>());
        return services;
    }
}
