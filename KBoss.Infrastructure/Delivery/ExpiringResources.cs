using KBoss.Domain.Delivery;

namespace KBoss.Infrastructure.Delivery;

/// <summary>Which resources are about to end.</summary>
internal static class ExpiringResources
{
    /// <summary>Those that can be used at an instant (UTC) and end soon.</summary>
    public static IQueryable<Resource> Expiring(this IQueryable<Resource> resources, DateTime now) =>
        resources.Where(r => r.Status == ResourceStatus.Active && r.EndsAt > now && r.EndsSoonAt <= now);
}
