using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>How own terms stand at a moment.</summary>
public enum OwnTermsState
{
    InForce,

    /// <summary>They begin later.</summary>
    Ahead,

    /// <summary>They held to their end.</summary>
    Over,

    /// <summary>Others took their place, or they were taken off, before their end.</summary>
    Ended,
}

/// <summary>
/// Terms of one customer's own: a discount of the list price or a fixed price in yuan, from (inclusive) to (exclusive), UTC; who agreed them, and by which
/// approval if one was asked for.
/// </summary>
/// <param name="AgreedTo">Until when they were agreed; where <see cref="ValidTo"/> is earlier, <see cref="EndedBy"/> ended them.</param>
public sealed record CustomerTermsRow(
    long Id, string ProductName, string SkuCode, string Options, decimal ListPrice, Terms Terms, DateTime ValidFrom, DateTime? ValidTo, DateTime? AgreedTo,
    By By, By EndedBy, string? RequestNo, OwnTermsState State)
{
    public bool InForce => State == OwnTermsState.InForce;

    public long OfferId { get; init; }

    public DateTime MadeAt { get; init; }

    /// <summary>An instant (UTC) at which they hold or held; null is now, or where they never did.</summary>
    public DateTime? HeldAt => State switch
    {
        OwnTermsState.Ahead => ValidFrom,
        OwnTermsState.Over or OwnTermsState.Ended when ValidTo > ValidFrom => ValidTo.Value.AddTicks(-1),
        _ => null,
    };

    /// <summary>Whether the customer buys below the seller's cost by them [R-PRC-4]; known to those who may see costs.</summary>
    public bool BelowCost { get; init; }
}

/// <summary>Reads what a seller has agreed with one of its customers.</summary>
public sealed class CustomerTermsQueries(KBossDbContextFactory contexts, ICurrentActor current, Losses losses, TimeProvider time)
{
    /// <summary>
    /// The customer's own terms, past and future ones too, newest first. The customer is named by the code of its organization;
    /// one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>. Filter <c>below</c> (<c>yes</c>: below cost, for those who may see costs).
    /// </summary>
    public async Task<Page<CustomerTermsRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        var now = time.UtcNow();
        var below = me.Has(Permissions.CostsView)
            ? await losses.OfCustomerAsync(db, me.OrganizationId, customer.BuyerId, now, ct)
            : new HashSet<long>();
        var terms = db.CustomerTerms.AsNoTracking().Where(t => t.BuyerId == customer.BuyerId);
        if (request.Is("below", "yes"))
        {
            terms = terms.Where(t => EF.Parameter(below).Contains(t.OfferId) && t.ValidFrom <= now && (t.ValidTo == null || t.ValidTo > now));
        }

        return await (
                from t in terms
                join o in db.Offers on t.OfferId equals o.Id
                join s in db.Skus on o.SkuId equals s.Id
                join p in db.Products on s.ProductId equals p.Id
                orderby t.Id descending
                select new CustomerTermsRow(
                    t.Id, p.Name, s.Code, s.Options, s.ListPrice, t.Terms, t.ValidFrom, t.ValidTo, t.AgreedTo, t.By, t.EndedBy, t.RequestNo,
                    t.ValidFrom <= now && (t.ValidTo == null || t.ValidTo > now) ? OwnTermsState.InForce
                        : t.ValidTo == t.ValidFrom || (t.ValidTo <= now && t.EndedAt != null) ? OwnTermsState.Ended
                        : t.ValidFrom > now ? OwnTermsState.Ahead
                        : OwnTermsState.Over)
                {
                    OfferId = t.OfferId,
                    MadeAt = t.MadeAt,
                    BelowCost = EF.Parameter(below).Contains(t.OfferId) && t.ValidFrom <= now && (t.ValidTo == null || t.ValidTo > now),
                })
            .ToPageAsync(request, ct);
    }
}
