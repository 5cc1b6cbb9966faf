using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup;

/// <summary>The root distributor, which stands before everybody else.</summary>
internal static class RootOrganization
{
    /// <summary>The root distributor, made with its default book if there is none yet.</summary>
    public static async Task<Organization> EnsureAsync(KBossDbContext db, string name, string code, DateTime now, CancellationToken ct)
    {
        if (await db.Organizations.FirstOrDefaultAsync(o => o.SellerId == null, ct) is { } existing)
        {
            return existing;
        }

        var root = Organization.CreateRoot(name, code, now);
        db.Add(root);
        await db.SaveChangesAsync(ct);
        LedgerService.CreateBook(db, root.Id);
        await db.SaveChangesAsync(ct);
        return root;
    }
}
