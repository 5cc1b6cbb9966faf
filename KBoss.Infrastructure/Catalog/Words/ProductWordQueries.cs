using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Words;

/// <summary>A word of a list, how many products have it, and at which suppliers they are.</summary>
public sealed record WordRow(WordTerms Terms, int Products, IReadOnlyList<WordUse> Suppliers);

/// <summary>How many products of a supplier have a word.</summary>
public sealed record WordUse(long SupplierId, string Supplier, int Products);

/// <summary>A word that a workbook has and a list has not, in how many rows, and what may have been meant.</summary>
public sealed record MissingWord(WordList List, string Name, int Rows, string? Near);

/// <summary>Reads the types and regions of a distributor's own products.</summary>
public sealed class ProductWordQueries(KBossDbContextFactory contexts, ICurrentActor current, ImportKind<ProductRow> imports, TimeProvider time)
{
    /// <summary>So many bad rows of a workbook are looked through for words that are missing.</summary>
    private const int MostRows = 5000;

    /// <summary>A list in its order, with the products behind each word.</summary>
    public async Task<IReadOnlyList<WordRow>> ListAsync(WordList list, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogManage, ct);
        await using var db = contexts.Open(me);
        var known = (await ProductWords.OfAsync(db, me.OrganizationId, ct)).Of(list);
        var products = db.Products.Where(p => p.OrganizationId == me.OrganizationId && p.DeletedAt == null);
        var uses = await (list == WordList.Types
                ? products.GroupBy(p => new { Word = p.Type, p.SupplierId, p.SupplierName })
                : products.GroupBy(p => new { Word = p.Region, p.SupplierId, p.SupplierName }))
            .Select(g => new { g.Key.Word, g.Key.SupplierId, g.Key.SupplierName, Products = g.Count() })
            .ToListAsync(ct);
        var byWord = uses.ToLookup(u => NormalText.Key(u.Word));
        return
        [
            .. known.All.Select(w => (w, byWord[NormalText.Key(w.Name!)].ToList())).Select(w => new WordRow(
                w.w, w.Item2.Sum(u => u.Products),
                [.. w.Item2.OrderByDescending(u => u.Products).ThenBy(u => u.SupplierId).Select(u => new WordUse(u.SupplierId, u.SupplierName, u.Products))])),
        ];
    }

    /// <summary>The types and regions that are offered for a product, in their order; each type with what it is.</summary>
    public async Task<(IReadOnlyList<WordTerms> Types, IReadOnlyList<string> Regions)> OfferedAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogManage, ct);
        await using var db = contexts.Open(me);
        var (types, regions) = await ProductWords.OfAsync(db, me.OrganizationId, ct);
        return ([.. types.All.Where(w => !w.Retired)], regions.Offered);
    }

    /// <summary>
    /// What the rows of an upload that is previewed have and the lists have not, the most frequent first; <see cref="NotFoundException"/> if the upload is
    /// not the actor's.
    /// </summary>
    public async Task<IReadOnlyList<MissingWord>> MissingAsync(long importId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        await imports.FindAsync(db, me, importId, time.UtcNow(), ct);
        var texts = await db.Set<StagedRow>().AsNoTracking()
            .Where(r => r.ImportId == importId && r.Kind == ImportRowKind.Error)
            .OrderBy(r => r.Number).Take(MostRows).Select(r => r.Value).ToListAsync(ct);
        var values = ImportStaging<ProductRow>.ValuesOf(imports);
        var rows = texts.Select(values.Read<ProductRow>).ToList();
        var (missing, lists) = (new List<MissingWord>(), await ProductWords.OfAsync(db, me.OrganizationId, ct));
        foreach (var (list, of) in new (WordList, Func<ProductRow, string>)[] { (WordList.Types, r => r.Type), (WordList.Regions, r => r.Region) })
        {
            var known = lists.Of(list);
            missing.AddRange(rows.Select(of).Where(text => text.Length > 0 && known.Find(text) is null).GroupBy(NormalText.Key)
                .Select(g => new MissingWord(list, g.First(), g.Count(), NearWord.Of(g.First(), known.Offered)))
                .OrderByDescending(w => w.Rows));
        }

        return missing;
    }
}
