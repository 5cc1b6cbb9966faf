using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>Keeps the categories of an organization's tickets and its quick replies; an id of another organization is <see cref="NotFoundException"/>.</summary>
public sealed class TicketTextService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// Adds a category, or changes the one with that id or, while the organization has no list of its own, the default with that name: with the first change
    /// the defaults become its own list. Refuses with <c>Tickets.CategoryTaken</c>, <c>Tickets.TooManyCategories</c> and like <see cref="TicketCategory"/>.
    /// </summary>
    public Task SaveCategoryAsync(long? categoryId, string? standard, CategoryTerms terms, CancellationToken ct = default) => WithCategoriesAsync((db, all, me) =>
    {
        var changed = FindCategory(all, categoryId, standard);
        var key = NormalText.Key(terms.Name ?? "");
        if (all.Any(c => c != changed && c.NameKey == key))
        {
            throw new RuleException("Tickets.CategoryTaken", terms.Name) { Field = "name" };
        }

        if (changed is not null)
        {
            changed.Change(terms);
            return;
        }

        if (all.Count >= TicketCategory.Most)
        {
            throw new RuleException("Tickets.TooManyCategories", TicketCategory.Most) { Field = "name" };
        }

        db.Add(new TicketCategory(me.OrganizationId, terms));
    }, ct);

    /// <summary>
    /// Takes a category from the list, chosen as in <see cref="SaveCategoryAsync"/>; tickets keep its name. Refuses the last one with
    /// <c>Tickets.LastCategory</c>.
    /// </summary>
    public Task RemoveCategoryAsync(long? categoryId, string? standard, CancellationToken ct = default) => WithCategoriesAsync((db, all, _) =>
    {
        var gone = FindCategory(all, categoryId, standard) ?? throw new NotFoundException("category", standard ?? "");
        if (all.Count == 1)
        {
            throw new RuleException("Tickets.LastCategory");
        }

        db.Remove(gone);
    }, ct);

    /// <summary>
    /// Adds a quick reply or changes the one with that id; refuses at once with <c>Tickets.ReplyTaken</c>, <c>Tickets.TooManyReplies</c> and like
    /// <see cref="QuickReply"/>.
    /// </summary>
    public Task SaveReplyAsync(long? replyId, string? title, string? text, CancellationToken ct = default) => ChangeAsync(async (db, me) =>
    {
        var all = await db.QuickReplies.Where(r => r.OrganizationId == me.OrganizationId).ToListAsync(ct);
        var changed = replyId is null ? null : all.Find(r => r.Id == replyId) ?? throw new NotFoundException("reply", replyId);
        var key = NormalText.Key(title ?? "");
        var refusals = new Refusals();
        if (all.Any(r => r != changed && r.TitleKey == key))
        {
            refusals.Add(new RuleException("Tickets.ReplyTaken", title) { Field = "title" });
        }
        else if (changed is null && all.Count >= QuickReply.Most)
        {
            refusals.Add(new RuleException("Tickets.TooManyReplies", QuickReply.Most) { Field = "title" });
        }

        refusals.Try(() =>
        {
            if (changed is null)
            {
                db.Add(new QuickReply(me.OrganizationId, title, text));
            }
            else
            {
                changed.Change(title, text);
            }
        });
        refusals.Demand();
    }, ct);

    /// <summary>Deletes a quick reply; what was written with it stays.</summary>
    public Task RemoveReplyAsync(long replyId, CancellationToken ct = default) => ChangeAsync(async (db, me) =>
        db.Remove(await db.QuickReplies.FirstOrDefaultAsync(r => r.Id == replyId && r.OrganizationId == me.OrganizationId, ct)
            ?? throw new NotFoundException("reply", replyId)), ct);

    private static TicketCategory? FindCategory(List<TicketCategory> all, long? id, string? standard) => (id, standard) switch
    {
        ({ } known, _) => all.Find(c => c.Id == known) ?? throw new NotFoundException("category", known),
        (null, { Length: > 0 } name) => all.Find(c => c.Name == name) ?? throw new NotFoundException("category", name),
        _ => null,
    };

    private Task WithCategoriesAsync(Action<KBossDbContext, List<TicketCategory>, Actor> act, CancellationToken ct) => ChangeAsync(async (db, me) =>
    {
        var all = await db.TicketCategories.Where(c => c.OrganizationId == me.OrganizationId).OrderBy(c => c.Id).ToListAsync(ct);
        if (all.Count == 0)
        {
            // Two who make the list at once meet at the unique names: the second one finds the list of the first.
            all.AddRange(TicketCategory.Defaults.Select(terms => new TicketCategory(me.OrganizationId, terms)));
            db.AddRange(all);
        }

        act(db, all, me);
    }, ct);

    private async Task ChangeAsync(Func<KBossDbContext, Actor, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.TicketsConfigure, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            await act(db, me);
            db.AfterCommit(new TicketTextsChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}

/// <summary>The categories of an organization: its own list, or the defaults while it has made none.</summary>
internal static class TicketCategories
{
    /// <summary>All of them, in the order in which they were made.</summary>
    public static async Task<IReadOnlyList<(long? Id, CategoryTerms Terms)>> OfAsync(KBossDbContext db, long sellerId, CancellationToken ct)
    {
        var own = await db.TicketCategories.AsNoTracking().Where(c => c.OrganizationId == sellerId).OrderBy(c => c.Id).ToListAsync(ct);
        return own.Count > 0
            ? [.. own.Select(c => ((long?)c.Id, new CategoryTerms(c.Name, c.IsComplaint, c.ForwardTo)))]
            : [.. TicketCategory.Defaults.Select(c => ((long?)null, c))];
    }

    /// <summary>The one of that name; null for none, and any other is refused with <c>Tickets.CategoryUnknown</c>.</summary>
    public static async Task<CategoryTerms?> FindAsync(KBossDbContext db, long sellerId, string? name, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var key = NormalText.Key(name);
        var (_, found) = (await OfAsync(db, sellerId, ct)).FirstOrDefault(c => NormalText.Key(c.Terms.Name!) == key);
        return found ?? throw new RuleException("Tickets.CategoryUnknown", name) { Field = "category" };
    }
}
