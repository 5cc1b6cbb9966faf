using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Data;

namespace KBoss.Infrastructure.Organizations;

/// <summary>A customer that is being registered: saved organization, its seller, and its first member.</summary>
public sealed record NewCustomer(Organization Organization, long SellerId, Member FirstMember);

/// <summary>What another module adds for a customer in the transaction of its registration; it never saves.</summary>
public interface IRegistrationStep
{
    void Add(KBossDbContext db, NewCustomer customer);
}
