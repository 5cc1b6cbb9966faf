namespace KBoss.Web.Orders;

/// <summary>What a module lets customers do from the page of one of their orders.</summary>
public interface IOrderAction
{
    /// <summary>Who sees it.</summary>
    string Permission { get; }

    /// <summary>The button among those of the page; it takes the number of the order as <c>OrderNo</c>.</summary>
    Type Component { get; }
}
