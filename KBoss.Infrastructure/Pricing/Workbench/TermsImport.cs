using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>What an import of terms did; <see cref="RequestNo"/> where consent was asked for, and nothing is different until it is given.</summary>
public sealed record TermsImportResult(int Added, int Changed, int Unchanged, int Rejected, string? RequestNo) : ImportResult(Added, Changed, Unchanged, Rejected);

/// <summary>
/// A workbook of the terms of one scope, matched by supplier and Sku code. What it refuses, a change on the page would refuse as well; a row that was not
/// changed does nothing [R-CAT-2]. The subject is the holder of the terms. The commit carries out what was shown, as on the page, and a file as it was sent may
/// hold costs: it is for whoever has sent it and for those who may see them.
/// </summary>
public abstract class TermsImport<TRow>(TermsScopeKind scopeKind, TermsFinder finder) : ImportKind<TRow>
    where TRow : TermsSheetRow, new()
{
    public override string Name => $"Terms{scopeKind}";

    public override string Permission => finder.ScopeOf(scopeKind).EditPermission;

    public override string SensitivePermission => Permissions.CostsView;

    public override bool SenderMayDownload => true;

    public override bool HoldsToPreview => true;

    public override WorkbookLimits Limits => TermsWorkbook.Limits;

    public override IReadOnlyDictionary<string, string> Asked => TermsAsks.All;

    /// <summary>Terms of a distributor below are its rows, once the actor has found it by its own scope.</summary>
    public override async Task<T> CommitAsync<T>(
        KBossDbContextFactory contexts, Actor me, long subjectId, Func<KBossDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var own = contexts.Open(me);
        return await finder.InTransactionAsync(await LookAsync(own, me, subjectId, ct), work, ct);
    }

    public override async Task<ImportForm<TRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct)
    {
        var scope = finder.ScopeOf(scopeKind);
        var key = await scope.KeyOfAsync(db, me, subjectId, ct);
        var holder = await scope.FindAsync(db, me, key, ct);
        return new ImportForm<TRow>("terms", TermsWorkbook.Schema<TRow>(holder.HasValidity, costs: true)) { SubjectKey = key };
    }

    public override ImportRow<TRow> ShownTo(Actor me, ImportRow<TRow> row)
    {
        if (me.Has(Permissions.CostsView))
        {
            return row;
        }

        // The row is read for this one look.
        (row.Value.Cost, row.Value.Margin) = (null, null);
        return row with { Errors = [.. row.Errors.Select(WithoutCost)] };
    }

    public override RuleException Outdated(TRow row) => new("Pricing.TermsChanged", row.SkuCode);

    public override async Task<ImportPlan<TRow>> PlanAsync(KBossDbContext db, ImportUpload<TRow> upload, bool toCarryOut, CancellationToken ct)
    {
        var looker = await LookAsync(db, upload.Me, upload.SubjectId, ct);
        if (!toCarryOut && looker.Holder.Others.Count > 0)
        {
            await using var wider = finder.Open(looker);
            return await PlanAsync(wider, looker, upload, toCarryOut, ct);
        }

        return await PlanAsync(db, looker, upload, toCarryOut, ct);
    }

    private async Task<ImportPlan<TRow>> PlanAsync(
        KBossDbContext db, TermsFinder.Looker looker, ImportUpload<TRow> upload, bool toCarryOut, CancellationToken ct)
    {
        // Whoever changes a cost meanwhile is met on the agreement, which is therefore read first.
        IReadOnlyList<SupplyAgreement> agreements = toCarryOut ? await TermsWorkbenchService.AgreementsAsync(db, looker, ct) : [];
        var basis = await finder.BasisAsync(db, looker, upload.Now, ct);
        var key = await looker.Scope.KeyOfAsync(db, looker.Me, upload.SubjectId, ct);
        var plan = new TermsPlan<TRow>(upload, looker, key, agreements, await OffersAsync(db, looker, upload, ct));
        await plan.CompareAsync(db, basis, ct);
        return plan;
    }

    private async Task<TermsFinder.Looker> LookAsync(KBossDbContext db, Actor me, long holderId, CancellationToken ct)
    {
        var scope = finder.ScopeOf(scopeKind);
        return new TermsFinder.Looker(me, scope, await scope.FindAsync(db, me, await scope.KeyOfAsync(db, me, holderId, ct), ct));
    }

    /// <summary>An error that was found for somebody who may see costs, for somebody who may not.</summary>
    private static CellError WithoutCost(CellError error) => error switch
    {
        { Code: "Distribution.BelowCost", Args: [var sku, _, var price] } => error with { Code = "Pricing.OwnBelowCost", Args = [sku, price] },
        { Code: "Promotions.BelowCost", Args: [var sku, _, var price] } => error with { Code = "Promotions.BelowOurCost", Args = [sku, price] },
        { Column: "Cost" or "Margin" } => error with { Args = [.. error.Args.Select(_ => "***")] },
        _ => error,
    };

    /// <summary>The ids of the offers that the rows name, by the keys of supplier and code.</summary>
    private static async Task<IReadOnlyDictionary<(string Supplier, string Code), long>> OffersAsync(
        KBossDbContext db, TermsFinder.Looker looker, ImportUpload<TRow> upload, CancellationToken ct)
    {
        var found = new Dictionary<(string Supplier, string Code), long>();
        foreach (var chunk in upload.File.Rows.Select(r => NormalText.Key(r.Value.SkuCode)).Where(k => k.Length > 0).Distinct().Chunk(1_000))
        {
            var offers = await db.Offers
                .Where(o => o.OrganizationId == looker.Me.OrganizationId && o.Sku.Product.DeletedAt == null && EF.Parameter(chunk).Contains(o.Sku.CodeKey))
                .Select(o => new { o.Id, o.Sku.CodeKey, o.Sku.Product.SupplierName }).ToListAsync(ct);
            foreach (var offer in offers)
            {
                found[(NormalText.Key(offer.SupplierName), offer.CodeKey)] = offer.Id;
            }
        }

        return found;
    }
}

/// <summary>One row of a workbook of public terms.</summary>
public sealed record PublicTermsRow : TermsSheetRow;

/// <summary>A workbook of the terms for everybody.</summary>
public sealed class PublicTermsImport(TermsFinder finder) : TermsImport<PublicTermsRow>(TermsScopeKind.Public, finder);

/// <summary>What importing a workbook of terms would do.</summary>
internal sealed class TermsPlan<TRow>(
    ImportUpload<TRow> upload, TermsFinder.Looker looker, string key, IReadOnlyList<SupplyAgreement> agreements,
    IReadOnlyDictionary<(string Supplier, string Code), long> offers) : ImportPlan<TRow>
    where TRow : TermsSheetRow, new()
{
    private IReadOnlyList<ImportRow<TRow>> rows = [];
    private List<TermsTrial> trials = [];

    public override IReadOnlyList<ImportRow<TRow>> Rows => rows;

    public override async Task<ImportResult> CarryOutAsync(KBossDbContext db, CancellationToken ct)
    {
        var applied = await TermsWorkbenchService.WriteAsync(db, looker, agreements, trials, ct);
        var counts = Counts;
        return new TermsImportResult(counts.Added, counts.Changed, counts.Unchanged, counts.Rejected, applied.Asked.RequestNo);
    }

    /// <summary>Compares the rows with what stands: those that differ are tried as a change on the page is.</summary>
    public async Task CompareAsync(KBossDbContext db, SupplyBasis basis, CancellationToken ct)
    {
        var named = upload.File.Rows.Select(row => (Row: row, OfferId: OfferOf(row.Value))).ToList();
        var twice = named.Where(n => n.OfferId is not null).GroupBy(n => n.OfferId!.Value).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        var known = named.Where(n => n.OfferId is { } id && !twice.Contains(id) && n.Row.IsValid).Select(n => n.OfferId!.Value).ToList();
        var sights = (await TermsTrial.LookAsync(db, looker, basis, known, ct)).ToDictionary(s => s.OfferId);
        var wishes = new List<TermsWish>();
        foreach (var (row, offerId) in named)
        {
            if (offerId is { } id && sights.TryGetValue(id, out var sight) && WishOf(row.Value, sight) is { } change)
            {
                wishes.Add(new TermsWish(new SelectedOffer(id), change));
            }
        }

        trials = wishes.Count == 0 ? [] : [.. await TermsTrial.TryAsync(db, looker, basis, wishes, ct)];
        var tried = trials.ToDictionary(t => t.Sight.OfferId);
        rows = [.. named.Select(n => Of(n.Row, n.OfferId, twice, n.OfferId is { } id ? sights.GetValueOrDefault(id) : null, tried))];
        trials.RemoveAll(t => t.Refusal is not null);
    }

    private long? OfferOf(TRow row) =>
        offers.TryGetValue((NormalText.Key(row.Supplier), NormalText.Key(row.SkuCode)), out var id) ? id : null;

    private ImportRow<TRow> Of(
        WorkbookRow<TRow> row, long? offerId, HashSet<long> twice, TermsSight? sight, Dictionary<long, TermsTrial> tried)
    {
        var value = row.Value;
        var errors = row.Errors.ToList();
        if (errors.Count == 0 && !TermsWorkbook.IsOf(value.TermsOf, key))
        {
            errors.Add(new CellError(row.Number, "TermsOf", "Pricing.TermsOfAnother", [value.TermsOf]));
        }
        else if (errors.Count == 0 && offerId is null)
        {
            errors.Add(new CellError(row.Number, "SkuCode", "Pricing.OfferUnknown", [value.SkuCode, value.Supplier]));
        }
        else if (errors.Count == 0 && twice.Contains(offerId!.Value))
        {
            errors.Add(new CellError(row.Number, "SkuCode", "Pricing.RowTwice", [value.SkuCode]));
        }
        else if (errors.Count == 0 && sight is not null && TermsOf(value, sight.Standing) is ({ }, { }))
        {
            errors.Add(new CellError(row.Number, "Discount", "Pricing.DiscountAndPrice", []));
        }

        var trial = sight is null ? null : tried.GetValueOrDefault(sight.OfferId);
        if (errors.Count == 0 && trial?.Refusal is { } refusal)
        {
            errors.Add(new CellError(row.Number, ColumnOf(refusal, value), refusal.Code, [.. refusal.Args]));
        }

        var (stood, stands) = (value.Stands, sight?.Standing.Text() ?? "");
        value.Stands = stands;
        var column = value.Price is null ? "Discount" : "Price";
        var result = ImportRow.Of(row.Number, value, isKnown: true, errors.Count > 0 || trial is not { Writes: true } ? [] : Changes(value, sight!), errors);
        var notes = new List<CellError>();
        if (stood.Length > 0 && stands.Length > 0 && stood != stands)
        {
            // Who has looked at the file before is told what somebody else has changed since.
            notes.Add(new CellError(row.Number, column, "Pricing.TermsChanged", [value.SkuCode]));
        }

        if (result.Kind == ImportRowKind.Changed && trial?.Write is { } write && TermsAsks.Of(write) is { } ask)
        {
            notes.Add(new CellError(row.Number, sight!.Standing.Terms.Price is null && write.Terms.Price is null ? "Discount" : "Price", ask.Code, ask.Args));
        }

        return result with { Notes = notes };
    }

    /// <summary>The change that a row asks for; null where it says what stands, or its file has no column to say more.</summary>
    private TermsChange? WishOf(TRow row, TermsSight sight)
    {
        var standing = sight.Standing;
        var (discount, price) = TermsOf(row, standing);
        var (from, to) = (TermsWorkbook.FromText(standing.ValidFrom), TermsWorkbook.ToText(standing.ValidTo));
        var (newFrom, newTo) = (Says("ValidFrom") ? row.ValidFrom : from, Says("ValidTo") ? row.ValidTo : to);
        if ((discount, price) == (standing.Terms.Discount, standing.Terms.Price)
            && (standing.Terms.IsNone || !looker.Holder.HasValidity || (newFrom, newTo) == (from, to)))
        {
            return null;
        }

        var (begins, ends) = (newFrom == from ? null : TermsWorkbook.FromOf(newFrom), TermsWorkbook.ToOf(newTo));
        return discount is { } share ? new TermsChange(TermsKind.Discount, share, ValidFrom: begins, ValidTo: ends)
            : price is { } yuan ? new TermsChange(TermsKind.Price, yuan, ValidFrom: begins, ValidTo: ends)
            : new TermsChange(TermsKind.Clear);
    }

    private (decimal? Discount, decimal? Price) TermsOf(TRow row, StandingTerms standing) =>
        (Says("Discount") ? row.Discount : standing.Terms.Discount, Says("Price") ? row.Price : standing.Terms.Price);

    private bool Says(string column) =>
        !upload.File.Warnings.Any(w => w.Code == WorkbookErrors.OptionalColumnMissing && w.Column == column);

    private static string ColumnOf(RuleException refusal, TRow row) => refusal.Field switch
    {
        "valid-from" => "ValidFrom",
        "valid-to" => "ValidTo",
        _ => row.Price is null ? "Discount" : "Price",
    };

    private static List<FieldChange> Changes(TRow row, TermsSight sight)
    {
        var changes = new List<FieldChange>();
        Add("Discount", sight.Standing.Terms.Discount, row.Discount);
        Add("Price", sight.Standing.Terms.Price, row.Price);
        if (!sight.Standing.Terms.IsNone || row.Discount is not null || row.Price is not null)
        {
            Add("ValidFrom", TermsWorkbook.FromText(sight.Standing.ValidFrom), row.ValidFrom);
            Add("ValidTo", TermsWorkbook.ToText(sight.Standing.ValidTo), row.ValidTo);
        }

        return changes;

        void Add(string column, object? before, object? after)
        {
            if (!Equals(before, after))
            {
                changes.Add(new FieldChange(column, before, after));
            }
        }
    }
}
