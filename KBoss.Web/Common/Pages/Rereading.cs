namespace KBoss.Web.Common;

/// <summary>
/// Reads again what an open page shows, because there is news of it and not because somebody asked. News that comes while it reads makes it read once more,
/// however much there is of it. Nobody is shown that it failed: the next news or click tries again.
/// </summary>
internal sealed class Rereading(Func<Task> read, TimeProvider time, ILogger log) : IDisposable
{
    private bool reading;
    private bool again;
    private bool left;

    /// <summary>There is news.</summary>
    /// <param name="pause">How long it waits after it has read, where that costs more than the news is worth.</param>
    public async Task AskAsync(TimeSpan pause = default)
    {
        again = true;
        if (reading)
        {
            return;
        }

        reading = true;
        try
        {
            while (again && !left)
            {
                again = false;
                await read();
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, time);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left meanwhile.
        }
#pragma warning disable CA1031 // Nobody asked for it, so nobody is to be shown that it failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogWarning(e, "An open page could not read again");
        }
        finally
        {
            reading = false;
        }
    }

    /// <summary>The page is left.</summary>
    public void Dispose() => left = true;
}
