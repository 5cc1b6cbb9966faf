using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>The states of resources as conditions of a query: what <see cref="Resource.StateAt"/> says of one.</summary>
internal static class ResourceStates
{
    /// <summary>Those that run or can still be renewed at an instant (UTC): all that are not released.</summary>
    public static IQueryable<Resource> Alive(this IQueryable<Resource> resources, DateTime now) =>
        resources.Where(r => r.Status != ResourceStatus.Released && (r.EndsAt == null || r.EndsAt > now || r.ReleasesAt > now));

    /// <summary>Those that are in a state at an instant (UTC).</summary>
    public static IQueryable<Resource> In(this IQueryable<Resource> resources, ResourceState state, DateTime now) => state switch
    {
        ResourceState.Running => resources.Where(r => r.Status != ResourceStatus.Released && (r.EndsAt == null || (r.EndsAt > now && r.EndsSoonAt > now))),
        ResourceState.Ending => resources.Where(r => r.Status != ResourceStatus.Released && r.EndsAt > now && r.EndsSoonAt <= now),
        ResourceState.Grace => resources.Where(r => r.Status != ResourceStatus.Released && r.EndsAt <= now && r.ReleasesAt > now),
        _ => resources.Where(r => r.Status == ResourceStatus.Released || (r.EndsAt <= now && r.ReleasesAt <= now)),
    };
}
