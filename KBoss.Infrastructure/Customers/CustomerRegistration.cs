using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>Makes whoever registers a customer of its seller: of the salesperson who invited it, or a public customer [R-ORG-2].</summary>
internal sealed class CustomerRegistration : IRegistrationStep, IInvitations
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

    public async Task<Invitation> UseAsync(KBossDbContext db, string code, DateTime now, CancellationToken ct)
    {
        var normal = InviteCode.Normal(code);
        var invite = await db.InviteCodes.FirstOrDefaultAsync(i => i.Code == normal, ct)
            ?? throw new RuleException("Customers.InviteUnknown", code.Trim()) { Field = "invite-code" };
        invite.Use(now);
        // Who has left serves nobody: the customer then waits in the pool of the same distributor.
        var serving = await db.Members.Serving(invite.OrganizationId, OrganizationKind.Distributor).AnyAsync(m => m.Id == invite.MemberId, ct);
        return new Invitation(invite.Code, invite.OrganizationId, serving ? invite.MemberId : null);
    }
}
