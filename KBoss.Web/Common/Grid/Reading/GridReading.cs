using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;

namespace KBoss.Web.Common;

/// <summary>
/// Reads the rows of a list. The answer to what was asked last is shown, however late an earlier one comes; news of others never take the place of what the
/// reader has asked for, and news that cannot be read take nothing away.
/// </summary>
/// <param name="load">Reads one page.</param>
/// <param name="key">The business key of a row.</param>
/// <param name="say">What the reader is told of a failure.</param>
internal sealed class GridReading<TRow>(
    Func<PageRequest, CancellationToken, Task<Page<TRow>>> load, Func<TRow, string> key, Func<Exception, string> say) : IDisposable
{
    private CancellationTokenSource? running;
    private GridNews<TRow>? list;

    /// <summary>Whether the reader waits for what is being read, because it has asked for other rows.</summary>
    private bool asked;

    /// <summary>A read begins: what is shown is busy from now on.</summary>
    public Action? Began { get; init; }

    /// <summary>Other rows are shown than before; not told of news that wait.</summary>
    public Func<Page<TRow>, Task>? Shown { get; init; }

    /// <summary>What is shown; null until something was read.</summary>
    public Page<TRow>? Page => list?.Shown;

    /// <summary>The rows that are scrolled; null where they are turned by pages.</summary>
    public GridWindows<TRow>? Windows { get; private set; }

    /// <summary>How many rows wait to be shown; see <see cref="GridNews{TRow}.Count"/>.</summary>
    public int? News => list?.Count;

    public bool IsBusy { get; private set; }

    /// <summary>Why there are no rows, in words.</summary>
    public string? Failure { get; private set; }

    /// <summary>The filter that the list does not understand, where that is why nothing is shown; reading again would not help.</summary>
    public string? FailedFilter { get; private set; }

    /// <summary>Whether what is shown stays although it could not be read again: nobody has asked, and the next news tries again.</summary>
    private bool Stands => !asked && list is not null;

    /// <summary>
    /// Reads what a state asks for; by others where only somebody else has changed something. True once nothing else is being read, false for an answer that
    /// came too late. Whatever is for the page to show (a missing permission, a thing that is not there, an ended session) is thrown.
    /// </summary>
    public async Task<bool> ReadAsync(GridState state, bool byOthers)
    {
        Stop();
        var reading = running = new CancellationTokenSource();
        var token = reading.Token;
        (IsBusy, Failure, FailedFilter) = (true, null, null);
        asked |= !byOthers;
        Began?.Invoke();
        try
        {
            var read = await load(state.Request, token);
            if (reading == running)
            {
                list = asked || list is null ? new GridNews<TRow>(read) : list.Told(read, key);
                var waits = list.Waiting is not null;
                // Rows that are scrolled stay as they are until the reader wants the new ones: a window that is read anew would begin elsewhere.
                Windows = !state.Scrolls ? null : waits ? Windows : new GridWindows<TRow>(read, (window, ct) => ReadWindowAsync(state, window, ct));
                if (!waits)
                {
                    await (Shown?.Invoke(read) ?? Task.CompletedTask);
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception refusal) when (refusal is PermissionException or NotFoundException or SignInException or DutyException)
        {
            throw;
        }
#pragma warning disable CA1031 // The list says that it failed and offers to try again; the page around it lives on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var told = say(failure);
            (Failure, FailedFilter) = Stands ? (null, null) : (told, (failure as RuleException)?.Field);
        }

        if (reading != running)
        {
            return false;
        }

        (IsBusy, asked) = (false, false);
        return true;
    }

    public void Dispose()
    {
        Stop();
        running = null;
    }

    private void Stop()
    {
        running?.Cancel();
        running?.Dispose();
    }

    private async Task<IReadOnlyList<TRow>> ReadWindowAsync(GridState state, int window, CancellationToken ct) =>
        (await load(state.Request with { Page = window, Size = GridState.Window }, ct)).Rows;
}
