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

    /// <summary>Takes the customer from its salesperson: it is a public customer again.</summary>
    public void ReturnToPool() => SalespersonId = null;

    /// <summary>Changes whom the seller talks to.</summary>
    public void ChangeContact(string? contact, string? phone)
    {
        Contact = Require.Text(contact, "contact", 50);
        Phone = PhoneOf(phone);
    }

    /// <summary>A phone as a person may show it who may not see it whole: <c>138****0001</c>.</summary>
    public static string Mask(string phone) => phone.Length switch
    {
        >= 8 => $"{phone[..3]}{new string('*', phone.Length - 7)}{phone[^4..]}",
        > 0 => new string('*', phone.Length),
        _ => "",
    };

    private static string PhoneOf(string? value)
    {
        var phone = Require.Text(value, "phone", 20);
        return phone.Length >= 7 && phone.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or ' ')
            ? phone
            : throw new RuleException("Customers.PhoneInvalid") { Field = "phone" };
    }
}
