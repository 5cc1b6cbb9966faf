using System.Collections.Concurrent;

namespace KBoss.Infrastructure.Common.Data.Connections;

/// <summary>
/// The open connections to the SQLite file that nobody uses at the moment, with the functions that EF Core gives each, the settings, and the statements that
/// they have prepared. To open one anew costs more than what most use cases ask of it.
/// </summary>
internal sealed class KeptConnections : IDisposable
{
    /// <summary>More than that are used at once only for a moment; each may keep 32 MB of pages.</summary>
    private const int Most = 8;

    private readonly ConcurrentStack<KeptConnection> idle = [];
    private volatile bool ended;

    /// <summary>One that is open already, or null.</summary>
    public KeptConnection? Take() => idle.TryPop(out var connection) ? connection : null;

    /// <summary>Takes one back; false when it has to be closed.</summary>
    public bool Keep(KeptConnection connection)
    {
        if (ended || idle.Count >= Most || !connection.IsClean)
        {
            return false;
        }

        idle.Push(connection);
        if (ended)
        {
            CloseAll();
        }

        return true;
    }

    public void Dispose()
    {
        ended = true;
        CloseAll();
    }

    private void CloseAll()
    {
        while (idle.TryPop(out var connection))
        {
            connection.End();
        }
    }
}
