using KBoss.Domain.Common;

namespace KBoss.Domain.Customers;

/// <summary>That a customer came to a salesperson, moved to another one, or went back to the pool: from whom, to whom, by whom, why and when (UTC).</summary>
public sealed class CustomerAssignment : Entity, IOrganizationOwned, IAppendOnly
{
    private CustomerAssignment()
    {
    }

    public CustomerAssignment(Customer customer, long? toId, By by, string reason, DateTime now)
    {
        OrganizationId = customer.SellerId;
        BuyerId = customer.BuyerId;
        FromId = customer.SalespersonId;
        ToId = toId;
        By = by;
        Reason = Require.Optional(reason, "reason", free: true);
        At = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>The customer's organization.</summary>
    public long BuyerId { get; private set; }

    /// <summary>The salesperson before; none for a public customer.</summary>
    [NamesMember]
    public long? FromId { get; private set; }

    /// <summary>The salesperson from now on; none for the pool.</summary>
    [NamesMember]
    public long? ToId { get; private set; }

    /// <summary>Who did it; the invite code when the customer came with one.</summary>
    public By By { get; private set; } = By.Nobody;

    public string Reason { get; private set; } = "";

    public DateTime At { get; private set; }
}
