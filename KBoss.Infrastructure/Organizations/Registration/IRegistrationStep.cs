using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>A customer that is being registered: saved organization, its seller, its first member, and the invitation that it came with, if any.</summary>
public sealed record NewCustomer(Organization Organization, long SellerId, Member FirstMember, Invitation? Invitation = null);

/// <summary>What an invite code stands for: the distributor to buy from, and the salesperson who serves, unless that one has left.</summary>
public sealed record Invitation(string Code, long SellerId, long? SalespersonId);

/// <summary>What another module adds for a customer in the transaction of its registration; it never saves.</summary>
public interface IRegistrationStep
{
    void Add(KBossDbContext db, NewCustomer customer);
}

/// <summary>Knows the invite codes that salespeople make [R-ORG-2].</summary>
public interface IInvitations
{
    /// <summary>
    /// Counts a registration on a code and tells what it stands for; a code that cannot be used is refused with the reason. The caller saves.
    /// </summary>
    Task<Invitation> UseAsync(KBossDbContext db, string code, DateTime now, CancellationToken ct);

    /// <summary>Why a code could not be used now; null where it could. Nothing is counted.</summary>
    Task<RuleException?> RefusalAsync(KBossDbContext db, string code, DateTime now, CancellationToken ct);
}
