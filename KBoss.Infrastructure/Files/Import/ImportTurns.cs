namespace KBoss.Infrastructure.Files.Import;

/// <summary>Lets one at a time read, compare and commit an upload, so that two windows of this process do not do the same twice.</summary>
public sealed class ImportTurns
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, Turn> turns = [];

    /// <summary>Waits until nobody else is at the upload; it is free again when the answer is disposed of, and <paramref name="left"/> is told so.</summary>
    public async Task<IDisposable> EnterAsync(long importId, Action left, CancellationToken ct)
    {
        Turn turn;
        lock (gate)
        {
            if (!turns.TryGetValue(importId, out turn!))
            {
                turns.Add(importId, turn = new Turn());
            }

            turn.Waiting++;
        }

        try
        {
            await turn.Gate.WaitAsync(ct);
        }
        catch
        {
            Leave(importId, turn);
            throw;
        }

        return new Holder(() =>
        {
            turn.Gate.Release();
            Leave(importId, turn);
            left();
        });
    }

    private void Leave(long importId, Turn turn)
    {
        lock (gate)
        {
            if (--turn.Waiting == 0)
            {
                turns.Remove(importId);
                turn.Gate.Dispose();
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Waiting { get; set; }
    }

    private sealed class Holder(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
