using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Where a member who may sign in is reached, and in which language (<c>zh-CN</c> or <c>en</c>).</summary>
public sealed record MemberAddress(long MemberId, long OrganizationId, OrganizationKind Kind, string Name, string Phone, string Language);

/// <summary>Knows where members are reached; those who keep the members implement it.</summary>
public interface IMemberAddresses
{
    /// <summary>Those among the members whom the context sees and who are Active.</summary>
    Task<IReadOnlyList<MemberAddress>> FindAsync(KBossDbContext db, IReadOnlyCollection<long> memberIds, CancellationToken ct);

    /// <summary>The seller of an organization, or itself where it has none.</summary>
    Task<long> SellerAsync(KBossDbContext db, long organizationId, CancellationToken ct);
}
