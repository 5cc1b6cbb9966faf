using KBoss.Domain.Access;

namespace KBoss.Domain.Messaging;

/// <summary>What news is about: for each group a member chooses by which channels it is told.</summary>
[Flags]
public enum NewsGroups
{
    None = 0,

    /// <summary>Account and money.</summary>
    Account = 1,

    Resources = 2,

    /// <summary>Orders and their delivery.</summary>
    Orders = 4,

    Approvals = 8,

    /// <summary>Tickets and the conversation with the seller.</summary>
    Tickets = 16,

    Prices = 32,

    Marketing = 64,

    /// <summary>How a customer stands at suppliers: its accounts there and what is asked of it.</summary>
    Suppliers = 128,

    /// <summary>What is to be done for a customer: deliveries, renewals and releases, and what cannot be delivered.</summary>
    Work = 256,
}

/// <summary>The ways in which a member is told of something.</summary>
[Flags]
public enum Channels
{
    None = 0,
    Notice = 1,
    Sms = 2,
    Mail = 4,
}

/// <summary>Which news belongs to which group, and of what a member cannot but be told.</summary>
public static class News
{
    /// <summary>The groups of which a notice is always given, because something is to be done or paid; the others can be turned off.</summary>
    public const NewsGroups Always =
        NewsGroups.Account | NewsGroups.Resources | NewsGroups.Orders | NewsGroups.Approvals | NewsGroups.Tickets | NewsGroups.Suppliers | NewsGroups.Work;

    private static readonly (string Begins, NewsGroups Group)[] Kinds =
    [
        ("Approval", NewsGroups.Approvals), ("DingTalk", NewsGroups.Approvals), ("Ticket", NewsGroups.Tickets),
        ("Conversation", NewsGroups.Tickets), ("ResourceTask", NewsGroups.Work),
        ("Resource", NewsGroups.Resources),
        ("AutoRenew", NewsGroups.Resources), ("CustomerMoneyShort", NewsGroups.Resources), ("CustomerPriceRisen", NewsGroups.Resources),
        ("CustomerNotSold", NewsGroups.Resources), ("LowBalance", NewsGroups.Account),
        ("Order", NewsGroups.Orders), ("Fulfilment", NewsGroups.Orders), ("Delivery", NewsGroups.Orders), ("Device", NewsGroups.Orders),
        ("Task", NewsGroups.Work), ("Lead", NewsGroups.Work), ("Undelivered", NewsGroups.Work), ("LineUndeliverable", NewsGroups.Orders),
        ("TencentProfile", NewsGroups.Suppliers), ("Jinan", NewsGroups.Suppliers), ("Zhongjin", NewsGroups.Suppliers),
        ("BelowCost", NewsGroups.Prices), ("SalesMode", NewsGroups.Prices), ("OwnTerms", NewsGroups.Prices), ("OwnPrice", NewsGroups.Prices),
        ("SupplyTerms", NewsGroups.Prices), ("Price", NewsGroups.Prices), ("Promotion", NewsGroups.Prices),
        ("Campaign", NewsGroups.Marketing), ("Marketing", NewsGroups.Marketing),
    ];

    /// <summary>Every group, in the order in which people read them.</summary>
    public static IReadOnlyList<NewsGroups> All { get; } = [.. Enum.GetValues<NewsGroups>().Where(group => group != NewsGroups.None)];

    /// <summary>The groups of which somebody in such an organization is ever told: what is to be done and consented to is for a distributor's people.</summary>
    public static IEnumerable<NewsGroups> For(OrganizationKind kind) =>
        All.Where(group => kind == OrganizationKind.Distributor || group is not (NewsGroups.Approvals or NewsGroups.Work));

    /// <summary>The group of a notice's kind; what has none of its own is about the account.</summary>
    public static NewsGroups GroupOf(string kind) =>
        Kinds.Where(entry => kind.StartsWith(entry.Begins, StringComparison.Ordinal)).Select(entry => entry.Group).FirstOrDefault(NewsGroups.Account);
}
