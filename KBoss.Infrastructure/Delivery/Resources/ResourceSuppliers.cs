using KBoss.Domain.Delivery;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>Where a resource runs: at which supplier of which distributor, and by which interface that is asked.</summary>
public sealed record ResourceSupplier(long OrganizationId, long SupplierId, Connector Connector);

/// <summary>
/// Where resources run. Their customer does not see it, nor does a seller that buys from above: what is told to them are the doors that follow from it.
/// </summary>
public sealed class ResourceSuppliers(KBossDbContextFactory contexts, IEnumerable<IConnector> connectors)
{
    /// <summary>By the order line that brought the resource.</summary>
    public async Task<IReadOnlyDictionary<long, ResourceSupplier>> OfAsync(IReadOnlyCollection<long> orderLineIds, CancellationToken ct)
    {
        if (orderLineIds.Count == 0)
        {
            return new Dictionary<long, ResourceSupplier>();
        }

        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.FulfilmentTasks.Where(t => EF.Parameter(orderLineIds).Contains(t.OrderLineId) && t.Status != FulfilmentStatus.Cancelled)
            .ToDictionaryAsync(t => t.OrderLineId, t => new ResourceSupplier(t.OrganizationId, t.SupplierId, t.Connector), ct);
    }

    /// <summary>The distributors at which the work on resources lies.</summary>
    public async Task<IReadOnlyList<long>> OrganizationsAsync(IReadOnlyCollection<long> orderLineIds, CancellationToken ct) =>
        [.. (await OfAsync(orderLineIds, ct)).Values.Select(s => s.OrganizationId).Distinct()];

    /// <summary>The interface that can do something with a resource; null where people do it.</summary>
    public IConnector? Find(Connector kind, ConnectorAbilities ability, string reference) =>
        reference.Length == 0 ? null : connectors.FirstOrDefault(c => c.Kind == kind && c.Abilities.HasFlag(ability));

    /// <summary>The doors that a resource has: those of its supplier's interface, and the console that Maintenance has written down.</summary>
    public IReadOnlyList<Door> DoorsOf(Resource resource, ResourceSupplier? supplier) =>
    [
        .. Enum.GetValues<Door>().Where(door => (door == Door.Console && resource.ConsoleUrl.Length > 0)
            || (supplier is not null && Find(supplier.Connector, AbilityOf(door), resource.Reference) is not null)),
    ];

    /// <summary>What a supplier must be able to do for a door.</summary>
    public static ConnectorAbilities AbilityOf(Door door) => door switch
    {
        Door.Desktop => ConnectorAbilities.Desktop,
        Door.Terminal => ConnectorAbilities.Terminal,
        _ => ConnectorAbilities.Console,
    };
}
