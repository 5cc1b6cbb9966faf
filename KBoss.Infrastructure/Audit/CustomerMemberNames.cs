using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Audit;

/// <summary>
/// How members of a distributor's customers are called in its log: what they have done to what both share, such as a ticket that they closed, is kept there by
/// their id. Told are the names of the member and of its organization, with the customer's page.
/// </summary>
public sealed class CustomerMemberNames(KBossDbContextFactory contexts)
{
    /// <summary>The names of those among these members who belong to customers of the distributor, by id.</summary>
    internal async Task<IReadOnlyDictionary<long, NamedRow>> OfAsync(long sellerId, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Members.AsNoTracking().Where(m => ids.Contains(m.Id))
            .Join(
                db.Organizations.Where(o => o.SellerId == sellerId && o.Kind == OrganizationKind.Customer), m => m.OrganizationId, o => o.Id,
                (m, o) => new NamedRow { Id = m.Id, Name = m.Name == o.Name ? m.Name : m.Name + " · " + o.Name, Thing = Thing.Customer, Key = o.Code })
            .ToDictionaryAsync(row => row.Id, ct);
    }
}
