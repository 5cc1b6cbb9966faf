using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Above;

/// <summary>A customer to look with.</summary>
public sealed record PriceReader(string Code, string Name);

/// <summary>With whose eyes prices are looked at, or whom a search may have meant; nobody stands for everybody.</summary>
/// <param name="Found">How many there are that a search may have meant.</param>
public sealed record PriceReaders(PriceReader? Chosen, IReadOnlyList<PriceReader> Meant, int Found = 0);

/// <summary>How the price at the later of two instants differs from that at the earlier.</summary>
public enum PriceChange
{
    Same,
    Cheaper,
    Dearer,

    /// <summary>It is seen at the later instant and not at the earlier.</summary>
    Appears,

    /// <summary>It is seen at the earlier instant and not at the later.</summary>
    Vanishes,
}

/// <summary>What an offer costs at an instant (yuan per unit) and where the price comes from, or every reason why it is not seen; cost for those who may see it.</summary>
/// <param name="Promotion">The name of the promotion that has won; empty otherwise.</param>
/// <param name="Until">The end (exclusive, UTC) of what has won.</param>
public sealed record PriceThen(
    decimal? UnitPrice, PriceSource? Source, string Promotion, string? PromotionNo, DateTime? Until, IReadOnlyList<InvisibleReason> Reasons, decimal? Cost)
{
    public bool Visible => UnitPrice is not null;

    /// <summary>Yuan per unit, for those who may see costs.</summary>
    public decimal? Margin => UnitPrice - Cost;
}

/// <summary>An offer with its price at one instant, or at two; <see cref="FromUpstream"/> if it is bought from another distributor.</summary>
public sealed record PriceLookupRow(
    long OfferId, string SkuCode, long ProductId, string ProductName, string Type, string Region, string Options, BillingUnit Unit, long SupplierId,
    string SupplierName, bool FromUpstream, decimal ListPrice, PriceThen At, PriceThen? Other, bool OtherIsEarlier)
{
    public PriceChange Change => Other is null ? PriceChange.Same : (Earlier?.UnitPrice, Later?.UnitPrice) switch
    {
        (null, null) => PriceChange.Same,
        (null, _) => PriceChange.Appears,
        (_, null) => PriceChange.Vanishes,
        var (first, second) => second < first ? PriceChange.Cheaper : second > first ? PriceChange.Dearer : PriceChange.Same,
    };

    /// <summary>The later price less the earlier, whichever of them is asked for first; yuan per unit.</summary>
    public decimal? Difference => Later?.UnitPrice - Earlier?.UnitPrice;

    private PriceThen? Earlier => OtherIsEarlier ? Other : At;

    private PriceThen? Later => OtherIsEarlier ? At : Other;
}

/// <summary>
/// Why an offer costs what it costs, or why it is not seen: every candidate with its outcome, and every reason. <see cref="HiddenFromAll"/> holds the reasons
/// for which nobody sees it, <see cref="PriceThen.Reasons"/> those that count for the reader.
/// </summary>
/// <param name="Stock">How many can be sold; null is any number.</param>
/// <param name="Outdated">Public terms of a sales mode that is over; none otherwise.</param>
public sealed record PriceView(
    PriceLookupRow Row, PriceReader? Reader, DateTime At, PriceExplanation? Why, IReadOnlyList<InvisibleReason> HiddenFromAll, int? Stock, Terms Outdated)
{
    /// <summary>Whether public terms are fixed prices, by the sales mode in force or, without one, the last.</summary>
    public bool PriceMode { get; init; }

    /// <summary>The price of this customer alone that is below the cost, where that is why it is not seen; null otherwise.</summary>
    public PaidPrice? BelowCost { get; init; }
}

/// <summary>
/// Prices seen from above: what customers pay at any instant, how two instants differ, and why. A customer is named by the code of its organization; one that
/// the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>. Of the past, own terms, promotions and agreements are known by their dates, public
/// terms by the audit log; list prices, what is on sale, costs and discounts inside a promotion are as they stand today.
/// </summary>
public sealed class PriceLookupQueries(
    KBossDbContextFactory contexts, ICurrentActor current, TermsFinder finder, UpstreamSupply upstream, TimeProvider time)
{
    /// <summary>How many rows an export has at most.</summary>
    public const int MaxExport = 20_000;

    /// <summary>How many customers are offered for a search.</summary>
    public const int MostMeant = 10;

    // Where a time is typed into the page, its script adds the seconds.
    private static readonly string[] InstantFormats = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>
    /// A page of offers with their prices; filters <c>customer</c> (code), <c>at</c> and <c>other</c> (Shanghai date and time, <c>2026-01-31T08:00</c>; without
    /// them now, and no comparison), <c>q</c>, <c>supplier</c>, <c>type</c>, <c>region</c>, <c>mode</c>, <c>seen</c> (<c>yes</c>, <c>no</c>: at the first
    /// instant), <c>change</c> (<c>any</c> or a <see cref="PriceChange"/>); sorts <c>product</c>, <c>sku</c>, <c>list</c>, <c>supplier</c>, <c>price</c>,
    /// <c>difference</c>.
    /// </summary>
    public async Task<Page<PriceLookupRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(TermsScope.Public, edits: false, ct);
        return await FoundAsync(looker, request, ct);
    }

    /// <summary>What <see cref="ListAsync"/> finds, as a workbook; the export is audited.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(TermsScope.Public, edits: false, ct);
        var page = await FoundAsync(looker, request with { Page = 1, Size = MaxExport }, ct);
        var found = new FirstRows<PriceLookupRow>(page.Rows, page.Total > page.Rows.Count ? MaxExport : null);
        var readers = await ReadersAsync(request.Filter("customer"), ct);
        var file = $"prices-{ChinaTime.FromUtc(InstantOf(request, "at") ?? time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        var subject = readers.Chosen is { } customer ? await SubjectAsync(looker.Me, customer.Code, ct) : "Offers";
        await contexts.AuditAsync(looker.Me, "PricesExported", subject, AuditText.Exported(found.Count, file), ct);
        return new WorkbookExport(
            file, WorkbookWriter.Export(PriceSheetRow.Schema, found.To(PriceSheetRow.Of)));
    }

    private async Task<string> SubjectAsync(Actor me, string code, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        return (await db.FindCustomerAsync(me, code, ct)).AuditSubject;
    }

    /// <summary>The customer of a code, or those whom a text may have meant by name, contact, code or the whole phone, among those whom the actor sees.</summary>
    public async Task<PriceReaders> ReadersAsync(string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        if (text is null)
        {
            return new PriceReaders(null, []);
        }

        me.Demand(Permissions.CustomersView);
        await using var db = contexts.Open(me);
        var request = new PageRequest(1, MostMeant, null, false, new Dictionary<string, string> { ["q"] = text });
        var sought =
            from customer in db.CustomersOf(me).AsNoTracking().Sought(db, request)
            join organization in db.Organizations on customer.BuyerId equals organization.Id
            select new { organization.Code, customer.Name };
        var found = await sought.OrderBy(c => c.Code == text ? 0 : c.Name == text ? 1 : 2).ThenBy(c => c.Name).ThenBy(c => c.Code)
            .Take(MostMeant + 1).Select(c => new PriceReader(c.Code, c.Name)).ToListAsync(ct);
        var chosen = found.Find(r => r.Code == text) ?? (found.Count == 1 ? found[0] : null);
        return chosen is not null ? new PriceReaders(chosen, [])
            : new PriceReaders(null, [.. found.Take(MostMeant)], found.Count > MostMeant ? await sought.CountAsync(ct) : found.Count);
    }

    /// <summary>Why an offer of the distributor costs what it costs for a customer, or for everybody, at an instant (UTC).</summary>
    public async Task<PriceView> WhyAsync(long offerId, string? customerCode = null, DateTime? at = null, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(TermsScope.Public, edits: false, ct);
        await using var db = finder.Open(looker);
        var customer = await CustomerAsync(db, looker.Me, customerCode, ct);
        var now = time.UtcNow();
        var instant = at ?? now;
        var readings = await db.Offers.AsNoTracking().Where(o => o.OrganizationId == looker.Me.OrganizationId && o.Id == offerId).Read(db).ToListAsync(ct);
        if (readings is not [var reading])
        {
            throw new NotFoundException("offer", offerId);
        }

        var own = await PricingQueries.OwnTermsAsync(db, looker.Me.OrganizationId, customer?.BuyerId, [offerId], ct);
        var basis = await SupplyBasis.LoadAsync(db, upstream, looker.Me, instant, ct);
        var (terms, quote, shown) = (await PricesAsync(db, looker.Me, customer?.BuyerId, readings, own, basis, now, ct))[offerId];
        // What the customer would pay if it were sold at a loss.
        var lost = quote.Reasons.Contains(InvisibleReason.BelowCost) && !PriceEngine.WhyInvisible(terms).Contains(InvisibleReason.BelowCost)
            ? (await PricesAsync(db, looker.Me, customer?.BuyerId, readings, own, basis with { Stops = false }, now, ct))[offerId].Quote
            : null;
        return new PriceView(
            Row(reading, looker.Me, new Priced(terms, quote, shown), null), customer is null ? null : new PriceReader(customerCode!, customer.Name), instant,
            quote.Visible ? PriceExplanation.OfAll(quote) : null, PriceEngine.WhyInvisible(terms), reading.Sku.Stock,
            terms.Outdated ? terms.Terms : Terms.None)
        {
            PriceMode = shown == SalesMode.FloorPrice,
            BelowCost = lost is { Visible: true } ? new PaidPrice(lost.UnitPrice, lost.Source, lost.Promotion?.Name ?? "", lost.Promotion?.No) : null,
        };
    }

    /// <summary>The instant (UTC) that a filter names; null when it is empty, and <c>Common.ChoiceUnknown</c> when it names none.</summary>
    public static DateTime? InstantOf(PageRequest request, string filter) =>
        request.Filter(filter) is not { } text ? null : Instant(text) ?? throw request.Unknown(filter);

    /// <summary>The instant (UTC) of a Shanghai date and time as the address of the page has it; null when it is empty or none.</summary>
    public static DateTime? Instant(string? text) =>
        DateTime.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 1900 and < 9999
            ? ChinaTime.ToUtc(local)
            : null;

    private async Task<Page<PriceLookupRow>> FoundAsync(TermsFinder.Looker looker, PageRequest request, CancellationToken ct)
    {
        await using var db = finder.Open(looker);
        var me = looker.Me;
        var customer = await CustomerAsync(db, me, request.Filter("customer"), ct);
        var now = await finder.BasisAsync(db, looker, time.UtcNow(), ct);
        var other = InstantOf(request, "other");
        var offers = TermsFinder.Filtered(db, looker, OfferGrid.All, request, now)
            .Sorted(
                request, ("product", o => o.Sku.Product.Name), ("sku", o => o.Sku.Code), ("list", o => o.Sku.ListPrice),
                ("supplier", o => o.Sku.Product.SupplierName))
            .ThenBy(o => o.Sku.Code).ThenBy(o => o.Id)
            .Read(db);
        var (seen, changed) = (request.Choice("seen", "yes", "no"), request.Filter<PriceChange>("change", "any"));
        var needsAll = seen is not null || request.Filter("change") is not null || request.Sort is "price" or "difference"
            || request.Size > PageRequest.MaxSize;
        if (!needsAll)
        {
            var page = await offers.ToPageAsync(request, ct);
            return new Page<PriceLookupRow>(await RowsAsync(page.Rows), page.Total);
        }

        var rows = (await RowsAsync(await offers.ToListAsync(ct))).Where(Keeps);
        rows = request.Sort switch
        {
            "price" => By(r => r.At.UnitPrice ?? decimal.MaxValue),
            "difference" => By(r => r.Difference ?? 0),
            _ => rows,
        };
        var kept = rows.ToList();
        var skip = (int)Math.Min((long)(Math.Max(request.Page, 1) - 1) * request.Size, kept.Count);
        return new Page<PriceLookupRow>([.. kept.Skip(skip).Take(request.Size)], kept.Count);

        bool Keeps(PriceLookupRow row) =>
            (seen is null || row.At.Visible == (seen == "yes"))
            && (request.Filter("change") is null || (changed is null ? row.Change != PriceChange.Same : row.Change == changed));

        IEnumerable<PriceLookupRow> By(Func<PriceLookupRow, decimal> key) => request.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key);

        async Task<IReadOnlyList<PriceLookupRow>> RowsAsync(IReadOnlyList<OfferReading> readings)
        {
            var ids = readings.Select(r => r.Offer.Id).ToList();
            var own = await PricingQueries.OwnTermsAsync(db, me.OrganizationId, customer?.BuyerId, ids, ct);
            var basis = InstantOf(request, "at") is { } at ? await SupplyBasis.LoadAsync(db, upstream, me, at, ct) : now;
            var first = await PricesAsync(db, me, customer?.BuyerId, readings, own, basis, now.At, ct);
            var second = other is { } instant
                ? await PricesAsync(db, me, customer?.BuyerId, readings, own, await SupplyBasis.LoadAsync(db, upstream, me, instant, ct), now.At, ct)
                : null;
            return [.. readings.Select(r => Row(r, me, first[r.Offer.Id], second?[r.Offer.Id], other < basis.At))];
        }
    }

    private static async Task<Customer?> CustomerAsync(KBossDbContext db, Actor me, string? code, CancellationToken ct)
    {
        if (code is null)
        {
            return null;
        }

        me.Demand(Permissions.CustomersView);
        return await db.FindCustomerAsync(me, code, ct);
    }

    /// <summary>The prices at an instant by everything that is known of it; those of one's own people see what a customer has not joined as well.</summary>
    private static async Task<Dictionary<long, Priced>> PricesAsync(
        KBossDbContext db, Actor me, long? buyerId, IReadOnlyList<OfferReading> readings, ILookup<long, OwnTerms> own, SupplyBasis basis, DateTime now,
        CancellationToken ct)
    {
        var (ids, at) = (readings.Select(r => r.Offer.Id).ToList(), basis.At);
        var promotions = await db.PromotionsAsync(me.OrganizationId, buyerId, ids, at, PromotionSelection.All, ct);
        var past = at < now
            ? await PastTerms.AtAsync(db, me.OrganizationId, ids.Count <= PageRequest.MaxSize ? ids : null, at, ct)
            : new Dictionary<long, Terms>();
        return (await basis.OfAsync(readings, ct)).ToDictionary(o => o.Reading.Offer.Id, o =>
        {
            // What stood then was of the mode of then.
            var terms = past.TryGetValue(o.Reading.Offer.Id, out var stood) ? o.Standing with { Terms = stood, TermsNumber = o.ModeNumber } : o.Standing;
            return new Priced(terms, PriceEngine.Quote(terms, [.. own[terms.OfferId]], [.. promotions[terms.OfferId]], at), o.ShownMode);
        });
    }

    private static PriceLookupRow Row(OfferReading reading, Actor me, Priced at, Priced? other, bool otherIsEarlier = false)
    {
        var (offer, sku) = (reading.Offer, reading.Sku);
        return new PriceLookupRow(
            offer.Id, sku.Code, sku.ProductId, reading.ProductName, reading.Type, reading.Region, sku.Options, sku.Unit, sku.SupplierId, reading.SupplierName,
            offer.UpstreamOfferId is not null, sku.ListPrice, Then(at), other is null ? null : Then(other), otherIsEarlier);

        PriceThen Then(Priced priced)
        {
            var (terms, quote, _) = priced;
            var cost = me.Has(Permissions.CostsView) ? terms.Cost.At(quote.Visible ? quote.UnitPrice : PriceEngine.PublicPrice(terms) ?? terms.ListPrice) : null;
            return quote.Visible
                ? new PriceThen(quote.UnitPrice, quote.Source, quote.Promotion?.Name ?? "", quote.Promotion?.No, quote.Winner.Until, [], cost)
                : new PriceThen(null, null, "", null, null, quote.Reasons, cost);
        }
    }

    /// <summary>What decides the price of an offer, what came of it, and by which mode its terms are set.</summary>
    private sealed record Priced(OfferTerms Terms, Quote Quote, SalesMode ShownMode);
}
