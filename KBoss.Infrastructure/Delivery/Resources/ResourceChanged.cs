using KBoss.Domain.Delivery;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>A resource, what its customer calls it, or how it goes on, is other than it was.</summary>
public sealed record ResourceChanged(long SellerId, long BuyerId, string ResourceNo)
{
    internal static ResourceChanged Of(Resource resource) => new(resource.SellerId, resource.BuyerId, resource.ResourceNo);
}

/// <summary>The work on a resource at its supplier is other than it was.</summary>
public sealed record ResourceTaskChanged(long OrganizationId, string TaskNo);
