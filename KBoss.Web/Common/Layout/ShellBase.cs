using KBoss.Domain.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>What both layouts know: who is signed in, and the figures of the header.</summary>
public abstract class ShellBase : LayoutComponentBase, IDisposable
{
    private IDisposable? following;
    private long? followed;

    [Inject]
    protected HeaderCounts Counts { get; private set; } = null!;

    [Inject]
    private HeaderFigures Figures { get; set; } = null!;

    /// <summary>The figures as the header shows them; a visitor has none, and neither has whoever was signed in until now.</summary>
    protected HeaderFiguresShown Shown => (Actor is null ? new HeaderCounts() : Counts).Shown(Words);

    [Inject]
    private IStringLocalizer<Texts> Words { get; set; } = null!;

    /// <summary>The signed-in member, or null for a visitor.</summary>
    [CascadingParameter]
    protected Actor? Actor { get; private set; }

    public void Dispose()
    {
        Counts.Changed -= OnCountsChanged;
        following?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => Counts.Changed += OnCountsChanged;

    protected override async Task OnParametersSetAsync()
    {
        // What stands before the circuit is shown for a moment; the circuit fetches them.
        if (Actor is not null && (AssignedRenderMode is null || RendererInfo.IsInteractive))
        {
            Follow(Actor);
            foreach (var figure in Figures.All)
            {
                await Figures.LoadAsync(figure);
            }
        }
    }

    /// <summary>What somebody else changes is shown without a new page being asked for.</summary>
    private void Follow(Actor actor)
    {
        if (RendererInfo.IsInteractive && followed != actor.MemberId)
        {
            following?.Dispose();
            followed = actor.MemberId;
            following = Figures.Follow(actor, figure => _ = InvokeAsync(() => Figures.LoadAsync(figure)));
        }
    }

    private void OnCountsChanged() => _ = InvokeAsync(StateHasChanged);
}
