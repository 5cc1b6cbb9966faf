using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>A supplier whose story is told, to whoever sees suppliers.</summary>
public sealed record SupplierStory(Actor Reader, long SupplierId, string Name) : ThingStory(Reader)
{
    public override IReadOnlyList<string> Subjects => [$"Supplier {Name}"];
}

/// <summary>What the module itself tells: since when it is a supplier, and every agreement, with its rate for whoever may see costs.</summary>
internal sealed class SupplierTimeline : IThingTimeline<SupplierStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, SupplierStory story, CancellationToken ct)
    {
        var since = await db.Suppliers.AsNoTracking().Where(s => s.Id == story.SupplierId).Select(s => s.CreatedAt).FirstAsync(ct);
        var agreements = await db.SupplyAgreements.AsNoTracking().Where(a => a.SupplierId == story.SupplierId)
            .OrderByDescending(a => a.Id).Select(a => new { a.Number, a.Rate, a.EffectiveFrom, a.CreatedAt }).InOrderAsync(ct);
        var costs = story.Reader.Has(Permissions.CostsView);
        return
        [
            new ThingEvent(since, "Supplier.Created", By.Nobody),
            .. agreements.Select(a => costs && a.Rate is { } rate
                ? new ThingEvent(a.CreatedAt, "Agreement.MadeAtRate", By.Nobody, a.Number, a.EffectiveFrom, rate.ToString("0.00##", CultureInfo.InvariantCulture))
                : new ThingEvent(a.CreatedAt, "Agreement.Made", By.Nobody, a.Number, a.EffectiveFrom)),
        ];
    }
}
