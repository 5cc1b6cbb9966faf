namespace KBoss.Web.Orders;

/// <summary>What a module shows of a paid order on its pages, that of the customer and that of the seller's people.</summary>
public interface IOrderPart
{
    /// <summary>Which of the customer's people see it.</summary>
    string Permission { get; }

    /// <summary>Which of the seller's people see it; null for what concerns the customer alone.</summary>
    string? StaffPermission { get; }

    /// <summary>The section below the lines; it takes the number of the order as <c>OrderNo</c>.</summary>
    Type Component { get; }
}
