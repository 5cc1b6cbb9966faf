using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Things;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>An order whose story is told, to its seller's people or to its buyer.</summary>
/// <param name="Lines">The ids of its lines.</param>
public sealed record OrderStory(Actor Reader, long OrderId, string OrderNo, Parties Parties, IReadOnlyList<long> Lines) : ThingStory(Reader)
{
    /// <summary>Whether its buyer reads it, to whom is not told who of its suppliers' people could not deliver.</summary>
    public bool ReadByBuyer => Reader.OrganizationId == Parties.BuyerId;

    public override IReadOnlyList<string> Subjects => Reader.Has(Permissions.AuditView) ? [$"Order {OrderNo}", $"OrderNote {OrderNo}"] : [];

    /// <summary>What a step says already.</summary>
    public override IReadOnlyList<string> Said => [$"Order.{nameof(Order.Status)}", $"Order.{nameof(Order.PaidAt)}"];
}
