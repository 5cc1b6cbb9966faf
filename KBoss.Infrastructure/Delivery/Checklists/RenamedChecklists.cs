using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Checklists;

/// <summary>The checklist of a type goes with its name: the list in force is the next version under the new one; what was ticked keeps its own.</summary>
internal sealed class RenamedChecklists : IProductTypeUse
{
    public async Task RenamedAsync(KBossDbContext db, long ownerId, string from, string to, By by, CancellationToken ct = default)
    {
        var lists = await db.Checklists.AsNoTracking().Include(c => c.Items)
            .Where(c => c.OrganizationId == ownerId && (c.ProductType == from || c.ProductType == to))
            .Where(c => !db.Checklists.Any(later =>
                later.OrganizationId == c.OrganizationId && later.ProductType == c.ProductType && later.Number > c.Number))
            .ToListAsync(ct);
        var (moved, there) = (lists.Find(c => c.ProductType == from), lists.Find(c => c.ProductType == to));
        // What a type of that name once had is not what this one has.
        if (moved is not null || there is { Count: > 0 })
        {
            var items = (moved?.Items ?? []).OrderBy(i => i.Position).Select(i => new CheckItem(i.Text, i.Required)).ToList();
            db.Checklists.Add(new Checklist(ownerId, to, (there?.Number ?? 0) + 1, items, by, db.Now));
        }
    }
}
