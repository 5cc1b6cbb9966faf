using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>Tells whoever may act of an identity or of somebody who wants to join.</summary>
internal static class IdentityNotices
{
    /// <summary>Adds a notice for each active member of the organization whose roles hold the permission; the caller saves.</summary>
    public static async Task TellAsync(
        this KBossDbContext db, long organizationId, OrganizationKind kind, string permission, string notice, string[] args, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(permission).Where(held => held.Kind == kind).Select(held => held.Role).ToList();
        var members = await db.Members
            .Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
        db.AddRange(members.Select(member => new Notice(organizationId, member, notice, "", args, db.Now)));
    }

    /// <summary>Tells the seller's staff that number and document of a customer wait to be looked at.</summary>
    public static Task TellOfIdentityAsync(this KBossDbContext db, long sellerId, string customer, CancellationToken ct) =>
        db.TellAsync(sellerId, OrganizationKind.Distributor, Permissions.CustomersVerifyIdentity, "IdentityToCheck", [customer], ct);
}
