using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>
/// A page that shows things as they are now: it says what it wants to hear of (<see cref="Hear"/>) and reads again when that has changed. Where a component
/// must derive from something else, it renders a <see cref="Follow{TChange}"/>.
/// </summary>
public abstract class LivePageBase : PageBase
{
    private readonly List<IDisposable> hearing = [];
    private Rereading? reading;

    [Inject]
    protected Changes Changes { get; private set; } = null!;

    [Inject]
    private TimeProvider NewsTime { get; set; } = null!;

    [Inject]
    private ILoggerFactory NewsLogs { get; set; } = null!;

    /// <summary>Reads again what is shown; the page is rendered after it.</summary>
    protected abstract Task RefreshAsync();

    /// <summary>Reads again whenever something has changed that the page shows.</summary>
    /// <param name="shows">Whether it does.</param>
    /// <param name="pause">How long it waits after it has read, where that costs more than the news is worth.</param>
    protected void Hear<TChange>(Func<TChange, bool> shows, TimeSpan pause = default)
        where TChange : notnull
    {
        // A page that was left while it still read its first answer would hear for ever.
        if (!Cancellation.IsCancellationRequested)
        {
            hearing.Add(Changes.Subscribe<TChange>(change =>
            {
                if (shows(change))
                {
                    Refresh(pause);
                }
            }));
            hearing.Add(Changes.Subscribe<ChangesMissed>(_ => Refresh(pause)));
        }
    }

    /// <summary>Reads again without being asked to; on a page that was left it does nothing, and whoever calls is never told that it failed.</summary>
    protected void Refresh(TimeSpan pause = default) => _ = InvokeAsync(() => Cancellation.IsCancellationRequested
        ? Task.CompletedTask
        : (reading ??= new Rereading(ReadAsync, NewsTime, NewsLogs.CreateLogger(GetType()))).AskAsync(pause));

    protected override void Dispose(bool disposing)
    {
        hearing.ForEach(h => h.Dispose());
        reading?.Dispose();
        base.Dispose(disposing);
    }

    private async Task ReadAsync()
    {
        await RefreshAsync();
        StateHasChanged();
    }
}
