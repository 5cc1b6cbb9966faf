using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Common.Lists;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Lists;

namespace KBoss.Web.Common;

/// <summary>
/// What the signed-in member has chosen for its lists, read once for all lists of a circuit and again when views have changed. What cannot be kept holds until
/// the page is left. Without a service, as where a component is shown by itself, everything is as the page has it.
/// </summary>
public sealed class GridChoices(ListViewService? lists = null, Changes? changes = null, ILogger<GridChoices>? log = null) : IDisposable
{
    private static readonly MyLists Nothing = new(null, [], []);

    private readonly Dictionary<string, string> layouts = [];
    private IDisposable? hearing;
    private MyLists? known;
    private RowHeight? rows;
    private long? member;
    private int forgotten;

    /// <summary>The views have changed, by oneself or by somebody else.</summary>
    public event Action? Changed;

    public void Dispose() => hearing?.Dispose();

    /// <summary>Reads what the member has chosen, unless it is known.</summary>
    public async ValueTask<MyLists> GetAsync(Actor? actor, CancellationToken ct = default)
    {
        if (lists is null || actor is not { Duty: null })
        {
            return Nothing;
        }

        if (known is { } all && member == actor.MemberId)
        {
            return all;
        }

        hearing ??= changes?.Subscribe<ListViewsChanged>(change =>
        {
            if (change.OrganizationId == actor.OrganizationId)
            {
                Forget();
                Changed?.Invoke();
            }
        });
        member = actor.MemberId;
        var before = forgotten;
        var read = await lists.GetAsync(ct);
        // What was asked for before a change was told is not remembered after it.
        known = before == forgotten ? read : null;
        return read;
    }

    /// <summary>How high the rows are: as chosen, otherwise compact for staff, who read lists all day, and comfortable for customers.</summary>
    public RowHeight RowsOf(MyLists mine, Actor? actor) =>
        rows ?? mine.Rows ?? (actor is { Kind: OrganizationKind.Distributor } ? RowHeight.Compact : RowHeight.Comfortable);

    /// <summary>How the member wants the columns of a list.</summary>
    public GridLayout LayoutOf(MyLists mine, string list) =>
        GridLayout.Read(layouts.GetValueOrDefault(list) ?? mine.Choices.FirstOrDefault(c => c.List == list)?.Layout);

    /// <summary>Keeps the columns of a list.</summary>
    public Task LayAsync(string list, GridLayout layout)
    {
        layouts[list] = layout.Write();
        return KeepAsync(service => service.LayAsync(list, layouts[list]));
    }

    /// <summary>Keeps the height of rows.</summary>
    public Task SpaceAsync(RowHeight chosen)
    {
        rows = chosen;
        return KeepAsync(service => service.SpaceAsync(chosen));
    }

    /// <summary>The page opens with a view, or with none.</summary>
    public async Task OpenWithAsync(string list, long? view)
    {
        await KeepAsync(service => service.OpenWithAsync(list, view));
        Forget();
    }

    private void Forget()
    {
        forgotten++;
        known = null;
    }

    /// <summary>A width that was not kept is no reason to stop somebody who reads a list.</summary>
    private async Task KeepAsync(Func<ListViewService, Task> keep)
    {
        try
        {
            await (lists is null || member is null ? Task.CompletedTask : keep(lists));
        }
        catch (Exception e) when (e is RuleException or OperationCanceledException)
        {
            log?.LogWarning(e, "What a member has chosen for a list was not kept");
        }
    }
}
