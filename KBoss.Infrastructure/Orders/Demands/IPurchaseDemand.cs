using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Orders.Demands;

/// <summary>What a supplier asks of a customer, and the customer has not got.</summary>
/// <param name="Code">The code of the refusal, which says what to do; its argument is the name of the product.</param>
/// <param name="Pending">Whether the customer has done its part and waits for an answer.</param>
public sealed record DemandGap(Connector Connector, string Code, bool Pending = false);

/// <summary>Something has changed about what suppliers ask of a customer: pages that say what is missing for what it wants to buy read again.</summary>
public sealed record PurchaseDemandsChanged(long BuyerId);

/// <summary>Says what suppliers ask of a customer before their products may be bought; implemented by the modules that know the suppliers' interfaces.</summary>
public interface IPurchaseDemand
{
    /// <summary>
    /// What is missing, by interface, of those asked about; what nothing is missing for, or what asks for nothing, is left out. Without a buyer: what is asked of
    /// everybody. At most one query; the context's scope must cover the buyer.
    /// </summary>
    Task<IReadOnlyDictionary<Connector, DemandGap>> GapsAsync(
        KBossDbContext db, long? buyerId, IReadOnlyCollection<Connector> connectors, CancellationToken ct);
}
