using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>Where the members of organizations are reached.</summary>
internal sealed class MemberAddresses : IMemberAddresses
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<MemberAddress>> FindAsync(KBossDbContext db, IReadOnlyCollection<long> memberIds, CancellationToken ct) =>
        await db.Members.Where(m => memberIds.Contains(m.Id) && m.Status == MemberStatus.Active)
            .Join(db.Organizations, m => m.OrganizationId, o => o.Id, (m, o) => new { Member = m, o.Kind }).OrderBy(found => found.Member.Id)
            .Select(found => new MemberAddress(
                found.Member.Id, found.Member.OrganizationId, found.Kind, found.Member.Name, found.Member.Phone, found.Member.Language)).ToListAsync(ct);

    /// <inheritdoc />
    public async Task<long> SellerAsync(KBossDbContext db, long organizationId, CancellationToken ct) =>
        await db.Organizations.Where(o => o.Id == organizationId).Select(o => o.SellerId).FirstOrDefaultAsync(ct) ?? organizationId;
}
