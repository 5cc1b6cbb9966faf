using System.Globalization;
using System.Text.Json;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>List prices of a supplier's Skus have changed at the distributor that buys there.</summary>
internal sealed record ListPricesChanged(long DistributorId, long SupplierId);

/// <summary>
/// Tells the distributors below what they sell below cost and have not looked at, after list prices have changed of which their costs or prices are shares.
/// Who has not read the last notice gets no second one.
/// </summary>
internal sealed class DownstreamLosses(KBossDbContextFactory contexts, Losses losses) : IOutboxHandler
{
    public const string OutboxKind = "ListPricesChanged";

    private const string NoticeKind = "BelowCostUpstream";

    public string Kind => OutboxKind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var changed = JsonSerializer.Deserialize<ListPricesChanged>(payload) ?? throw new OutboxRefusedException("The message is empty.");
        List<long> sellers;
        await using (var all = contexts.Open(OrganizationScope.Everything))
        {
            sellers = await all.Offers.Where(o => o.Sku.SupplierId == changed.SupplierId && o.UpstreamOfferId != null && o.OrganizationId != changed.DistributorId)
                .Select(o => o.OrganizationId).Distinct().ToListAsync(ct);
        }

        foreach (var seller in sellers)
        {
            await contexts.InTransactionAsync(OrganizationScope.Of(seller), null, db => TellAsync(db, seller, changed.SupplierId, ct), ct);
        }
    }

    private async Task TellAsync(KBossDbContext db, long seller, long supplierId, CancellationToken ct)
    {
        var found = (await losses.FindAsync(db, seller, db.Now, supplierId, ct: ct)).Where(l => !l.IsAccepted).ToList();
        var subject = supplierId.ToString(CultureInfo.InvariantCulture);
        if (found.Count > 0 && !await db.Notices.AnyAsync(n => n.Kind == NoticeKind && n.Subject == subject && n.ReadAt == null, ct))
        {
            string[] args = [found.Count.ToString(CultureInfo.InvariantCulture), found[0].Pricing.Reading.SupplierName];
            await SupplySales.TellOperationsAsync(db, seller, NoticeKind, subject, args, ct);
            await db.SaveChangesAsync(ct);
        }
    }
}
