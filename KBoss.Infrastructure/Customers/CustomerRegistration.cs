using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;

namespace KBoss.Infrastructure.Customers;

/// <summary>Makes whoever registers a customer of its seller: of the salesperson who invited it, or a public customer [R-ORG-2].</summary>
internal sealed class CustomerRegistration : IRegistrationStep
{
    public void Add(KBossDbContext db, NewCustomer customer)
    {
        var added = new Customer(
            new Parties(customer.SellerId, customer.Organization.Id), customer.Organization.Name, customer.FirstMember.Name, customer.FirstMember.Phone,
            db.Now);
        db.Add(added);
        if (customer.Invitation is { SalespersonId: { } salespersonId } invitation)
        {
            db.Add(new CustomerAssignment(added, salespersonId, By.Part(invitation.Code), "", db.Now));
            added.AssignTo(salespersonId);
        }
    }
}
