namespace KBoss.Domain.Delivery.Resources;

/// <summary>What a resource is at an instant, in the words of the customer.</summary>
public enum ResourceState
{
    /// <summary>It can be used.</summary>
    Running,

    /// <summary>It can be used and ends soon, as <see cref="EndingMarks"/> say.</summary>
    Ending,

    /// <summary>It has expired and can still be renewed.</summary>
    Grace,

    /// <summary>It is over, and is ended at the supplier too.</summary>
    Released,
}
