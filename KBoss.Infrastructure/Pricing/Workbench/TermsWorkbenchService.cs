using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>Sets the terms of a scope for one or many of a distributor's offers in one transaction, by the same checks wherever they come from.</summary>
public sealed class TermsWorkbenchService(TermsFinder finder, TimeProvider time)
{
    /// <summary>
    /// What the change would do to each of the offers, and who would be asked for consent; changes nothing and throws what <see cref="ApplyAsync"/> does, but
    /// for refusals of single offers, which stand in their rows.
    /// </summary>
    /// <param name="progress">Hears how many of the offers have been looked at.</param>
    public async Task<TermsPreview> PreviewAsync(
        TermsScope scope, TermsSelection selection, TermsChange change, IProgress<TermsProgress>? progress = null, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: true, ct);
        await using var db = finder.Open(looker);
        var basis = await finder.BasisAsync(db, looker, time.UtcNow(), ct);
        Check(looker, change, basis.At);
        var wishes = await WishesAsync(db, looker, basis, selection, change, ct);
        var tried = await TermsTrial.TryAsync(db, looker, basis, wishes, ct, done => progress?.Report(new TermsProgress(done, wishes.Count)));
        var writes = tried.Where(t => t.Writes).Select(t => t.Write!).ToList();
        return new TermsPreview(
            [.. tried.Select(t => t.Row(looker.Me))],
            writes.Count == 0 ? [] : await looker.Scope.WouldAskAsync(db, looker.Me, looker.Holder, writes, ct));
    }

    /// <summary>
    /// Makes the change on all of the offers or on none; on those alone that can take it where <paramref name="goodOnly"/>. Returns how many differ, and who was
    /// asked for consent. Throws <see cref="NotFoundException"/> if one is not the actor's, <see cref="TermsChangedException"/> if something else stands there
    /// than was shown, <c>Distribution.NothingSelected</c>, <c>Distribution.TooManySelected</c>, <c>Pricing.PriceFarAbove</c> for a price that looks like a slip,
    /// and what <see cref="TermsChange"/> and the scope refuse.
    /// </summary>
    /// <param name="highToo">Whether somebody was asked about such prices and means them.</param>
    public async Task<TermsApplied> ApplyAsync(
        TermsScope scope, TermsSelection selection, TermsChange change, bool goodOnly = false, bool highToo = false, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: true, ct);
        return await finder.InTransactionAsync(looker, async db =>
        {
            var agreements = await AgreementsAsync(db, looker, ct);
            var basis = await finder.BasisAsync(db, looker, db.Now, ct);
            Check(looker, change, db.Now);
            var wishes = await WishesAsync(db, looker, basis, selection, change, ct);
            var tried = await TermsTrial.TryAsync(db, looker, basis, wishes, ct);
            if (!highToo && tried.FirstOrDefault(t => t.Writes && t.Write!.FarAbove is not null)?.Write is { } high)
            {
                throw new RuleException("Pricing.PriceFarAbove", high.SkuCode, high.Terms.Price, high.FarAbove) { Field = "high-too" };
            }

            return await WriteAsync(db, looker, agreements, tried, goodOnly, ct);
        }, ct);
    }

    /// <summary>
    /// Brings the terms back that stood after a change in the history, or before it, by the same checks as any other change; <see cref="NotFoundException"/>
    /// if there is no such change of this offer.
    /// </summary>
    public async Task<TermsApplied> RestoreAsync(TermsScope scope, SelectedOffer offer, long historyId, bool before = false, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: true, ct);
        return await finder.InTransactionAsync(looker, async db =>
        {
            var rows = await looker.Scope.HistoryAsync(db, looker.Me, looker.Holder, offer.OfferId, ct);
            var row = rows.FirstOrDefault(r => r.Id == historyId) ?? throw new NotFoundException("terms", historyId);
            // Until when the terms before it held, nobody knows any more.
            var until = !before && row.ValidTo > db.Now ? row.ValidTo : null;
            var change = (before ? row.Before : row.After) switch
            {
                { Discount: { } discount } => new TermsChange(TermsKind.Discount, discount, ValidTo: until),
                { Price: { } price } => new TermsChange(TermsKind.Price, price, ValidTo: until),
                _ => new TermsChange(TermsKind.Clear),
            };
            var agreements = await AgreementsAsync(db, looker, ct);
            var basis = await finder.BasisAsync(db, looker, db.Now, ct);
            return await WriteAsync(db, looker, agreements, await TermsTrial.TryAsync(db, looker, basis, [new TermsWish(offer, change)], ct), goodOnly: false, ct);
        }, ct);
    }

    /// <summary>
    /// The agreements in force of the actor's distributor, to be read before whatever is decided by them: whoever changes one of those that matter, or a cost
    /// under it, at the same moment is met there.
    /// </summary>
    internal static Task<List<SupplyAgreement>> AgreementsAsync(KBossDbContext db, TermsFinder.Looker looker, CancellationToken ct) =>
        db.SupplyAgreements.Where(a => a.OrganizationId == looker.Me.OrganizationId).InForce(db.Now).ToListAsync(ct);

    /// <summary>
    /// Writes what was tried in the caller's transaction, and saves. Terms that were found to be above the cost are above the one that stands when they are
    /// saved.
    /// </summary>
    /// <param name="agreements">What <see cref="AgreementsAsync"/> gave before anything was tried.</param>
    internal static async Task<TermsApplied> WriteAsync(
        KBossDbContext db, TermsFinder.Looker looker, IReadOnlyList<SupplyAgreement> agreements, IReadOnlyList<TermsTrial> tried, CancellationToken ct)
    {
        var writing = tried.Where(t => t.Writes).ToList();
        var suppliers = writing.Where(t => t.Sight.Offer.Agreement is not null).Select(t => t.Sight.Offer.Reading.Sku.SupplierId).ToHashSet();
        foreach (var agreement in agreements.Where(a => suppliers.Contains(a.SupplierId)))
        {
            db.Touch(agreement);
        }

        var asked = writing.Count == 0
            ? new Asked(null)
            : await looker.Scope.WriteAsync(db, looker.Me, looker.Holder, [.. writing.Select(t => t.Write!)], ct);
        await db.SaveChangesAsync(ct);
        return new TermsApplied(writing.Count, asked);
    }

    private static async Task<TermsApplied> WriteAsync(
        KBossDbContext db, TermsFinder.Looker looker, IReadOnlyList<SupplyAgreement> agreements, IReadOnlyList<TermsTrial> tried, bool goodOnly,
        CancellationToken ct) => !goodOnly && tried.FirstOrDefault(t => t.Refusal is not null) is { } refused
        ? throw refused.Refusal!
        : await WriteAsync(db, looker, agreements, tried, ct);

    /// <summary>A validity that makes no sense is one refusal and not one for each offer.</summary>
    private static void Check(TermsFinder.Looker looker, TermsChange change, DateTime now)
    {
        if (looker.Holder.HasValidity && change.Kind != TermsKind.Clear)
        {
            change.At(now);
        }
    }

    internal static async Task<IReadOnlyCollection<TermsWish>> WishesAsync(
        KBossDbContext db, TermsFinder.Looker looker, SupplyBasis basis, TermsSelection selection, TermsChange change, CancellationToken ct) =>
        selection.Filter is { } filter
            ? [.. (await TermsFinder.IdsAsync(db, looker, selection.Grid, filter, basis, ct)).Select(id => new TermsWish(new SelectedOffer(id), change))]
            : [.. selection.Offers.Select(offer => new TermsWish(offer, change))];
}
