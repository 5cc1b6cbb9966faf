using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Terms of one customer's own: a discount of the list price or a fixed price in yuan, from (inclusive) to (exclusive), UTC.</summary>
public sealed record CustomerTermsRow(
    long Id, string ProductName, string SkuCode, string Options, decimal ListPrice, Terms Terms, DateTime ValidFrom, DateTime? ValidTo, bool InForce);

/// <summary>Reads what a seller has agreed with one of its customers.</summary>
public sealed class CustomerTermsQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>
    /// The customer's own terms, past and future ones too, newest first. The customer is named by the code of its organization;
    /// one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Page<CustomerTermsRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        var now = time.UtcNow();
        return await (
                from t in db.CustomerTerms.AsNoTracking().Where(t => t.BuyerId == customer.BuyerId)
                join o in db.Offers on t.OfferId equals o.Id
                join s in db.Skus on o.SkuId equals s.Id
                join p in db.Products on s.ProductId equals p.Id
                orderby t.Id descending
                select new CustomerTermsRow(
                    t.Id, p.Name, s.Code, s.Options, s.ListPrice, t.Terms, t.ValidFrom, t.ValidTo,
                    t.ValidFrom <= now && (t.ValidTo == null || t.ValidTo > now)))
            .ToPageAsync(request, ct);
    }
}
