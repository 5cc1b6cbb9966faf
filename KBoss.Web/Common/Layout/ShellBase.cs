using KBoss.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>What both layouts know: who is signed in, and the figures of the header.</summary>
public abstract class ShellBase : LayoutComponentBase, IDisposable
{
    [Inject]
    protected HeaderCounts Counts { get; private set; } = null!;

    [Inject]
    private IEnumerable<IHeaderFigure> Figures { get; set; } = [];

    [Inject]
    private ILogger<ShellBase> Log { get; set; } = null!;

    /// <summary>The signed-in member, or null for a visitor.</summary>
    [CascadingParameter]
    protected Actor? Actor { get; private set; }

    public void Dispose()
    {
        Counts.Changed -= OnCountsChanged;
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => Counts.Changed += OnCountsChanged;

    protected override async Task OnParametersSetAsync()
    {
        // What stands before the circuit is shown for a moment; the circuit fetches them.
        if (Actor is not null && (AssignedRenderMode is null || RendererInfo.IsInteractive))
        {
            await LoadFiguresAsync();
        }
    }

    private async Task LoadFiguresAsync()
    {
        try
        {
            foreach (var figure in Figures)
            {
                await figure.LoadAsync(Counts, CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // A figure that cannot be fetched must not take the whole page with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.LogError(e, "The figures of the header could not be fetched");
        }
    }

    private void OnCountsChanged() => _ = InvokeAsync(StateHasChanged);
}
