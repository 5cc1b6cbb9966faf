using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>A customer organization and one of its members, as that member sees them; time UTC.</summary>
public sealed record MyAccount(
    string OrganizationName, string OrganizationCode, string Contact, string ContactPhone, DateTime CreatedAt, string MemberName, string UserName, string Phone);

/// <summary>Reads customer organizations.</summary>
public sealed class CustomerQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The customer organization of the actor and its own account, for whoever may see the wallet.</summary>
    public async Task<MyAccount> MineAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        return await (
                from member in db.Members.AsNoTracking()
                join organization in db.Organizations on member.OrganizationId equals organization.Id
                join customer in db.Customers on organization.Id equals customer.BuyerId
                where member.Id == me.MemberId && organization.Id == me.OrganizationId
                select new MyAccount(
                    organization.Name, organization.Code, customer.Contact, customer.Phone, organization.CreatedAt, member.Name, member.UserName, member.Phone))
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", me.OrganizationId);
    }
}
