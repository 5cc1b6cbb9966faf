using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Desk;

/// <summary>
/// A Sku as the actor's distributor sells it: what it is, what everybody pays and why customers do not see it, of every supplier that has the code; and its story.
/// </summary>
public sealed record DeskSku(string Code, IReadOnlyList<TermsGridRow> Offers, IReadOnlyList<ThingEvent> Story);

/// <summary>Reads one Sku for the people of a distributor that sells it, at every level of the chain.</summary>
public sealed class SkuDeskQueries(KBossDbContextFactory contexts, ICurrentActor current, TermsWorkbenchQueries terms, Timeline<SkuStory> timeline)
{
    /// <summary>
    /// What the distributor sells under a code, deleted products too, without the name of a supplier of a distributor above; <see cref="NotFoundException"/>
    /// where that is nothing.
    /// </summary>
    public async Task<DeskSku> GetAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        var offers = await terms.WhyInvisibleAsync(code, ct);
        if (offers.Count == 0)
        {
            throw new NotFoundException("sku", code);
        }

        await using var db = contexts.Open(me);
        var story = await timeline.TellAsync(db, new SkuStory(me, offers[0].SkuCode, [.. offers.Select(o => o.OfferId)]), ct);
        // Who supplies a distributor above is that one's own concern: whoever buys from it buys from it.
        return new DeskSku(offers[0].SkuCode, [.. offers.Select(o => o.FromUpstream ? o with { SupplierName = "" } : o)], story);
    }
}
