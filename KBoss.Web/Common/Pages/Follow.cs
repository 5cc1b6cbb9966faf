using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>What <see cref="LivePageBase"/> is to a page that can derive from it, for any other: hears of changes and has what it shows read again.</summary>
public sealed class Follow<TChange> : ComponentBase, IDisposable
    where TChange : notnull
{
    private readonly List<IDisposable> hearing = [];
    private Rereading? reading;

    /// <summary>Whether the page shows something of the change.</summary>
    [Parameter, EditorRequired] public Func<TChange, bool> Shows { get; set; } = null!;

    /// <summary>Reads again; the page renders itself.</summary>
    [Parameter, EditorRequired] public Func<Task> Read { get; set; } = null!;

    /// <summary>How long it waits after it has read, where that costs more than the news is worth.</summary>
    [Parameter] public TimeSpan Pause { get; set; }

    [Inject]
    private Changes Changes { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<Follow<TChange>> Log { get; set; } = null!;

    public void Dispose()
    {
        hearing.ForEach(h => h.Dispose());
        reading?.Dispose();
    }

    protected override void OnInitialized()
    {
        reading = new Rereading(() => Read(), Time, Log);
        hearing.Add(Changes.Subscribe<TChange>(change =>
        {
            if (Shows(change))
            {
                Ask();
            }
        }));
        hearing.Add(Changes.Subscribe<ChangesMissed>(_ => Ask()));
    }

    private void Ask() => _ = InvokeAsync(() => reading!.AskAsync(Pause));
}
