using System.Security.Cryptography;
using System.Text;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Words;

/// <summary>What goes with the name of a product type elsewhere; it takes part in the caller's transaction and never saves.</summary>
public interface IProductTypeUse
{
    /// <summary>The type of an owner's products has another name.</summary>
    Task RenamedAsync(KBossDbContext db, long ownerId, string from, string to, By by, CancellationToken ct = default);
}

/// <summary>The types or regions of a distributor were changed.</summary>
public sealed record ProductWordsChanged(long OrganizationId);

/// <summary>The words of one list as they stood when they were read, in their order.</summary>
internal sealed class KnownWords(WordList list, IReadOnlyList<WordTerms> words)
{
    private readonly Dictionary<string, WordTerms> byKey = words.GroupBy(w => NormalText.Key(w.Name!)).ToDictionary(same => same.Key, same => same.First());

    public IReadOnlyList<WordTerms> All { get; } = words;

    /// <summary>Those that are offered, by name.</summary>
    public IReadOnlyList<string> Offered { get; } = [.. words.Where(w => !w.Retired).Select(w => w.Name!)];

    /// <summary>The word that a text means, however it is spelled.</summary>
    public WordTerms? Find(string text) => byKey.GetValueOrDefault(NormalText.Key(text));

    /// <summary>
    /// Why a text may not be chosen for a product; null where it may. What the product has already stays. <c>Catalog.TypeUnknown</c>,
    /// <c>Catalog.TypeNear</c>, <c>Catalog.TypeRetired</c>, and the same of a region.
    /// </summary>
    public RuleException? Refusal(string text, string? before)
    {
        var kind = list == WordList.Types ? "Type" : "Region";
        var field = list == WordList.Types ? "type" : "region";
        return Find(text) switch
        {
            { Retired: false } => null,
            { Name: { } name } => before is not null && NormalText.Key(before) == NormalText.Key(name)
                ? null
                : new RuleException($"Catalog.{kind}Retired", name) { Field = field },
            _ => NearWord.Of(text, Offered) is { } near
                ? new RuleException($"Catalog.{kind}Near", text, near) { Field = field }
                : new RuleException($"Catalog.{kind}Unknown", text) { Field = field },
        };
    }
}

/// <summary>Both lists of a distributor.</summary>
internal sealed record KnownLists(KnownWords Types, KnownWords Regions)
{
    public KnownWords Of(WordList list) => list == WordList.Types ? Types : Regions;
}

/// <summary>
/// The types and regions of a distributor's products: its own lists, or the defaults and what its products have while it has made none. Whoever writes a
/// product makes the lists its own by it and touches the two words, so that it meets whoever renames, retires or removes one.
/// </summary>
internal static class ProductWords
{
    /// <summary>Both lists, in one query where they are made.</summary>
    public static async Task<KnownLists> OfAsync(KBossDbContext db, long ownerId, CancellationToken ct)
    {
        var own = (await Own(db, ownerId).AsNoTracking().ToListAsync(ct)).ToLookup(w => w.List, Terms);
        return new KnownLists(await KnownAsync(WordList.Types), await KnownAsync(WordList.Regions));

        async Task<KnownWords> KnownAsync(WordList list) => new(
            list, own[list].Any() ? [.. own[list]] : [.. (await FirstAsync(db, ownerId, list, ct)).Select(w => w.Terms)]);
    }

    /// <summary>The rows of a list in their order, made where there are none; the caller saves.</summary>
    public static async Task<List<ProductWord>> MakeAsync(KBossDbContext db, long ownerId, WordList list, CancellationToken ct) =>
        await MakeAsync(db, ownerId, list, await Own(db, ownerId).Where(w => w.List == list).ToListAsync(ct), ct);

    private static async Task<List<ProductWord>> MakeAsync(KBossDbContext db, long ownerId, WordList list, List<ProductWord> own, CancellationToken ct)
    {
        if (own.Count == 0)
        {
            // Two who make the list at once meet at the unique names: the second one finds the list of the first.
            var first = await FirstAsync(db, ownerId, list, ct);
            own.AddRange(first.Select((word, at) => new ProductWord(ownerId, list, at + 1, word.Terms)));
            db.AddRange(own);
            db.AfterCommit(new ProductWordsChanged(ownerId));
            var others = first.SelectMany(w => w.Spelled.Where(s => s != w.Terms.Name), (w, other) => (other, w.Terms)).ToList();
            if (others.Count > 0)
            {
                await db.SaveChangesAsync(ct);
                foreach (var (other, terms) in others)
                {
                    await RenameAsync(db, ownerId, list, other, terms, ct);
                }
            }
        }

        return own;
    }

    /// <summary>
    /// The facts of a product as its owner spells them, and what its type is; refuses type and region at once like <see cref="KnownWords.Refusal"/>.
    /// The caller saves.
    /// </summary>
    /// <param name="before">What the product has already, which it keeps though it is retired.</param>
    public static async Task<(ProductFacts Facts, ProductKind Kind)> ChosenAsync(
        KBossDbContext db, long ownerId, ProductFacts facts, ProductFacts? before, CancellationToken ct)
    {
        var refusals = new Refusals();
        var type = await refusals.TryAsync(() => ChosenAsync(db, ownerId, WordList.Types, facts.Type, before?.Type, ct));
        var region = await refusals.TryAsync(() => ChosenAsync(db, ownerId, WordList.Regions, facts.Region, before?.Region, ct));
        refusals.Demand();
        return (facts with { Type = type!.Name, Region = region!.Name }, type.Kind);
    }

    /// <summary>Whether all of these words are still in the lists; whoever changes one from now on is met. The caller saves.</summary>
    public static async Task<bool> MeetAsync(
        KBossDbContext db, long ownerId, IReadOnlySet<string> types, IReadOnlySet<string> regions, CancellationToken ct)
    {
        var own = await Own(db, ownerId).ToListAsync(ct);
        return await MetAsync(WordList.Types, types) && await MetAsync(WordList.Regions, regions);

        async Task<bool> MetAsync(WordList list, IReadOnlySet<string> names)
        {
            var met = (await MakeAsync(db, ownerId, list, [.. own.Where(w => w.List == list)], ct)).Where(w => names.Contains(w.Name)).ToList();
            met.ForEach(word => Touch(db, word));
            return met.Count == names.Count;
        }
    }

    /// <summary>What all lists say of products, as a short text that is another one as soon as that has changed.</summary>
    public static async Task<string> StampAsync(KBossDbContext db, long ownerId, CancellationToken ct)
    {
        var (text, known) = (new StringBuilder(), await OfAsync(db, ownerId, ct));
        foreach (var words in new[] { known.Types, known.Regions })
        {
            text.AppendJoin('\n', words.All.Select(w => $"{w.Name}\t{w.Kind}\t{w.Retired}")).Append('\f');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())), 0, 8);
    }

    /// <summary>Gives the products that have a word another one, and what that is.</summary>
    public static Task<int> RenameAsync(KBossDbContext db, long ownerId, WordList list, string from, WordTerms to, CancellationToken ct)
    {
        db.AfterCommit(new StorefrontChanged());
        return list == WordList.Types
            ? db.Products.Where(p => p.OrganizationId == ownerId && p.Type == from).ExecuteUpdateAsync(
                set => set.SetProperty(p => p.Type, to.Name).SetProperty(p => p.Kind, to.Kind).SetProperty(p => p.Version, p => p.Version + 1), ct)
            : db.Products.Where(p => p.OrganizationId == ownerId && p.Region == from).ExecuteUpdateAsync(
                set => set.SetProperty(p => p.Region, to.Name).SetProperty(p => p.Version, p => p.Version + 1), ct);
    }

    public static WordTerms Terms(ProductWord word) => new(word.Name, word.Kind, word.OnHome, word.Retired);

    private static async Task<ProductWord?> ChosenAsync(KBossDbContext db, long ownerId, WordList list, string text, string? before, CancellationToken ct)
    {
        var typed = Require.Text(text, list == WordList.Types ? "type" : "region", ProductWord.MaxName);
        var own = await MakeAsync(db, ownerId, list, ct);
        if (new KnownWords(list, [.. own.Select(Terms)]).Refusal(typed, before) is { } refusal)
        {
            throw refusal;
        }

        var key = NormalText.Key(typed);
        var word = own.Single(w => w.NameKey == key);
        Touch(db, word);
        return word;
    }

    private static void Touch(KBossDbContext db, ProductWord word)
    {
        if (word.Id > 0)
        {
            db.Touch(word);
        }
    }

    private static IQueryable<ProductWord> Own(KBossDbContext db, long ownerId) =>
        db.ProductWords.Where(w => w.OrganizationId == ownerId).OrderBy(w => w.Position).ThenBy(w => w.Id);

    /// <summary>The defaults and what the products have, with the ways in which those spell it.</summary>
    private static async Task<IReadOnlyList<(WordTerms Terms, IReadOnlyList<string> Spelled)>> FirstAsync(
        KBossDbContext db, long ownerId, WordList list, CancellationToken ct)
    {
        var products = db.Products.Where(p => p.OrganizationId == ownerId);
        var used = await (list == WordList.Types ? products.Select(p => p.Type) : products.Select(p => p.Region)).Distinct().ToListAsync(ct);
        var spelled = used.ToLookup(NormalText.Key);
        var defaults = ProductWord.Defaults(list);
        var keys = defaults.Select(w => NormalText.Key(w.Name!)).ToHashSet();
        return
        [
            .. defaults.Select(w => (w, (IReadOnlyList<string>)[.. spelled[NormalText.Key(w.Name!)]])),
            .. spelled.Where(s => !keys.Contains(s.Key)).OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => (new WordTerms(s.Min(StringComparer.Ordinal)), (IReadOnlyList<string>)[.. s])),
        ];
    }
}
