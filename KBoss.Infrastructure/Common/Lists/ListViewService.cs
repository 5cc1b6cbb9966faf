using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Common.Lists;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common.Lists;

/// <summary>A view of a list as whoever may choose it sees it.</summary>
/// <param name="Mine">Whether the reader made it.</param>
/// <param name="MayChange">Whether the reader may save, rename and delete it.</param>
public sealed record ListViewRow(
    long Id, string List, string Name, string Query, string Layout, bool Shared, string By, bool Mine, bool MayChange);

/// <summary>What a member has chosen for one list.</summary>
public sealed record ListChoiceRow(string List, string Layout, long? OpensWith);

/// <summary>Everything that a member has chosen for lists, and the views that it may choose from, by name.</summary>
public sealed record MyLists(RowHeight? Rows, IReadOnlyList<ListChoiceRow> Choices, IReadOnlyList<ListViewRow> Views);

/// <summary>A list that is to be kept under a name.</summary>
public sealed record SaveListView(string List, string? Name, string Query, string Layout, bool Shared);

/// <summary>The views of an organization have changed: open lists offer others.</summary>
public sealed record ListViewsChanged(long OrganizationId);

/// <summary>
/// How members want their lists. Everybody keeps columns and views of its own, whatever its roles; who shares a view needs
/// <see cref="Permissions.ListViewsShare"/>. A shared view is changed by whoever made it, or by an Admin.
/// </summary>
public sealed class ListViewService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>What the member has chosen, and the views that it sees: its own, and those that the organization shares.</summary>
    public async Task<MyLists> GetAsync(CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await using var db = contexts.Open(me);
        var choices = await db.ListChoices.AsNoTracking().Where(c => c.MemberId == me.MemberId).ToListAsync(ct);
        var views = await db.ListViews.AsNoTracking().Where(v => v.MemberId == me.MemberId || v.Shared)
            .OrderBy(v => v.Name).ThenBy(v => v.Id).ToListAsync(ct);
        return new MyLists(
            choices.Find(c => c.List == ListChoice.EveryList)?.Rows,
            [.. choices.Where(c => c.List != ListChoice.EveryList).Select(c => new ListChoiceRow(c.List, c.Layout, c.OpensWith))],
            [.. views.Select(v => new ListViewRow(
                v.Id, v.List, v.Name, v.Query, v.Layout, v.Shared, v.MadeBy, v.MemberId == me.MemberId, MayChange(me, v)))]);
    }

    /// <summary>Keeps the columns of a list.</summary>
    public Task LayAsync(string list, string layout, CancellationToken ct = default) => ChooseAsync(list, choice => choice.Lay(layout), ct);

    /// <summary>Chooses how high the rows of all lists are.</summary>
    public Task SpaceAsync(RowHeight rows, CancellationToken ct = default) => ChooseAsync(ListChoice.EveryList, choice => choice.Space(rows), ct);

    /// <summary>The page opens with this view from now on, or with none; <see cref="NotFoundException"/> for one that the member does not see.</summary>
    public async Task OpenWithAsync(string list, long? viewId, CancellationToken ct = default)
    {
        if (viewId is { } id)
        {
            var me = await current.GetAsync(ct);
            await using var db = contexts.Open(me);
            await Seen(db, me).Where(v => v.List == list).DemandAsync("view", id, ct);
        }

        await ChooseAsync(list, choice => choice.OpenWith(viewId), ct);
    }

    /// <summary>
    /// Keeps a list under a name and returns the id of the view. Refuses with <c>Common.ViewNameTaken</c> (the member has one of this name),
    /// <c>Common.TooManyViews</c> and <c>Common.ListStateTooLong</c>.
    /// </summary>
    public async Task<long> SaveAsync(SaveListView input, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        DemandSharing(me, input.Shared);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var view = new ListView(me.OrganizationId, me.MemberId, me.Name, input.List, input.Name, input.Query, input.Layout, input.Shared);
            await DemandFreeAsync(db, view, ct);
            if (await db.ListViews.CountAsync(v => v.MemberId == me.MemberId && v.List == view.List, ct) >= ListView.MostOfOneList)
            {
                throw new RuleException("Common.TooManyViews", ListView.MostOfOneList);
            }

            db.Add(view);
            db.AfterCommit(new ListViewsChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
            return view.Id;
        }, ct);
    }

    /// <summary>Lets a view show something else from now on; <see cref="NotFoundException"/> for one that the member may not change.</summary>
    public Task ShowAsync(long viewId, string query, string layout, CancellationToken ct = default) =>
        ChangeAsync(viewId, (_, _, view) =>
        {
            view.Show(query, layout);
            return Task.CompletedTask;
        }, ct);

    /// <summary>
    /// Gives a view another name, shares it or takes it back; <c>Common.ViewNameTaken</c>, <see cref="NotFoundException"/> for one that the member may not
    /// change.
    /// </summary>
    public Task RenameAsync(long viewId, string? name, bool shared, CancellationToken ct = default) =>
        ChangeAsync(viewId, async (db, me, view) =>
        {
            DemandSharing(me, shared && !view.Shared);
            view.Rename(name, shared);
            await DemandFreeAsync(db, view, ct);
        }, ct);

    /// <summary>Forgets a view; pages that opened with it open as they are. <see cref="NotFoundException"/> for one that the member may not change.</summary>
    public Task DeleteAsync(long viewId, CancellationToken ct = default) => ChangeAsync(viewId, (db, _, view) =>
    {
        db.Remove(view);
        return Task.CompletedTask;
    }, ct);

    /// <summary>
    /// In the transaction of a word's new name: every view of the organization that looks for the word by this filter looks for it under that name.
    /// </summary>
    internal static async Task FollowAsync(KBossDbContext db, long organizationId, string filter, string before, string after, CancellationToken ct)
    {
        var start = $"{filter}=";
        var followed = (await db.ListViews.Where(v => v.OrganizationId == organizationId && v.Query.Contains(start)).ToListAsync(ct))
            .Count(view => view.Follow(filter, before, after));
        if (followed > 0)
        {
            db.AfterCommit(new ListViewsChanged(organizationId));
        }
    }

    private static bool MayChange(Actor me, ListView view) => view.MemberId == me.MemberId || (view.Shared && me.Has(Permissions.MembersManage));

    private static IQueryable<ListView> Seen(KBossDbContext db, Actor me) => db.ListViews.Where(v => v.MemberId == me.MemberId || v.Shared);

    private static void DemandSharing(Actor me, bool shares)
    {
        if (shares)
        {
            me.Demand(Permissions.ListViewsShare);
        }
    }

    private static async Task DemandFreeAsync(KBossDbContext db, ListView view, CancellationToken ct)
    {
        if (await db.ListViews.AnyAsync(v => v.MemberId == view.MemberId && v.List == view.List && v.NameKey == view.NameKey && v.Id != view.Id, ct))
        {
            throw new RuleException("Common.ViewNameTaken", view.Name) { Field = "view-name" };
        }
    }

    private async Task ChangeAsync(long id, Func<KBossDbContext, Actor, ListView, Task> change, CancellationToken ct)
    {
        var me = await current.GetAsync(ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var view = await Seen(db, me).GetAsync("view", id, ct);
            if (!MayChange(me, view))
            {
                throw new NotFoundException("view", id);
            }

            await change(db, me, view);
            db.AfterCommit(new ListViewsChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private async Task ChooseAsync(string list, Action<ListChoice> choose, CancellationToken ct)
    {
        var me = await current.GetAsync(ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var choice = await db.ListChoices.FirstOrDefaultAsync(c => c.MemberId == me.MemberId && c.List == list, ct);
            if (choice is null)
            {
                choice = new ListChoice(me.OrganizationId, me.MemberId, list);
                db.Add(choice);
            }

            choose(choice);
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
