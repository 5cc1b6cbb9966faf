using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>
/// The terms of one customer's own: with a validity, never two at an instant [R-PRC-5], for the customers that the actor sees [R-ISO-2]. Each change goes over
/// the desk where consent is asked; below the cost it is only possible by such a consent [R-PRC-4].
/// </summary>
internal sealed class OwnTermsScope(ApprovalDesk desk, ICustomerTrade trade) : ITermsScope
{
    public TermsScopeKind Kind => TermsScopeKind.Customer;

    public string ViewPermission => Permissions.PricesSetCustomer;

    public string EditPermission => Permissions.PricesSetCustomer;

    public async Task<TermsHolder> FindAsync(KBossDbContext db, Actor me, string key, CancellationToken ct)
    {
        var customer = await db.FindCustomerAsync(me, key, ct);
        return new TermsHolder(customer.BuyerId, customer.Name, $"/sales/customers/{key}", HasValidity: true);
    }

    public async Task<string> KeyOfAsync(KBossDbContext db, Actor me, long holderId, CancellationToken ct)
    {
        var buyers = db.CustomersOf(me).Where(c => c.BuyerId == holderId).Select(c => c.BuyerId);
        return await db.Organizations.Where(o => buyers.Contains(o.Id)).Select(o => o.Code).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("customer", holderId);
    }

    public async Task<IReadOnlyDictionary<long, StandingTerms>> StandingAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyCollection<OfferTerms> offers, DateTime at, CancellationToken ct)
    {
        var ids = offers.Select(o => o.OfferId).ToList();
        var rows = (await db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == me.OrganizationId && t.BuyerId == holder.Id && EF.Parameter(ids).Contains(t.OfferId)
                && (t.ValidTo == null || (t.ValidTo > t.ValidFrom && t.ValidTo > at))).ToListAsync(ct)).ToLookup(t => t.OfferId);
        return offers.Where(o => rows.Contains(o.OfferId)).ToDictionary(o => o.OfferId, o => Standing([.. rows[o.OfferId]], at, o.IsOutdated));
    }

    public IQueryable<long> OffersWithTerms(KBossDbContext db, Actor me, TermsHolder holder, DateTime at) =>
        from t in db.CustomerTerms
        join o in db.Offers on t.OfferId equals o.Id
        where t.OrganizationId == me.OrganizationId && t.BuyerId == holder.Id && t.ValidFrom <= at && (t.ValidTo == null || at < t.ValidTo)
            && (o.UpstreamOfferId != null || !db.SupplyAgreements.InForce(at).Any(a => a.SupplierId == o.Sku.SupplierId && a.ModeNumber != t.ModeNumber))
        select o.Id;

    public SalesMode? ModeOf(OfferTerms offer) => offer.Mode;

    /// <summary>The customer never pays more than everybody [R-PRC-2].</summary>
    public decimal? UnitPrice(OfferTerms offer, StandingTerms terms)
    {
        var all = PriceEngine.PublicPrice(offer);
        return OwnPrice(offer.Mode, offer.ListPrice, terms.Terms) is { } own && !(own > all) ? own : all;
    }

    public async Task<IReadOnlyDictionary<long, RuleException>> RefusalsAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var stacked = await StackedAsync(db, me, holder.Id, writes, ct);
        var losing = writes.Where(w => Loses(w, stacked.GetValueOrDefault(w.OfferId))).ToList();
        var waiting = await WaitingTerms.OfAsync<CustomerTermsChange>(
            db, me, ApprovalKind.CustomerTerms, await KeyOfAsync(db, me, holder.Id, ct), change => change.Lines.Select(l => l.OfferId), ct);
        var again = writes.Where(w => waiting.ContainsKey(w.OfferId)).ToList();
        if (losing.Count == 0 && again.Count == 0)
        {
            return new Dictionary<long, RuleException>();
        }

        // Of two requests for the same the second could only fail, because the first changes what it is asked on.
        return (await WouldAskAsync(db, me, holder, writes, ct)).Count > 0
            ? again.ToDictionary(w => w.OfferId, w => new RuleException("Pricing.RequestWaits", w.SkuCode, waiting[w.OfferId]))
            : losing.ToDictionary(w => w.OfferId, w => BelowCost(w, stacked.GetValueOrDefault(w.OfferId), me));
    }

    public async Task<IReadOnlyList<AskedLevel>> WouldAskAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct) =>
        await desk.WouldAskAsync(
            ApprovalKind.CustomerTerms, FactsOf(await KeyOfAsync(db, me, holder.Id, ct), writes, await StackedAsync(db, me, holder.Id, writes, ct)), ct);

    public async Task<Asked> WriteAsync(KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var code = await KeyOfAsync(db, me, holder.Id, ct);
        var customer = await db.FindCustomerAsync(me, code, ct);
        var book = await OwnTermsBook.OpenAsync(db, customer, [.. writes.Select(w => w.OfferId)], ct);
        var stacked = await StackedAsync(db, me, holder.Id, writes, ct);
        var lines = new List<CustomerTermsLine>(writes.Count);
        foreach (var write in writes)
        {
            // The row of the customer was read just now: what others have written since the terms were looked at is noticed here.
            var stands = Standing(book.Of(write.OfferId), db.Now, number => write.Mode is not null && number != write.ModeNumber);
            if (!stands.LooksLike(write.Standing))
            {
                throw new TermsChangedException(write.SkuCode, write.Standing, stands);
            }

            var cost = write.Mode == SalesMode.Commission ? null : write.After.Cost;
            lines.Add(new CustomerTermsLine(
                write.OfferId, write.SkuCode, write.Mode, write.ModeNumber, write.Terms.Discount, write.Terms.Price,
                OwnPrice(write.Mode, write.ListPrice, write.Terms), cost, write.ValidFrom, write.ValidTo,
                book.Overlapping(write.OfferId, new Period(write.ValidFrom ?? db.Now, write.ValidTo)), TermsShown.Of(write))
            {
                Stacked = stacked.GetValueOrDefault(write.OfferId),
            });
        }

        return await desk.AskAsync(
            db, me, ApprovalKind.CustomerTerms, new CustomerTermsChange(code, lines), FactsOf(code, writes, stacked),
            await EvidenceAsync(db, customer, code, writes, stacked, ct), ct);
    }

    public async Task<IReadOnlyList<TermsHistoryRow>> HistoryAsync(KBossDbContext db, Actor me, TermsHolder holder, long offerId, CancellationToken ct)
    {
        var rows = await db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == me.OrganizationId && t.BuyerId == holder.Id && t.OfferId == offerId).OrderBy(t => t.Id).ToListAsync(ct);
        // What goes on after others is no change of its own; what was taken off is one without anything that took its place.
        var made = rows.Where(t => t.RestOfId is null).Select(t => new TermsHistoryRow(
            t.Id * 2, t.MadeAt, t.By.Name, rows.FirstOrDefault(r => r.ReplacedById == t.Id)?.Terms ?? Terms.None, t.Terms, t.ValidFrom, t.AgreedTo));
        var taken = rows.Where(t => t.EndedAt is not null && t.ReplacedById is null).Select(t => new TermsHistoryRow(
            (t.Id * 2) + 1, t.EndedAt!.Value, t.EndedBy.Name, t.Terms, Terms.None, t.ValidTo));
        return [.. made.Concat(taken).OrderByDescending(h => h.At).ThenByDescending(h => h.Id)];
    }

    /// <summary>What one unit costs by own terms of a sales mode, yuan; null where they are none or of another mode.</summary>
    internal static decimal? OwnPrice(SalesMode? mode, decimal listPrice, Terms terms) =>
        mode is null ? null : mode == SalesMode.FloorPrice ? terms.Price : terms.Discount is null ? null : terms.UnitPrice(listPrice);

    private static StandingTerms Standing(IReadOnlyCollection<CustomerTerms> rows, DateTime at, Func<int, bool> isOutdated)
    {
        var next = rows.Where(t => t.ValidFrom > at && !t.NeverHeld).MinBy(t => t.ValidFrom);
        var standing = OwnTermsTimeline.At(rows, at) switch
        {
            null => StandingTerms.None,
            { } old when isOutdated(old.ModeNumber) => StandingTerms.None with { Outdated = old.Terms },
            { } held => new StandingTerms(held.Terms, held.ValidFrom, held.ValidTo),
        };
        return next is null ? standing : standing with { NextFrom = next.ValidFrom, Next = next.Terms };
    }

    /// <summary>
    /// What the customer comes to pay by terms with the promotions on top that it is entitled to and that meet them, yuan per unit by offer; where none does,
    /// they are missing.
    /// </summary>
    private static async Task<IReadOnlyDictionary<long, decimal?>> StackedAsync(
        KBossDbContext db, Actor me, long buyerId, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var set = writes.Where(w => OwnPrice(w.Mode, w.ListPrice, w.Terms) is not null).ToList();
        if (set.Count == 0)
        {
            return new Dictionary<long, decimal?>();
        }

        var promotions = await db.PromotionsAsync(me.OrganizationId, buyerId, [.. set.Select(w => w.OfferId)], db.Now, PromotionSelection.All, ct);
        return set.Select(w => (w.OfferId, Price: StackedPrices.Lowest(
                OwnPrice(w.Mode, w.ListPrice, w.Terms), promotions[w.OfferId], w.ValidFrom ?? db.Now, w.ValidTo)))
            .Where(w => w.Price is not null).ToDictionary(w => w.OfferId, w => w.Price);
    }

    private static bool Loses(TermsWrite write, decimal? stacked) =>
        OwnPrice(write.Mode, write.ListPrice, write.Terms) < write.After.Cost || (write.Mode != SalesMode.Commission && stacked < write.After.Cost);

    /// <summary>Whoever may not see costs is told that it is below, and not below what.</summary>
    private static RuleException BelowCost(TermsWrite write, decimal? stacked, Actor me)
    {
        var field = write.Terms.Price is null ? "discount" : "price";
        var price = OwnPrice(write.Mode, write.ListPrice, write.Terms);
        return !(price < write.After.Cost) ? new RuleException("Pricing.OwnStackBelowCost", write.SkuCode, price, stacked) { Field = field }
            : me.Has(Permissions.CostsView)
            ? new RuleException("Distribution.BelowCost", write.SkuCode, write.After.Cost, price) { Field = field }
            : new RuleException("Pricing.OwnBelowCost", write.SkuCode, price) { Field = field };
    }

    /// <summary>The lowest share and margin that the customer comes to pay, a promotion on top included.</summary>
    private static ApprovalFacts FactsOf(string code, IReadOnlyList<TermsWrite> writes, IReadOnlyDictionary<long, decimal?> stacked)
    {
        var after = writes.Select(w => (w.ListPrice, After: Stacked(w, stacked.GetValueOrDefault(w.OfferId)))).ToList();
        return new ApprovalFacts(
            code,
            Discount: after.Select(w => Money.ShareBelow(w.After.UnitPrice, w.ListPrice)).Min(),
            MarginRate: after.Select(w => Money.ShareBelow(w.After.Margin, w.After.UnitPrice)).Min());
    }

    /// <summary>What is paid after the change, with the promotions on top; a commission leaves its share of any price.</summary>
    private static TermsState Stacked(TermsWrite write, decimal? stacked)
    {
        var after = write.After;
        if (stacked is not { } price || price >= after.UnitPrice)
        {
            return after;
        }

        var cost = write.Mode == SalesMode.Commission && after is { Cost: { } share, UnitPrice: { } paid and > 0 } ? Money.UnitPrice(share / paid * price) : after.Cost;
        return after with { UnitPrice = price, Cost = cost, Margin = price - cost };
    }

    private async Task<CustomerTermsEvidence> EvidenceAsync(
        KBossDbContext db, Customer customer, string code, IReadOnlyList<TermsWrite> writes, IReadOnlyDictionary<long, decimal?> stacked, CancellationToken ct)
    {
        var since = ChinaTime.AddDays(db.Now, -CustomerTermsEvidence.Days);
        var bought = (await trade.BoughtAsync(db, customer.SellerId, customer.BuyerId, since, ct)).ToDictionary(b => b.OfferId);
        var all = await trade.TradeAsync(db, customer.SellerId, customer.BuyerId, ct);
        var salesperson = customer.SalespersonId is { } id ? await db.Members.Where(m => m.Id == id).Select(m => m.Name).FirstOrDefaultAsync(ct) : null;
        var lines = writes.Select(w =>
        {
            var sold = bought.GetValueOrDefault(w.OfferId);
            return new EvidenceLine(
                w.SkuCode, w.ProductName, w.ListPrice, EvidenceSide.Of(w.Before), EvidenceSide.Of(w.After), w.ValidFrom, w.ValidTo, sold?.Units ?? 0,
                sold?.Amount ?? 0)
            {
                Stacked = stacked.TryGetValue(w.OfferId, out var price) && price < w.After.UnitPrice ? EvidenceSide.Of(Stacked(w, price)) : null,
            };
        }).ToList();
        return new CustomerTermsEvidence(
            code, new EvidenceCustomer(customer.Name, salesperson, customer.CreatedAt, all.Orders, all.Amount, all.LastOrderAt), since, lines.Count,
            lines.Count(l => l.Loses),
            [.. lines.OrderBy(l => (l.Stacked ?? l.After).MarginRate ?? decimal.MaxValue).ThenBy(l => l.SkuCode, StringComparer.Ordinal).Take(CustomerTermsEvidence.MaxLines)],
            EvidenceEffect.Of(lines));
    }
}
