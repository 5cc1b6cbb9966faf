using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Domain.Customers;

/// <summary>A customer organization as its seller knows it; without a salesperson it is a public customer [R-ORG-2].</summary>
public sealed class Customer : SharedEntity, IAuditedFromBirth
{
    private Customer()
    {
    }

    public Customer(Parties parties, string name, string contact, string phone, DateTime now)
        : base(parties)
    {
        Refusals.All(() => Name = Require.Text(name, "name", 100), () => Contact = Require.Text(contact, "contact", 50));
        Phone = phone;
        CreatedAt = Require.Utc(now);
    }

    public string Name { get; private set; } = "";

    public string Contact { get; private set; } = "";

    public string Phone { get; private set; } = "";

    [NamesMember]
    public long? SalespersonId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>Two customers may have one name, and one may change it: the log keeps who it is.</summary>
    public string AuditSubject => string.Create(CultureInfo.InvariantCulture, $"Customer {BuyerId}");

    public bool IsPublic => SalespersonId is null;

    /// <summary>Gives the customer to a salesperson.</summary>
    public void AssignTo(long salespersonId) => SalespersonId = salespersonId;

    /// <summary>Takes the customer from its salesperson: it is a public customer again.</summary>
    public void ReturnToPool() => SalespersonId = null;

    /// <summary>Changes whom the seller talks to.</summary>
    public void ChangeContact(string? contact, string? phone)
    {
        Refusals.All(() => Contact = Require.Text(contact, "contact", 50), () => Phone = PhoneOf(phone, "phone"));
    }

    internal static string PhoneOf(string? value, string field)
    {
        var phone = Phones.Contact(Require.Text(value, field, 30));
        return phone.Length is >= 7 and <= 20 && phone.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or ' ')
            ? phone
            : throw new RuleException("Customers.PhoneInvalid") { Field = field };
    }
}
