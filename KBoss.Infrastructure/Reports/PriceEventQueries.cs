using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports;

/// <summary>What changes prices at an instant.</summary>
public enum PriceEventKind
{
    PromotionBegins,
    PromotionEnds,

    /// <summary>A customer falls back to the public prices.</summary>
    OwnPricesEnd,

    /// <summary>Other own prices of a customer begin.</summary>
    OwnPricesBegin,
    AgreementBegins,
    AgreementEnds,

    /// <summary>A supplier's products are sold by another sales mode from then on, and need new terms [R-SUP-1].</summary>
    ModeChanges,
}

/// <summary>Something that changes prices at an instant (UTC).</summary>
/// <param name="Subject">The promotion, customer or supplier by name.</param>
/// <param name="Link">The page of it.</param>
/// <param name="Count">How many products are concerned; null where it is a supplier's whole range.</param>
public sealed record PriceEvent(DateTime At, PriceEventKind Kind, string Subject, string Link, int? Count = null);

/// <summary>Reads what changes the prices of the actor's distributor, from promotions, customers' own prices and agreements together.</summary>
public sealed class PriceEventQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The longest time that can be asked for at once.</summary>
    public const int MostDays = 400;

    /// <summary>
    /// Every event from an instant to another (UTC, exclusive), in the order of time. Own prices are those of customers that the actor sees [R-ISO-2];
    /// agreements are told to those who may see suppliers.
    /// </summary>
    public async Task<IReadOnlyList<PriceEvent>> BetweenAsync(DateTime from, DateTime to, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsView, ct);
        if (to <= Require.Utc(from) || (to - from).TotalDays > MostDays)
        {
            throw new ArgumentOutOfRangeException(nameof(to), "The time is reversed or too long.");
        }

        await using var db = contexts.Open(me);
        var found = await Promotions(db, me, from, to).Concat(OwnPrices(db, me, from, to)).ToListAsync(ct);
        List<PriceEvent> events = [.. found.Select(e => new PriceEvent(e.At, e.Kind, e.Name, LinkOf(e), e.Count))];
        if (me.Has(Permissions.SuppliersView))
        {
            events.AddRange(await AgreementsAsync(db, me, from, to, ct));
        }

        return [.. events.OrderBy(e => e.At).ThenBy(e => e.Kind).ThenBy(e => e.Subject, StringComparer.Ordinal)];
    }

    private static IQueryable<Found> Promotions(KBossDbContext db, Actor me, DateTime from, DateTime to)
    {
        var promotions = db.Promotions.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId && p.PublishedAt != null && p.From < to);
        // One that was ended before it began has never begun.
        var begin = promotions.Where(p => p.From >= from && p.From < (p.EndedAt ?? p.To)).Select(p => new Found
        {
            Kind = PriceEventKind.PromotionBegins,
            At = p.From,
            Name = p.Name,
            Key = p.No,
            Count = db.PromotionProducts.Count(x => x.PromotionId == p.Id),
        });
        var end = promotions.Where(p => (p.EndedAt ?? p.To) >= from && (p.EndedAt ?? p.To) < to).Select(p => new Found
        {
            Kind = PriceEventKind.PromotionEnds,
            At = p.EndedAt ?? p.To,
            Name = p.Name,
            Key = p.No,
            Count = db.PromotionProducts.Count(x => x.PromotionId == p.Id),
        });
        return begin.Concat(end);
    }

    private static IQueryable<Found> OwnPrices(KBossDbContext db, Actor me, DateTime from, DateTime to)
    {
        var own =
            from terms in db.CustomerTerms.AsNoTracking()
            where terms.OrganizationId == me.OrganizationId && (terms.ValidTo == null || terms.ValidTo > terms.ValidFrom)
            join customer in db.CustomersOf(me) on terms.BuyerId equals customer.BuyerId
            join organization in db.Organizations on customer.BuyerId equals organization.Id
            select new { terms.Id, terms.OfferId, terms.BuyerId, terms.ValidFrom, terms.ValidTo, customer.Name, organization.Code };
        // What another one follows at once does not fall back.
        var end = own
            .Where(t => t.ValidTo >= from && t.ValidTo < to
                && !db.CustomerTerms.Any(n => n.OfferId == t.OfferId && n.BuyerId == t.BuyerId && n.Id != t.Id
                    && n.ValidFrom <= t.ValidTo && (n.ValidTo == null || (n.ValidTo > t.ValidTo && n.ValidTo > n.ValidFrom))))
            .GroupBy(t => new { At = t.ValidTo!.Value, t.Name, t.Code })
            .Select(g => new Found { Kind = PriceEventKind.OwnPricesEnd, At = g.Key.At, Name = g.Key.Name, Key = g.Key.Code, Count = g.Count() });
        var begin = own.Where(t => t.ValidFrom >= from && t.ValidFrom < to)
            .GroupBy(t => new { At = t.ValidFrom, t.Name, t.Code })
            .Select(g => new Found { Kind = PriceEventKind.OwnPricesBegin, At = g.Key.At, Name = g.Key.Name, Key = g.Key.Code, Count = g.Count() });
        return end.Concat(begin);
    }

    private static string LinkOf(Found found) => found.Kind is PriceEventKind.PromotionBegins or PriceEventKind.PromotionEnds
        ? $"/operations/promotions/{found.Key}"
        : $"/sales/customers/{Uri.EscapeDataString(found.Key)}?tab=prices";

    private static async Task<IEnumerable<PriceEvent>> AgreementsAsync(KBossDbContext db, Actor me, DateTime from, DateTime to, CancellationToken ct)
    {
        var agreements = await (
            from agreement in db.SupplyAgreements.AsNoTracking()
            where agreement.OrganizationId == me.OrganizationId
            join supplier in db.Suppliers on agreement.SupplierId equals supplier.Id
            select new { agreement.SupplierId, supplier.Name, agreement.Mode, agreement.EffectiveFrom, agreement.EffectiveTo }).ToListAsync(ct);
        var events = new List<PriceEvent>();
        foreach (var versions in agreements.Where(a => a.EffectiveTo == null || a.EffectiveTo > a.EffectiveFrom).GroupBy(a => (a.SupplierId, a.Name)))
        {
            var link = $"/operations/suppliers/{versions.Key.SupplierId.ToString(CultureInfo.InvariantCulture)}";
            foreach (var version in versions)
            {
                if (version.EffectiveFrom >= from && version.EffectiveFrom < to)
                {
                    var before = versions.FirstOrDefault(v => v.EffectiveTo == version.EffectiveFrom);
                    var kind = before is not null && before.Mode != version.Mode ? PriceEventKind.ModeChanges : PriceEventKind.AgreementBegins;
                    events.Add(new PriceEvent(version.EffectiveFrom, kind, versions.Key.Name, link));
                }

                if (version.EffectiveTo is { } end && end >= from && end < to && !versions.Any(v => v.EffectiveFrom == end))
                {
                    events.Add(new PriceEvent(end, PriceEventKind.AgreementEnds, versions.Key.Name, link));
                }
            }
        }

        return events;
    }

    /// <summary>An event of a promotion or of a customer's own prices, by its number or code.</summary>
    private sealed class Found
    {
        public required PriceEventKind Kind { get; init; }

        public required DateTime At { get; init; }

        public required string Name { get; init; }

        public required string Key { get; init; }

        public required int Count { get; init; }
    }
}
