using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>An order whose story is told, and to whom; the reader may see the order.</summary>
/// <param name="Lines">The ids of its lines.</param>
public sealed record OrderStory(Actor Reader, long OrderId, string OrderNo, Parties Parties, IReadOnlyList<long> Lines)
{
    /// <summary>So many events of one kind at most: what is older than that is found on the pages of the things themselves.</summary>
    public const int Most = 200;
}

/// <summary>What an event of an order is about, besides the order: by its kind and number its page is known.</summary>
public enum OrderThing
{
    Task,
    Resource,
    ResourceTask,
    Ticket,
    Recharge,
    Entry,
    Order,
}

/// <summary>
/// Something that happened to an order, at an instant (UTC). The kind is the key of its sentence, in which the arguments stand: amounts in yuan as decimals,
/// instants in UTC, everything else as it is.
/// </summary>
public sealed record OrderEvent(DateTime At, string Kind, By By, params IReadOnlyList<object> Args)
{
    /// <summary>What somebody wrote, or the values of the message of <see cref="Code"/>, one a line; empty where there is none.</summary>
    public string Text { get; init; } = "";

    /// <summary>The key of the message of what failed; empty where nothing did.</summary>
    public string Code { get; init; } = "";

    /// <summary>What it is about besides the order, and its number.</summary>
    public (OrderThing Kind, string Number)? About { get; init; }

    /// <summary>Which values changed.</summary>
    public IReadOnlyList<AuditChange> Changes { get; init; } = [];

    /// <summary>The id of a note that the reader may take back.</summary>
    public long? NoteId { get; init; }

    /// <summary>A line of the audit log: the kind of the act and the thing stand in the arguments, as codes.</summary>
    internal static OrderEvent OfAudit(AuditRow row, IReadOnlyList<AuditChange> changes) =>
        new(row.At, "Audit", By.Part(row.Actor), row.Action, row.Subject) { Changes = changes };
}

/// <summary>
/// What a module knows of the story of an order; implemented by every module that does something with orders. It tells the reader only what that one may
/// know, by a number of queries that does not grow with the order.
/// </summary>
public interface IOrderTimeline
{
    /// <summary>The newest events, in any order and <see cref="OrderStory.Most"/> of a kind at most, from the context of the reader's own organization.</summary>
    Task<IReadOnlyList<OrderEvent>> OfOrderAsync(KBossDbContext db, OrderStory order, CancellationToken ct);
}
