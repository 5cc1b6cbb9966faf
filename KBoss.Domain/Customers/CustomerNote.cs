using KBoss.Domain.Common;

namespace KBoss.Domain.Customers;

/// <summary>What a seller's people write down about a customer; the customer never sees it.</summary>
public sealed class CustomerNote : Entity, IOrganizationOwned, IAudited
{
    private CustomerNote()
    {
    }

    public CustomerNote(Customer customer, By by, string? text, DateTime now)
    {
        OrganizationId = customer.SellerId;
        BuyerId = customer.BuyerId;
        By = by;
        Text = Require.Text(text, "note", 2000, free: true);
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>The customer's organization.</summary>
    public long BuyerId { get; private set; }

    public By By { get; private set; } = By.Nobody;

    public string Text { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public string AuditSubject => $"CustomerNote {Id}";
}
