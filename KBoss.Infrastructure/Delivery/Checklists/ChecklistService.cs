using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Checklists;

/// <summary>A product type with the list in force, or without one; <see cref="Number"/> is its version, 0 for none; times UTC.</summary>
public sealed record ChecklistRow(string ProductType, int Number, int Items, By ChangedBy, DateTime? ChangedAt);

/// <summary>The list in force of a product type, as it is edited.</summary>
public sealed record ChecklistDetails(string ProductType, int Number, IReadOnlyList<CheckItem> Items);

/// <summary>Keeps what is looked at before something of a product type is handed over.</summary>
public sealed class ChecklistService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>Every product type of the organization with its list, by name; one that was renamed stands there under its new name alone.</summary>
    public async Task<Page<ChecklistRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ChecklistsManage, ct);
        await using var db = contexts.Open(me);
        var types = await db.Products.Where(p => p.OrganizationId == me.OrganizationId && p.DeletedAt == null).Select(p => p.Type)
            .Union(db.Checklists
                .Where(c => !db.ProductWords.Any(w => w.List == WordList.Types) || db.ProductWords.Any(w => w.List == WordList.Types && w.Name == c.ProductType))
                .Select(c => c.ProductType)).OrderBy(t => t).ToPageAsync(request, ct);
        var lists = await db.Checklists.AsNoTracking().Where(c => types.Rows.Contains(c.ProductType))
            .Where(c => !db.Checklists.Any(later => later.ProductType == c.ProductType && later.Number > c.Number)).ToListAsync(ct);
        return new(
        [
            .. types.Rows.Select(type => lists.Find(c => c.ProductType == type) is { } list
                ? new ChecklistRow(type, list.Number, list.Count, list.CreatedBy, list.CreatedAt)
                : new ChecklistRow(type, 0, 0, By.Nobody, null)),
        ], types.Total);
    }

    /// <summary>The list in force of a product type; an empty one where there is none.</summary>
    public async Task<ChecklistDetails> GetAsync(string productType, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ChecklistsManage, ct);
        await using var db = contexts.Open(me);
        var list = await db.Checklists.AsNoTracking().Include(c => c.Items)
            .Where(c => c.ProductType == productType).OrderByDescending(c => c.Number).FirstOrDefaultAsync(ct);
        return new ChecklistDetails(
            productType, list?.Number ?? 0, [.. (list?.Items ?? []).OrderBy(i => i.Position).Select(i => new CheckItem(i.Text, i.Required))]);
    }

    /// <summary>
    /// A new version of the list of a product type; what was ticked for open tasks stays as it was. Refuses with <c>Delivery.ChecklistChanged</c> when
    /// somebody else has changed it since version <paramref name="seen"/>, and like the constructor of <see cref="Checklist"/>.
    /// </summary>
    public async Task ChangeAsync(string productType, int seen, IReadOnlyList<CheckItem> items, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ChecklistsManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var last = await db.Checklists.Where(c => c.ProductType == productType).Select(c => (int?)c.Number).MaxAsync(ct) ?? 0;
            if (last != seen)
            {
                throw new RuleException("Delivery.ChecklistChanged", productType);
            }

            db.Checklists.Add(new Checklist(me.OrganizationId, productType, last + 1, items, me.By, db.Now));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
