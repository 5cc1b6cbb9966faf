using System.Linq.Expressions;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common.Things;

namespace KBoss.Infrastructure.Delivery.Desk;

/// <summary>A resource as timelines tell of it; times UTC.</summary>
internal sealed record ToldResource(
    string ResourceNo, long OrderLineId, string ProductName, int Quantity, DateTime StartsAt, DateTime? EndsAt, DateTime? ReleasesAt)
{
    /// <summary>What a query reads of it.</summary>
    public static Expression<Func<Resource, ToldResource>> Of { get; } =
        r => new ToldResource(r.ResourceNo, r.OrderLineId, r.Sold.ProductName, r.Quantity, r.StartsAt, r.EndsAt, r.ReleasesAt);
}

/// <summary>One paid renewal as timelines tell of it; times UTC.</summary>
internal sealed record ToldRenewal(string ResourceNo, string OrderNo, DateTime OldEnd, DateTime NewEnd, DateTime PaidAt, DateTime? ConfirmedAt)
{
    /// <summary>Whether the end had passed before it was paid.</summary>
    public bool Lapsed => OldEnd < PaidAt;
}

/// <summary>
/// What becomes of resources after they were handed over, for whoever sees them: the ends that have passed and the one ahead, by the instant and not by how far
/// the schedule has come. Pieces of one product for which the same happens at the same instant are told together.
/// </summary>
internal static class LifeOfResources
{
    /// <param name="lapsed">The ends that had passed before somebody renewed, each with the number of its resource.</param>
    /// <param name="linked">Whether the story is about something else than the resource, so that one that stands alone is a link.</param>
    public static IEnumerable<ThingEvent> Tell(
        IReadOnlyCollection<ToldResource> resources, IEnumerable<(string ResourceNo, DateTime End)> lapsed, DateTime now, bool linked)
    {
        var ends = lapsed.ToLookup(l => l.ResourceNo, l => l.End);
        return resources.SelectMany(r => MarksOf(r, ends[r.ResourceNo], now).Select(mark => (Resource: r, Mark: mark)))
            .GroupBy(x => (x.Mark, x.Resource.ProductName))
            .Select(same => new ThingEvent(same.Key.Mark.At, $"Resource.{same.Key.Mark.Kind}", By.Nobody, same.Key.ProductName, same.Sum(x => x.Resource.Quantity))
            {
                Ahead = same.Key.Mark.At > now,
                About = linked && same.Count() == 1 ? new ThingRef(Thing.Resource, same.First().Resource.ResourceNo) : null,
            });
    }

    private static IEnumerable<(string Kind, DateTime At)> MarksOf(ToldResource resource, IEnumerable<DateTime> lapsed, DateTime now)
    {
        foreach (var end in lapsed)
        {
            yield return ("Expired", end);
        }

        if (resource.EndsAt is not { } at)
        {
            yield break;
        }

        yield return (at > now ? "Ends" : "Expired", at);
        if (at <= now && resource.ReleasesAt is { } release)
        {
            yield return (release > now ? "Releases" : "Released", release);
        }
    }
}
