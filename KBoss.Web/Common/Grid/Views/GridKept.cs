using KBoss.Domain.Access;
using KBoss.Domain.Common.Lists;
using KBoss.Infrastructure.Common.Lists;

namespace KBoss.Web.Common;

/// <summary>What the reader has chosen for one list: how its columns stand, which views there are, and the one that it opens with.</summary>
internal sealed class GridKept(GridChoices choices, Func<string> list)
{
    private MyLists mine = new(null, [], []);

    /// <summary>The view that the page opens with, if the reader has chosen one.</summary>
    public ListViewRow? FirstView => mine.Choices.FirstOrDefault(c => c.List == list())?.OpensWith is { } id ? View(id) : null;

    /// <summary>Reads what was chosen, unless it is known.</summary>
    public async Task ReadAsync(Actor? actor) => mine = await choices.GetAsync(actor);

    public RowHeight RowsOf(Actor? actor) => choices.RowsOf(mine, actor);

    /// <summary>The view that a state names, if the reader sees it.</summary>
    public ListViewRow? ViewOf(GridState state) => state.View is { } id ? View(id) : null;

    /// <summary>How the columns stand: as the view that is shown has them, otherwise as the reader keeps them.</summary>
    public GridLayout LayoutOf(GridState state) => ViewOf(state) is { } view ? GridLayout.Read(view.Layout) : Layout;

    /// <summary>How the reader keeps the columns where no view is shown.</summary>
    public GridLayout Layout => choices.LayoutOf(mine, list());

    private ListViewRow? View(long id) => mine.Views.FirstOrDefault(view => view.Id == id && view.List == list());
}
