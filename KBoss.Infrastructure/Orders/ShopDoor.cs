using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations;
using KBoss.Infrastructure.Pricing;

namespace KBoss.Infrastructure.Orders;

/// <summary>Whose shop somebody stands in, and for which customer; a visitor and the seller's own staff see the prices for everybody.</summary>
/// <param name="Chain">The seller and everyone it buys from: who must be looked at to know what an offer is and costs.</param>
public sealed record ShopVisit(Actor? Actor, long SellerId, long? BuyerId, IReadOnlyList<long> Chain)
{
    /// <summary>The same shop for somebody who is no customer: what is seen there is the same for all.</summary>
    public ShopVisit OfNobody => this with { Actor = null, BuyerId = null };

    /// <summary>The parties of a sale in this shop; queries narrow it down to the seller's offers and the buyer's own rows.</summary>
    public OrganizationScope Scope => OrganizationScope.Of(BuyerId is { } buyer ? [buyer, .. Chain] : Chain);
}

/// <summary>The one door into a seller's scope for visitors and customers, who have none of their own there.</summary>
public sealed class ShopDoor(KBossDbContextFactory contexts, SellerDirectory sellers, ICurrentActor current)
{
    /// <summary>The customer's seller, the staff's own shop, or the root's; null while there is no root distributor.</summary>
    public async Task<ShopVisit?> FindAsync(CancellationToken ct = default)
    {
        // Who has a duty left sees what a visitor sees.
        var actor = await current.FindAsync(ct) is { Duty: null } member ? member : null;
        var seller = actor switch
        {
            { Kind: OrganizationKind.Customer } => await sellers.FindSellerAsync(actor.OrganizationId, ct),
            { Kind: OrganizationKind.Distributor } => actor.OrganizationId,
            _ => await sellers.FindRootAsync(ct),
        };
        return seller is { } id
            ? new ShopVisit(actor, id, actor is { Kind: OrganizationKind.Customer } ? actor.OrganizationId : null, await sellers.ChainAsync(id, ct))
            : null;
    }

    /// <summary>The visit of a customer who holds the permission; refused with <see cref="SignInException"/> or <see cref="PermissionException"/>.</summary>
    public async Task<ShopVisit> DemandAsync(string permission, CancellationToken ct = default)
    {
        await current.DemandAsync(permission, ct);
        return await FindAsync(ct) is { BuyerId: not null } visit ? visit : throw new PermissionException(permission);
    }

    /// <summary>
    /// Why an offer cannot be bought: <c>Orders.PriceUnderReview</c> while its price is below the cost and nobody has looked at it [R-PRC-4], which is not
    /// the customer's to know, otherwise <c>Orders.NotSold</c>.
    /// </summary>
    internal static RuleException NotSold(PricedOffer? offer) => new(
        IsUnderReview(offer) ? "Orders.PriceUnderReview" : "Orders.NotSold", offer?.ProductName ?? "");

    /// <summary>Whether nothing but the price below cost keeps an offer from being sold.</summary>
    internal static bool IsUnderReview(PricedOffer? offer) => offer?.Quote.Reasons is [InvisibleReason.BelowCost];

    /// <summary>A context for reading during the visit.</summary>
    public KBossDbContext Open(ShopVisit visit) => contexts.Open(visit.Scope, visit.Actor);

    /// <summary>Runs a use case of the customer in one transaction; see <see cref="KBossDbContextFactory.InTransactionAsync{T}"/>.</summary>
    public Task<T> InTransactionAsync<T>(ShopVisit visit, Func<KBossDbContext, Task<T>> work, CancellationToken ct = default) =>
        contexts.InTransactionAsync(visit.Scope, visit.Actor, work, ct);

    /// <summary>What a job does with an order of two parties, in one transaction: its scope is theirs and that of everyone the seller buys from.</summary>
    public async Task<T> InTransactionAsync<T>(long sellerId, long buyerId, Func<KBossDbContext, Task<T>> work, CancellationToken ct = default)
    {
        var visit = new ShopVisit(null, sellerId, buyerId, await sellers.ChainAsync(sellerId, ct));
        return await InTransactionAsync(visit, work, ct);
    }
}
