using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>Which customer a line of an order goes to: told by the module that delivers it, as a part of a query.</summary>
public interface IBuyersOfLines
{
    /// <summary>The lines of the actor's own customers; none of those that went through another distributor.</summary>
    IQueryable<BuyerOfLine> In(KBossDbContext db);
}

/// <summary>A line of an order by its id, and the code of the customer's organization.</summary>
public sealed class BuyerOfLine
{
    public long OrderLineId { get; init; }

    public string Code { get; init; } = "";
}
