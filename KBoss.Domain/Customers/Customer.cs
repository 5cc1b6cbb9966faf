using KBoss.Domain.Common;

namespace KBoss.Domain.Customers;

/// <summary>A customer organization as its seller knows it; without a salesperson it is a public customer [R-ORG-2].</summary>
public sealed class Customer : Entity, ISharedByParties, IAuditedFromBirth
{
    private Customer()
    {
    }

    public Customer(long sellerId, long buyerId, string name, string contact, string phone, DateTime now)
    {
        SellerId = sellerId;
        BuyerId = buyerId;
        Name = Require.Text(name, "name", 100);
        Contact = Require.Text(contact, "contact", 50);
        Phone = phone;
        CreatedAt = Require.Utc(now);
    }

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    public string Name { get; private set; } = "";

    public string Contact { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public long? SalespersonId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public string AuditSubject => $"Customer {Name}";

    public bool IsPublic => SalespersonId is null;

    /// <summary>Gives the customer to a salesperson.</summary>
    public void AssignTo(long salespersonId) => SalespersonId = salespersonId;
}
