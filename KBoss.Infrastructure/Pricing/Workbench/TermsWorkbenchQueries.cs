using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>
/// An offer with the terms of a scope and why customers do not see it, if they do not; prices in yuan per unit, cost and margin for those who may see costs.
/// <see cref="FromUpstream"/> if it is bought from another distributor: supplier and product are not the distributor's own.
/// </summary>
/// <param name="Terms">The scope's terms that stand, what is paid by them, cost and margin.</param>
public sealed record TermsGridRow(
    long OfferId, string SkuCode, long ProductId, string ProductName, string Type, string Region, string Options, BillingUnit Unit,
    long SupplierId, string SupplierName, SalesMode Mode, decimal ListPrice, decimal? PublicPrice, StandingTerms Standing, TermsState Terms,
    IReadOnlyList<InvisibleReason> Reasons, bool FromUpstream)
{
    public bool Visible => Reasons.Count == 0;

    /// <summary>Whether what is paid is below the cost, for those who may see costs [R-PRC-4].</summary>
    public bool BelowCost => Terms.Margin < 0;

    /// <summary>Terms that no longer hold, because they are of a sales mode that is over [R-SUP-1]; none otherwise.</summary>
    public Terms Outdated => Standing.Outdated;
}

/// <summary>What a workbench can be filtered by, and whose terms it shows.</summary>
public sealed record TermsFilters(
    TermsHolder Holder, IReadOnlyList<SupplierName> Suppliers, IReadOnlyList<string> Types, IReadOnlyList<string> Regions, bool CanEdit);

/// <summary>Reads the distributor's offers with the terms of a scope, whether it buys from suppliers or from another distributor.</summary>
public sealed class TermsWorkbenchQueries(TermsFinder finder, KBossDbContextFactory contexts, TimeProvider time)
{
    /// <summary>How many lines an export holds at most: as many as a workbook may bring back.</summary>
    public const int MaxExport = TermsSelection.MaxOffers;

    /// <summary>
    /// A page of offers; filters <c>q</c> (product name or Sku code), <c>supplier</c> (id), <c>type</c>, <c>region</c>, <c>mode</c>, <c>set</c>
    /// (<c>yes</c>, <c>no</c>), <c>ends</c> (<c>soon</c>: within <see cref="TermsFinder.SoonDays"/> days and nothing follows), <c>visible</c> (<c>yes</c>,
    /// <c>no</c>), <c>why</c> (an <see cref="InvisibleReason"/>), <c>below</c> (<c>yes</c>: below the cost, for those who may see costs); sorts
    /// <c>product</c>, <c>sku</c>, <c>supplier</c>, <c>list</c>, <c>public</c>, <c>pays</c>, and <c>margin</c> for those who may see costs.
    /// </summary>
    public async Task<Page<TermsGridRow>> ListAsync(TermsScope scope, OfferGrid grid, PageRequest request, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: false, ct);
        await using var db = finder.Open(looker);
        var basis = await finder.BasisAsync(db, looker, time.UtcNow(), ct);
        var size = Math.Clamp(request.Size, 1, PageRequest.MaxSize);
        if (TermsFinder.NeedsPrices(looker, request) || ValueOf(looker, request) is not null)
        {
            var found = await ValuedAsync(db, looker, grid, request, basis, ct);
            var shown = found.Skip((int)Math.Min((Math.Max(request.Page, 1) - 1L) * size, int.MaxValue)).Take(size);
            return new Page<TermsGridRow>([.. shown.Select(s => Row(s, looker.Me))], found.Count);
        }

        var page = await Sorted(db, looker, grid, request, basis).Read(db).ToPageAsync(request, ct);
        return new Page<TermsGridRow>([.. (await TermsFinder.SeeAsync(db, looker, basis, page.Rows, ct)).Select(s => Row(s, looker.Me))], page.Total);
    }

    /// <summary>
    /// What the filters of <see cref="ListAsync"/> find, as a workbook that may be changed and uploaded again; <see cref="MaxExport"/> lines at most. Cost and
    /// margin are in it for those who may see costs. The export is audited.
    /// </summary>
    public async Task<WorkbookExport> ExportAsync(TermsScope scope, OfferGrid grid, PageRequest request, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: false, ct);
        await using var db = finder.Open(looker);
        var basis = await finder.BasisAsync(db, looker, time.UtcNow(), ct);
        var found = await ValuedAsync(db, looker, grid, request, basis, ct);
        var rows = found.Take(MaxExport).Select(s => SheetRow(s, looker.Me, TermsWorkbook.Of(scope.Key, looker.Holder.Name))).ToList();
        var name = string.Join('-', ((string[])["terms", scope.Key, ChinaTime.FromUtc(basis.At).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)])
            .Where(part => part.Length > 0)) + ".xlsx";
        // The log knows a customer and a distributor by the id of the organization, as it does everywhere.
        var subject = scope.Kind is TermsScopeKind.Customer or TermsScopeKind.Distributor
            ? string.Create(CultureInfo.InvariantCulture, $"{scope.Kind} {looker.Holder.Id}")
            : $"{scope.Kind} {scope.Key}".Trim();
        await contexts.AuditAsync(looker.Me, "TermsExported", subject, AuditText.Exported(rows.Count, name), ct);
        return new WorkbookExport(
            name, WorkbookWriter.Export(TermsWorkbook.Schema<TermsSheetRow>(looker.Holder.HasValidity, looker.Me.Has(Permissions.CostsView)), rows));
    }

    /// <summary>
    /// Who set the public terms of these offers last, and when (UTC), by the id of the offer, for those who may see costs; what was never changed since it was
    /// made is not in it. One query of the audit log, whatever the number of offers.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, (string By, DateTime At)>> AuthorsAsync(IReadOnlyCollection<long> offerIds, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(TermsScope.Public, edits: false, ct);
        looker.Me.Demand(Permissions.CostsView);
        var subjects = offerIds.ToDictionary(id => string.Create(CultureInfo.InvariantCulture, $"Offer {id}"));
        var (names, organization) = (subjects.Keys.ToList(), looker.Me.OrganizationId);
        await using var db = contexts.Open(looker.Me);
        var newest = db.AuditEntries
            .Where(a => a.OrganizationId == organization && names.Contains(a.Subject) && a.Action == nameof(EntityState.Modified)
                && (a.After.Contains("\"Price\"") || a.After.Contains("\"Discount\"")))
            .GroupBy(a => a.Subject).Select(g => g.Max(a => a.Id));
        return (await db.AuditEntries.AsNoTracking().Where(a => newest.Contains(a.Id)).Select(a => new { a.Subject, a.Actor, a.At }).ToListAsync(ct))
            .ToDictionary(a => subjects[a.Subject], a => (a.Actor, a.At));
    }

    /// <summary>What the grid can be filtered by, and whose terms it shows.</summary>
    public async Task<TermsFilters> FiltersAsync(TermsScope scope, OfferGrid grid, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: false, ct);
        await using var db = finder.Open(looker);
        var basis = await finder.BasisAsync(db, looker, time.UtcNow(), ct);
        var sold = await TermsFinder.In(db, looker, grid, basis)
            .Select(o => new { o.Sku.SupplierId, o.Sku.Product.SupplierName, o.Sku.Product.Type, o.Sku.Product.Region })
            .Distinct().ToListAsync(ct);
        return new TermsFilters(
            looker.Holder, [.. sold.Select(s => new SupplierName(s.SupplierId, s.SupplierName)).Distinct().OrderBy(s => s.Name, StringComparer.Ordinal)],
            [.. sold.Select(s => s.Type).Distinct().Order()], [.. sold.Select(s => s.Region).Distinct().Order()], looker.Me.Has(looker.Scope.EditPermission));
    }

    /// <summary>The changes of one offer's terms, newest first.</summary>
    public async Task<IReadOnlyList<TermsHistoryRow>> HistoryAsync(TermsScope scope, long offerId, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: false, ct);
        await using var db = finder.Open(looker);
        await db.Offers.Where(o => o.OrganizationId == looker.Me.OrganizationId).DemandAsync("offer", offerId, ct);
        return await looker.Scope.HistoryAsync(db, looker.Me, looker.Holder, offerId, ct);
    }

    /// <summary>
    /// "Why can't customers see it?": every offer of the distributor whose Sku has the code, deleted products included, with every reason; empty when there
    /// is none.
    /// </summary>
    public async Task<IReadOnlyList<TermsGridRow>> WhyInvisibleAsync(string skuCode, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(TermsScope.Public, edits: false, ct);
        await using var db = finder.Open(looker);
        var code = NormalText.Key(skuCode);
        var basis = await finder.BasisAsync(db, looker, time.UtcNow(), ct);
        var offers = await db.Offers.AsNoTracking().Where(o => o.OrganizationId == looker.Me.OrganizationId && o.Sku.CodeKey == code).Read(db).ToListAsync(ct);
        return [.. (await TermsFinder.SeeAsync(db, looker, basis, offers, ct)).Select(s => Row(s, looker.Me))];
    }

    private static IQueryable<Offer> Sorted(KBossDbContext db, TermsFinder.Looker looker, OfferGrid grid, PageRequest request, SupplyBasis basis) =>
        TermsFinder.Filtered(db, looker, grid, request, basis)
            .Sorted(
                request, ("product", o => o.Sku.Product.Name), ("sku", o => o.Sku.Code), ("list", o => o.Sku.ListPrice),
                ("supplier", o => o.Sku.Product.SupplierName))
            .ThenBy(o => o.Sku.Code).ThenBy(o => o.Id);

    /// <summary>
    /// Every offer that the filters find, in its order, by what the domain alone knows: whether it is sold, what is paid, what is lost. There is one answer to
    /// each, and the database does not decide it.
    /// </summary>
    private static async Task<IReadOnlyList<TermsSight>> ValuedAsync(
        KBossDbContext db, TermsFinder.Looker looker, OfferGrid grid, PageRequest request, SupplyBasis basis, CancellationToken ct)
    {
        var readings = await Sorted(db, looker, grid, request, basis).Read(db).ToListAsync(ct);
        var kept = (await TermsFinder.SeeAsync(db, looker, basis, readings, ct)).Where(s => TermsFinder.Keeps(looker, request, s));
        return ValueOf(looker, request) is not { } value ? [.. kept]
            : request.Descending ? [.. kept.OrderByDescending(value)]
            : [.. kept.OrderBy(value)];
    }

    /// <summary>The value by which the request sorts, if it is one that only the domain knows.</summary>
    private static Func<TermsSight, decimal?>? ValueOf(TermsFinder.Looker looker, PageRequest request) => request.Sort switch
    {
        "public" => s => s.PublicPrice,
        "pays" => s => s.State().Pays,
        "margin" when looker.Me.Has(Permissions.CostsView) => s => s.State().MarginRate,
        _ => null,
    };

    private static TermsSheetRow SheetRow(TermsSight sight, Actor me, string termsOf)
    {
        var (reading, state) = (sight.Offer.Reading, sight.State().For(me));
        return new TermsSheetRow
        {
            Supplier = reading.SupplierName,
            SkuCode = reading.Sku.Code,
            TermsOf = termsOf,
            Product = reading.ProductName,
            Options = reading.Sku.Options,
            ListPrice = reading.Sku.ListPrice,
            Cost = state.Cost,
            PublicPrice = sight.PublicPrice,
            Discount = sight.Standing.Terms.Discount,
            Price = sight.Standing.Terms.Price,
            ValidFrom = TermsWorkbook.FromText(sight.Standing.ValidFrom),
            ValidTo = TermsWorkbook.ToText(sight.Standing.ValidTo),
            UnitPrice = state.Pays,
            Margin = state.MarginRate,
        };
    }

    internal static TermsGridRow Row(TermsSight sight, Actor me)
    {
        var (reading, offer, sku) = (sight.Offer.Reading, sight.Offer.Reading.Offer, sight.Offer.Reading.Sku);
        return new TermsGridRow(
            offer.Id, sku.Code, sku.ProductId, reading.ProductName, reading.Type, reading.Region, sku.Options, sku.Unit,
            sku.SupplierId, reading.SupplierName, sight.Offer.ShownMode, sku.ListPrice, sight.PublicPrice, sight.Standing, sight.State().For(me),
            sight.Reasons, offer.UpstreamOfferId is not null);
    }
}
