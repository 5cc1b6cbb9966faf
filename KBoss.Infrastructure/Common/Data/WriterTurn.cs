namespace KBoss.Infrastructure.Common.Data;

/// <summary>Knows whether a flow of work is inside the frame of a use case, where others wait to write until it ends.</summary>
internal sealed class WriterTurn : IDisposable
{
    private static readonly AsyncLocal<WriterTurn?> Current = new();
    private volatile bool over;

    private WriterTurn()
    {
    }

    /// <summary>Begins the turn of this flow; it is over when it is disposed of, also for what was started in it and goes on.</summary>
    public static WriterTurn Begin() => Current.Value = new WriterTurn();

    /// <summary>Refuses what is slow while others wait: always a fault of the program.</summary>
    public static void Forbid(string act)
    {
        if (Current.Value is { over: false })
        {
            throw new InvalidOperationException($"{act} is slow, and others wait to write: it is done before InTransactionAsync or after it.");
        }
    }

    public void Dispose() => over = true;
}
