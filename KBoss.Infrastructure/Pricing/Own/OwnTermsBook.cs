using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>What is put into one customer's terms for an offer: terms under the sales mode of a number, or none.</summary>
internal sealed record OwnTermsPut(long OfferId, Terms Terms, int ModeNumber);

/// <summary>
/// All that was ever agreed with one customer for some offers, in a use case that changes it. Whoever changes the terms of the same customer at this moment
/// is met on the row of the customer, so that what was read still stands when it is saved [R-PRC-5].
/// </summary>
internal sealed class OwnTermsBook
{
    private readonly KBossDbContext db;
    private readonly Customer customer;
    private readonly Dictionary<long, List<CustomerTerms>> rows;

    private OwnTermsBook(KBossDbContext db, Customer customer, Dictionary<long, List<CustomerTerms>> rows) =>
        (this.db, this.customer, this.rows) = (db, customer, rows);

    /// <summary>Opens it for the offers; the caller saves.</summary>
    public static async Task<OwnTermsBook> OpenAsync(KBossDbContext db, Customer customer, IReadOnlyCollection<long> offerIds, CancellationToken ct)
    {
        db.Touch(customer);
        var rows = await db.CustomerTerms
            .Where(t => t.OrganizationId == customer.SellerId && t.BuyerId == customer.BuyerId && EF.Parameter(offerIds).Contains(t.OfferId))
            .OrderBy(t => t.Id).ToListAsync(ct);
        return new OwnTermsBook(db, customer, rows.GroupBy(t => t.OfferId).ToDictionary(g => g.Key, g => g.ToList()));
    }

    /// <summary>All that was ever agreed for an offer.</summary>
    public IReadOnlyCollection<CustomerTerms> Of(long offerId) => rows.TryGetValue(offerId, out var known) ? known : [];

    /// <summary>What overlaps a period (UTC), in the order of time.</summary>
    public IReadOnlyList<OwnTermsStood> Overlapping(long offerId, Period period) =>
        [.. Of(offerId).Where(t => t.Valid.Overlaps(period)).OrderBy(t => t.ValidFrom).Select(OwnTermsStood.Of)];

    /// <summary>
    /// Puts terms, or none, into a period (UTC), ending and splitting what they overlap. Returns whether anything changed: the same terms for the same time
    /// are nothing new. Refused with <c>Pricing.PeriodBegun</c>, <c>Pricing.PeriodInvalid</c> and <c>Pricing.PeriodTooFar</c>.
    /// </summary>
    public bool Put(OwnTermsPut put, Period period, By by, string? requestNo)
    {
        var known = rows.TryGetValue(put.OfferId, out var found) ? found : rows[put.OfferId] = [];
        var standing = OwnTermsTimeline.At(known, period.From);
        if (put.Terms.IsNone ? !known.Any(t => t.Valid.Overlaps(period))
            : standing is not null && standing.Terms == put.Terms && standing.ModeNumber == put.ModeNumber && standing.ValidTo == period.To)
        {
            return false;
        }

        var others = put.Terms.IsNone ? null : new CustomerTerms(
            customer.SellerId, customer.BuyerId, put.OfferId, put.Terms, period.From, period.To, put.ModeNumber, by, db.Now, requestNo);
        var added = OwnTermsTimeline.Put(known, others, period, by, db.Now);
        known.AddRange(added);
        db.AddRange(added);
        return true;
    }
}
