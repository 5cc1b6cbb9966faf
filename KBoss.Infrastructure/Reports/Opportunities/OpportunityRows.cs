using KBoss.Domain.Delivery.Resources;

namespace KBoss.Infrastructure.Reports.Opportunities;

/// <summary>A reason to talk to a customer.</summary>
public enum Opportunity
{
    /// <summary>A resource ends and does not renew by itself.</summary>
    Due,

    /// <summary>Nothing runs, and nothing was paid for a while.</summary>
    Unused,

    /// <summary>It pays more than before.</summary>
    Growing,
}

/// <summary>
/// A resource that ends soon or is in its days of grace, and that does not renew by itself; the customer by the code of its organization, the end in UTC, the
/// days in Shanghai, below zero once it has ended.
/// </summary>
public sealed record DueRow(
    string ResourceNo, string OrderNo, string Product, string CustomerCode, string CustomerName, string? Salesperson, DateTime EndsAt, int DaysLeft,
    ResourceState State)
{
    public long? SalespersonId { get; init; }
}

/// <summary>A customer for whom nothing runs; the balance in yuan, times in UTC.</summary>
public sealed record UnusedRow(string Code, string Name, string? Salesperson, decimal Balance, DateTime? LastPaidAt, DateTime RegisteredAt)
{
    public long? SalespersonId { get; init; }
}

/// <summary>A customer that pays more than before; amounts in yuan, <paramref name="Change"/> as a share, 0.3 for 30 % more.</summary>
public sealed record GrowingRow(string Code, string Name, string? Salesperson, decimal Recent, decimal Before, decimal Change)
{
    public long? SalespersonId { get; init; }
}
