namespace KBoss.Domain.Orders;

/// <summary>Whether something of a completed order could not be delivered.</summary>
public enum OrderShortfall
{
    /// <summary>Everything was delivered.</summary>
    None,

    /// <summary>Some pieces were delivered, others could not be.</summary>
    PartlyDelivered,

    /// <summary>Nothing could be delivered.</summary>
    NotDelivered,
}
