using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Lists;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Words;

/// <summary>
/// Keeps the types and regions of a distributor's own products. With the first change the defaults become its own list. A word that is no longer there is
/// <c>Catalog.WordGone</c>.
/// </summary>
public sealed class ProductWordService(KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<IProductTypeUse> uses)
{
    /// <summary>
    /// Adds a word at the end of a list and returns its name as it is kept. Refuses with <c>Catalog.WordTaken</c>, <c>Catalog.TooManyWords</c> and like
    /// <see cref="ProductWord"/>.
    /// </summary>
    public async Task<string> AddAsync(WordList list, WordTerms terms, CancellationToken ct = default)
    {
        var name = "";
        await ChangeAsync(list, (db, all, me) =>
        {
            name = Add(db, all, me, list, terms).Name;
            return Task.CompletedTask;
        }, ct);
        return name;
    }

    /// <summary>
    /// Adds what a workbook needs to a list, in the order given; what stands there by now is left as it is. Refuses like <see cref="AddAsync"/>.
    /// </summary>
    public Task AddMissingAsync(WordList list, IReadOnlyList<string> names, CancellationToken ct = default) => ChangeAsync(list, (db, all, me) =>
    {
        foreach (var name in names.DistinctBy(NormalText.Key).Where(name => all.TrueForAll(w => w.NameKey != NormalText.Key(name))))
        {
            Add(db, all, me, list, new WordTerms(name));
        }

        return Task.CompletedTask;
    }, ct);

    /// <summary>
    /// Takes over another name, kind or place in the shop, or retires the word; all products that have it have the new name with it, and views of lists that
    /// look for it follow. Refuses with
    /// <c>Common.ChangedMeanwhile</c> when it is not any more what was shown, with <c>Catalog.WordTaken</c> and like <see cref="ProductWord"/>.
    /// </summary>
    public Task ChangeAsync(WordList list, WordTerms shown, WordTerms terms, CancellationToken ct = default) => ChangeAsync(list, async (db, all, me) =>
    {
        var word = Find(all, shown.Name);
        if (ProductWords.Terms(word) != shown)
        {
            throw new RuleException("Common.ChangedMeanwhile");
        }

        RefuseTaken(all, word, terms.Name);
        word.Change(terms);
        // Before the products: whoever writes one with this word at the moment is met at the word.
        await db.SaveChangesAsync(ct);
        if (word.Name != shown.Name || word.Kind != shown.Kind)
        {
            await ProductWords.RenameAsync(db, me.OrganizationId, list, shown.Name!, ProductWords.Terms(word), ct);
        }

        if (word.Name != shown.Name)
        {
            await ListViewService.FollowAsync(db, me.OrganizationId, list == WordList.Types ? "type" : "region", shown.Name!, word.Name, ct);
        }

        if (list == WordList.Types && word.Name != shown.Name)
        {
            foreach (var use in uses)
            {
                await use.RenamedAsync(db, me.OrganizationId, shown.Name!, word.Name, me.By, ct);
            }
        }
    }, ct);

    /// <summary>Puts a word before the one above it, or behind the one below it; at the end of the list it stays.</summary>
    public Task MoveAsync(WordList list, string name, bool up, CancellationToken ct = default) => ChangeAsync(list, (_, all, _) =>
    {
        var at = all.IndexOf(Find(all, name));
        var to = Math.Clamp(up ? at - 1 : at + 1, 0, all.Count - 1);
        (all[at], all[to]) = (all[to], all[at]);
        for (var i = 0; i < all.Count; i++)
        {
            all[i].Place(i + 1);
        }

        return Task.CompletedTask;
    }, ct);

    /// <summary>
    /// Takes a word from the list; refused with <c>Catalog.WordUsed</c> while products have it, and with <c>Catalog.LastWord</c> for the only one.
    /// </summary>
    public Task RemoveAsync(WordList list, string name, CancellationToken ct = default) => ChangeAsync(list, async (db, all, me) =>
    {
        var word = Find(all, name);
        var products = db.Products.Where(p => p.OrganizationId == me.OrganizationId && p.DeletedAt == null);
        var used = await (list == WordList.Types ? products.CountAsync(p => p.Type == word.Name, ct) : products.CountAsync(p => p.Region == word.Name, ct));
        if (used > 0)
        {
            throw new RuleException("Catalog.WordUsed", word.Name, used);
        }

        if (all.Count == 1)
        {
            throw new RuleException("Catalog.LastWord", word.Name);
        }

        // One that was made in this transaction is not yet there to be removed.
        if (word.Id == 0)
        {
            await db.SaveChangesAsync(ct);
        }

        db.Remove(word);
    }, ct);

    private static ProductWord Add(KBossDbContext db, List<ProductWord> all, Actor me, WordList list, WordTerms terms)
    {
        RefuseTaken(all, null, terms.Name);
        if (all.Count >= ProductWord.Most)
        {
            throw new RuleException("Catalog.TooManyWords", ProductWord.Most) { Field = "name" };
        }

        var word = new ProductWord(me.OrganizationId, list, all.Count == 0 ? 1 : all.Max(w => w.Position) + 1, terms);
        all.Add(word);
        db.Add(word);
        db.Audit(me.OrganizationId, nameof(EntityState.Added), word.AuditSubject);
        return word;
    }

    private static ProductWord Find(List<ProductWord> all, string? name)
    {
        var key = NormalText.Key(name ?? "");
        return all.Find(w => w.NameKey == key) ?? throw new RuleException("Catalog.WordGone", name);
    }

    private static void RefuseTaken(List<ProductWord> all, ProductWord? word, string? name)
    {
        var key = NormalText.Key(name ?? "");
        if (all.Find(w => w != word && w.NameKey == key) is { } taken)
        {
            throw new RuleException("Catalog.WordTaken", taken.Name) { Field = "name" };
        }
    }

    private async Task ChangeAsync(WordList list, Func<KBossDbContext, List<ProductWord>, Actor, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.CatalogManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            await act(db, await ProductWords.MakeAsync(db, me.OrganizationId, list, ct), me);
            db.AfterCommit(new ProductWordsChanged(me.OrganizationId));
            db.AfterCommit(new StorefrontChanged());
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
