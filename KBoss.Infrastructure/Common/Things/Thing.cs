namespace KBoss.Infrastructure.Common.Things;

/// <summary>A kind of thing that people call by a number, a code or a name, and that has a page or a list which finds it.</summary>
public enum Thing
{
    Order,
    Recharge,
    Customer,
    Distributor,
    Resource,
    Task,
    ResourceTask,
    Ticket,
    Conversation,
    Product,
    ShopProduct,
    Sku,
    Supplier,
    Member,
    Promotion,
    Campaign,
    Approval,
    Device,
    Entry,
    InviteCode,
    Lead,
    Department,
    Stocktake,
    Place,
    Account,
}

/// <summary>
/// One thing: its kind, the number, code or id by which its page is known, and what people call it, empty where that is the number. <see cref="Within"/> is the
/// number or id of what it belongs to, where its page needs that.
/// </summary>
public sealed record ThingRef(Thing Thing, string Key, string Name = "", string Within = "")
{
    /// <summary>What people call it.</summary>
    public string Text => Name.Length > 0 ? Name : Key;
}
