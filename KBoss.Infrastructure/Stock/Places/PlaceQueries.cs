using KBoss.Domain.Access;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Places;

/// <summary>
/// A place of the tree with what lies in it, by code. The devices are those in it and in whatever lies in it, but for retired ones; in use are those of them
/// that customers have or orders hold.
/// </summary>
public sealed record PlaceNode(
    long Id, int Version, string Code, string Name, string Note, PlaceKind Kind, PlaceState State, int? Units, int Here, int Devices, int InUse, int Unusable,
    IReadOnlyList<PlaceNode> Inside)
{
    /// <summary>The share of what could be used that is used; null where there is nothing.</summary>
    public decimal? Utilisation => Devices > Unusable ? (decimal)InUse / (Devices - Unusable) : null;
}

/// <summary>A place to choose: its code and what it is called, from the data centre down.</summary>
public sealed record PlaceChoice(string Code, string Text, bool Open);

/// <summary>Reads the places of the actor's organization.</summary>
public sealed class PlaceQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The data centres with everything in them that was not removed.</summary>
    public async Task<IReadOnlyList<PlaceNode>> TreeAsync(CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var places = (await db.Places.AsNoTracking().Where(p => p.State != PlaceState.Removed).OrderBy(p => p.Code).ToListAsync(ct)).ToLookup(p => p.ParentId);
        var counted = (await db.Devices.Where(d => d.PlaceId != null && d.State != DeviceState.Retired)
            .GroupBy(d => new { d.PlaceId, d.State }).Select(g => new { g.Key.PlaceId, g.Key.State, Count = g.Count() }).ToListAsync(ct))
            .ToLookup(d => d.PlaceId!.Value, d => (d.State, d.Count));
        return Nodes(null);

        IReadOnlyList<PlaceNode> Nodes(long? parentId) => [.. places[parentId].Select(place =>
        {
            var inside = Nodes(place.Id);
            var here = counted[place.Id].ToList();
            return new PlaceNode(
                place.Id, place.Version, place.Code, place.Name, place.Note, place.Kind, place.State, place.Units, here.Sum(d => d.Count),
                here.Sum(d => d.Count) + inside.Sum(p => p.Devices),
                here.Where(d => d.State is DeviceState.InUse or DeviceState.Reserved).Sum(d => d.Count) + inside.Sum(p => p.InUse),
                here.Where(d => d.State is DeviceState.Faulty or DeviceState.InCheck).Sum(d => d.Count) + inside.Sum(p => p.Unusable), inside);
        })];
    }

    /// <summary>Every place that was not removed, in the order of the tree, for choosing one.</summary>
    public async Task<IReadOnlyList<PlaceChoice>> ChoicesAsync(CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var places = (await db.Places.AsNoTracking().Where(p => p.State != PlaceState.Removed).OrderBy(p => p.Code)
            .Select(p => new { p.Id, p.ParentId, p.Code, p.Name, p.State }).ToListAsync(ct)).ToLookup(p => p.ParentId);
        var choices = new List<PlaceChoice>();
        Add(null, "");
        return choices;

        void Add(long? parentId, string above)
        {
            foreach (var place in places[parentId])
            {
                var text = above.Length == 0 ? place.Name : $"{above} / {place.Name}";
                choices.Add(new PlaceChoice(place.Code, $"{text} ({place.Code})", place.State == PlaceState.Active));
                Add(place.Id, text);
            }
        }
    }
}
