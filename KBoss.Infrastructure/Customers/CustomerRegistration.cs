using KBoss.Domain.Customers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Organizations;

namespace KBoss.Infrastructure.Customers;

/// <summary>Makes whoever registers a customer of its seller, without a salesperson: a public customer [R-ORG-2].</summary>
internal sealed class CustomerRegistration(TimeProvider time) : IRegistrationStep
{
    public void Add(KBossDbContext db, NewCustomer customer) => db.Add(new Customer(
        customer.SellerId, customer.Organization.Id, customer.Organization.Name, customer.FirstMember.Name, customer.FirstMember.Phone, time.UtcNow()));
}
