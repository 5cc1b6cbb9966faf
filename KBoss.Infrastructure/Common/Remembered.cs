using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace KBoss.Infrastructure.Common;

/// <summary>
/// What this process remembers of the database: each answer for a bounded time and so many at most, until somebody says that it has changed. An answer
/// that was asked for before a change was told is not remembered after it, however late it comes. That there is nothing is never remembered.
/// </summary>
public sealed class Remembered<TKey, TValue>(int most, TimeSpan lifetime, TimeProvider time)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Answer> answers = new();
    private readonly Lock gate = new();
    private long changes;

    /// <summary>How many answers are remembered.</summary>
    public int Count => answers.Count;

    /// <summary>What is remembered of a key, or what <paramref name="ask"/> answers.</summary>
    public ValueTask<TValue?> GetAsync(TKey key, Func<TKey, CancellationToken, Task<TValue?>> ask, CancellationToken ct = default) =>
        Find(key, out var known) ? new(known) : AskAsync(key, AsLongAs(ask), ct);

    /// <summary>As above, for an answer that says itself until when (UTC) it is true, if that is sooner.</summary>
    public ValueTask<TValue?> GetAsync(TKey key, Func<TKey, CancellationToken, Task<(TValue? Value, DateTime Until)>> ask, CancellationToken ct = default) =>
        Find(key, out var known) ? new(known) : AskAsync(key, ask, ct);

    /// <summary>Forgets what is remembered of a key.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            changes++;
            answers.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets whatever a change concerns.</summary>
    public void Forget(Func<TKey, TValue, bool> concerned)
    {
        lock (gate)
        {
            changes++;
            foreach (var (key, answer) in answers.Where(a => concerned(a.Key, a.Value.Value)))
            {
                answers.TryRemove(key, out _);
            }
        }
    }

    private bool Find(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        value = answers.TryGetValue(key, out var answer) && answer.IsTrueAt(time.UtcNow()) ? answer.Value : null;
        return value is not null;
    }

    private static Func<TKey, CancellationToken, Task<(TValue?, DateTime)>> AsLongAs(Func<TKey, CancellationToken, Task<TValue?>> ask) =>
        async (key, ct) => (await ask(key, ct), DateTime.MaxValue);

    private async ValueTask<TValue?> AskAsync(TKey key, Func<TKey, CancellationToken, Task<(TValue? Value, DateTime Until)>> ask, CancellationToken ct)
    {
        long before;
        lock (gate)
        {
            before = changes;
        }

        // The lifetime counts from the question: the answer may be as old as that.
        var from = time.UtcNow();
        var (value, until) = await ask(key, ct);
        if (value is not null)
        {
            Remember(key, new Answer(value, from, until < from + lifetime ? until : from + lifetime), before);
        }

        return value;
    }

    private void Remember(TKey key, Answer answer, long before)
    {
        lock (gate)
        {
            if (changes != before)
            {
                return;
            }

            if (answers.Count >= most)
            {
                MakeRoom();
            }

            answers[key] = answer;
        }
    }

    private void MakeRoom()
    {
        var now = time.UtcNow();
        foreach (var (old, _) in answers.Where(a => !a.Value.IsTrueAt(now)))
        {
            answers.TryRemove(old, out _);
        }

        // Nearly full of what is true: to begin anew costs each key one question, to search for the oldest at every one would cost more.
        if (answers.Count > most * 3 / 4)
        {
            answers.Clear();
        }
    }

    /// <summary>True from the moment it was asked for until then; a clock that was set back makes it doubtful.</summary>
    private sealed record Answer(TValue Value, DateTime From, DateTime Until)
    {
        public bool IsTrueAt(DateTime now) => now >= From && now < Until;
    }
}
