using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>Whose terms a workbench shows.</summary>
public enum TermsScopeKind
{
    /// <summary>Everybody's.</summary>
    Public,

    /// <summary>One customer's own.</summary>
    Customer,

    /// <summary>Those of a promotion.</summary>
    Promotion,

    /// <summary>Those on which one distributor buys.</summary>
    Distributor,
}

/// <summary>Whose terms exactly.</summary>
/// <param name="Key">Empty for <see cref="TermsScopeKind.Public"/>, else the code of the customer, the number of the promotion, the code of the distributor.</param>
public sealed record TermsScope(TermsScopeKind Kind, string Key = "")
{
    /// <summary>The terms for everybody.</summary>
    public static TermsScope Public { get; } = new(TermsScopeKind.Public);
}

/// <summary>Whom or what the terms of a scope belong to, as it was found in the actor's organization.</summary>
/// <param name="Id">Of the customer's organization, the promotion, …; zero for the public terms.</param>
/// <param name="Name">As people read it; empty for the public terms.</param>
/// <param name="Link">Its page; empty where it has none.</param>
/// <param name="HasValidity">Whether its terms have a from and a to.</param>
public sealed record TermsHolder(long Id, string Name, string Link, bool HasValidity)
{
    /// <summary>Organizations besides the actor's whose rows are read and written with it, such as the distributor that buys.</summary>
    public IReadOnlyList<long> Others { get; init; } = [];
}

/// <summary>The terms in force for one offer in a scope; validity in UTC, the end exclusive.</summary>
public sealed record StandingTerms(Terms Terms, DateTime? ValidFrom = null, DateTime? ValidTo = null)
{
    /// <summary>Nothing stands.</summary>
    public static StandingTerms None { get; } = new(Terms.None);

    /// <summary>Terms that no longer hold, because they are of a sales mode that is over [R-SUP-1]; none otherwise.</summary>
    public Terms Outdated { get; init; }

    /// <summary>When the next terms begin, if it is known that others follow.</summary>
    public DateTime? NextFrom { get; init; }

    /// <summary>The terms that follow then.</summary>
    public Terms Next { get; init; }

    /// <summary>Whether somebody who was shown the one sees nothing new in the other.</summary>
    public bool LooksLike(StandingTerms other) => (Terms, ValidFrom, ValidTo) == (other.Terms, other.ValidFrom, other.ValidTo);

    /// <summary>All of it as a text, another one as soon as any of it changes.</summary>
    internal string Text() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Say(Terms)} {ValidFrom:O}/{ValidTo:O} {Say(Outdated)} {NextFrom:O} {Say(Next)}");

    private static string Say(Terms terms) => string.Create(CultureInfo.InvariantCulture, $"{terms.Discount:0.####}|{terms.Price:0.####}");
}

/// <summary>Checked terms of one offer that are to be written; validity in UTC. Before and after hold cost and margin, whoever asks.</summary>
/// <param name="ModeNumber">The number of the sales mode in force [R-SUP-1].</param>
/// <param name="Terms">The new terms; none takes them off.</param>
/// <param name="ValidFrom">From when; null is now.</param>
/// <param name="ValidTo">Until when (exclusive); null is without an end.</param>
public sealed record TermsWrite(
    long OfferId, long SkuId, string SkuCode, string ProductName, decimal ListPrice, SalesMode? Mode, int ModeNumber, Terms Terms, DateTime? ValidFrom,
    DateTime? ValidTo, StandingTerms Standing, TermsState Before, TermsState After)
{
    /// <summary>What the new price is so far above that it is asked about [see <see cref="PriceSlip"/>], yuan per unit; null where it is not.</summary>
    public decimal? FarAbove => PriceSlip.FarAbove(Terms.Price, Before.Pays, ListPrice);

    /// <summary>Whether what is sold now is sold no more.</summary>
    public bool EndsSale => Terms.IsNone && Before.Pays is not null && After.Pays is null;

    /// <summary>The refusal of terms below the cost [R-PRC-4], with the cost for those who may see it; null where they are not.</summary>
    public RuleException? BelowCost(Actor me) => After.Margin < 0
        ? new RuleException("Distribution.BelowCost", SkuCode, After.For(me).Cost, After.UnitPrice) { Field = Terms.Price is null ? "discount" : "price" }
        : null;
}

/// <summary>One change in the history of a cell: what stood before and what since; <see cref="Id"/> is its own within the offer and scope.</summary>
public sealed record TermsHistoryRow(long Id, DateTime At, string Who, Terms Before, Terms After, DateTime? ValidFrom = null, DateTime? ValidTo = null);

/// <summary>
/// What one scope of the terms workbench is: who may, what stands there, how it is written. Registered by <c>services.AddScoped&lt;ITermsScope, X&gt;()</c>.
/// The contexts cover the actor's organization and <see cref="TermsHolder.Others"/>, so queries name the organization that they mean.
/// </summary>
public interface ITermsScope
{
    /// <summary>Which scope it is.</summary>
    TermsScopeKind Kind { get; }

    /// <summary>Who sees the terms.</summary>
    string ViewPermission { get; }

    /// <summary>Who sets them.</summary>
    string EditPermission { get; }

    /// <summary>Finds the holder of the key within the actor's organization; <see cref="NotFoundException"/> otherwise.</summary>
    Task<TermsHolder> FindAsync(KBossDbContext db, Actor me, string key, CancellationToken ct);

    /// <summary>
    /// The key of the holder with an id, as kept with an uploaded workbook; <see cref="NotFoundException"/> where <see cref="FindAsync"/> would refuse it.
    /// </summary>
    Task<string> KeyOfAsync(KBossDbContext db, Actor me, long holderId, CancellationToken ct);

    /// <summary>What stands at an instant (UTC) for offers of the actor's organization; offers without terms may be missing.</summary>
    Task<IReadOnlyDictionary<long, StandingTerms>> StandingAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyCollection<OfferTerms> offers, DateTime at, CancellationToken ct);

    /// <summary>The ids of the offers that have terms in force at an instant (UTC), for the filters "set", "not set" and "ends soon".</summary>
    IQueryable<long> OffersWithTerms(KBossDbContext db, Actor me, TermsHolder holder, DateTime at);

    /// <summary>By which sales mode terms are set for an offer; null where none can be.</summary>
    SalesMode? ModeOf(OfferTerms offer);

    /// <summary>What a discount is taken off, in yuan per unit: the list price, unless the scope says otherwise.</summary>
    decimal BasisOf(OfferTerms offer) => offer.ListPrice;

    /// <summary>What one unit costs whoever the scope is about by terms that stand or are tried, in yuan; null where it cannot be bought.</summary>
    decimal? UnitPrice(OfferTerms offer, StandingTerms terms);

    /// <summary>
    /// What the scope itself refuses of checked terms, by offer, such as terms below the cost; asked for the preview and again in the transaction of the change.
    /// </summary>
    Task<IReadOnlyDictionary<long, RuleException>> RefusalsAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct);

    /// <summary>Who would be asked for consent to these terms, level by level; empty when they take effect at once.</summary>
    Task<IReadOnlyList<AskedLevel>> WouldAskAsync(KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct);

    /// <summary>Writes checked terms in the caller's transaction, or asks for consent to them; the caller saves.</summary>
    Task<Asked> WriteAsync(KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct);

    /// <summary>The changes of one offer's terms, newest first.</summary>
    Task<IReadOnlyList<TermsHistoryRow>> HistoryAsync(KBossDbContext db, Actor me, TermsHolder holder, long offerId, CancellationToken ct);
}
