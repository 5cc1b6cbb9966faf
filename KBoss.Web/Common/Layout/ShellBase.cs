using KBoss.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>What both layouts know: who is signed in, and the figures of the header.</summary>
public abstract class ShellBase : LayoutComponentBase, IDisposable
{
    private readonly List<IDisposable> following = [];
    private long? followed;

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
        Unfollow();
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => Counts.Changed += OnCountsChanged;

    protected override async Task OnParametersSetAsync()
    {
        // What stands before the circuit is shown for a moment; the circuit fetches them.
        if (Actor is not null && (AssignedRenderMode is null || RendererInfo.IsInteractive))
        {
            Follow(Actor);
            foreach (var figure in Figures)
            {
                await LoadAsync(figure);
            }
        }
    }

    /// <summary>What somebody else changes is shown without a new page being asked for.</summary>
    private void Follow(Actor actor)
    {
        if (RendererInfo.IsInteractive && followed != actor.MemberId)
        {
            Unfollow();
            followed = actor.MemberId;
            following.AddRange(Figures.Select(figure => figure.Follow(actor, () => _ = InvokeAsync(() => LoadAsync(figure)))).OfType<IDisposable>());
        }
    }

    private void Unfollow()
    {
        following.ForEach(heard => heard.Dispose());
        following.Clear();
    }

    private async Task LoadAsync(IHeaderFigure figure)
    {
        try
        {
            await figure.LoadAsync(Counts, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The page was left meanwhile.
        }
#pragma warning disable CA1031 // A figure that cannot be fetched must not take the whole page with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.LogError(e, "A figure of the header could not be fetched");
        }
    }

    private void OnCountsChanged() => _ = InvokeAsync(StateHasChanged);
}
