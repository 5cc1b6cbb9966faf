using System.Globalization;
using System.Net.Mail;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;

namespace KBoss.Domain.Customers;

/// <summary>Where a customer gets what is sent, and what its invoices say; of a person only address, title and mail.</summary>
/// <param name="TaxNumber">A unified social credit code of 18 characters, or an older number of 15 or 20.</param>
public sealed record RecordFacts(
    string? Address = null, string? InvoiceTitle = null, string? TaxNumber = null, string? Bank = null, string? BankAccount = null,
    string? RegisteredAddress = null, string? RegisteredPhone = null, string? InvoiceMail = null);

/// <summary>
/// What a customer itself keeps for those who deliver to it and write its invoices; its seller reads it. It is a row of its own, so that its changes stand
/// before → after in the story of the customer and meet nothing else.
/// </summary>
public sealed class CustomerRecord : SharedEntity, IAuditedFromBirth
{
    private CustomerRecord()
    {
    }

    /// <summary>Refused like <see cref="Change"/>.</summary>
    public CustomerRecord(Parties parties, IdentityKind kind, RecordFacts facts)
        : base(parties) => Change(kind, facts);

    public string Address { get; private set; } = "";

    public string InvoiceTitle { get; private set; } = "";

    public string TaxNumber { get; private set; } = "";

    public string Bank { get; private set; } = "";

    [AuditedMasked]
    public string BankAccount { get; private set; } = "";

    public string RegisteredAddress { get; private set; } = "";

    [AuditedMasked]
    public string RegisteredPhone { get; private set; } = "";

    public string InvoiceMail { get; private set; } = "";

    /// <summary>The customer, in whose story it stands.</summary>
    public string AuditSubject => string.Create(CultureInfo.InvariantCulture, $"Customer {BuyerId}");

    /// <summary>What it says.</summary>
    public RecordFacts Facts => new(Address, InvoiceTitle, TaxNumber, Bank, BankAccount, RegisteredAddress, RegisteredPhone, InvoiceMail);

    /// <summary>
    /// Takes over what the customer wrote and refuses all that is wrong with it at once: <c>Customers.TaxNumberInvalid</c>,
    /// <c>Customers.BankAccountInvalid</c>, <c>Customers.PhoneInvalid</c>, <c>Customers.MailInvalid</c>, <c>Customers.CompanyOnly</c> for what a person has
    /// not, <c>Customers.InvoiceNeeds</c> for a company that gives facts of an invoice without title and tax number, and texts that are too long.
    /// </summary>
    public void Change(IdentityKind kind, RecordFacts facts)
    {
        var refusals = new Refusals();
        refusals.Try(() => Address = Require.Optional(facts.Address, "address", 200));
        refusals.Try(() => InvoiceTitle = Require.Optional(facts.InvoiceTitle, "invoice-title", 100));
        refusals.Try(() => TaxNumber = OfCompany(kind, facts.TaxNumber, "tax-number", TaxNumberOf));
        refusals.Try(() => Bank = OfCompany(kind, facts.Bank, "bank", text => Require.Optional(text, "bank", 100)));
        refusals.Try(() => BankAccount = OfCompany(kind, facts.BankAccount, "bank-account", AccountOf));
        refusals.Try(() => RegisteredAddress = OfCompany(
            kind, facts.RegisteredAddress, "registered-address", text => Require.Optional(text, "registered-address", 200)));
        refusals.Try(() => RegisteredPhone = OfCompany(kind, facts.RegisteredPhone, "registered-phone", text => Customer.PhoneOf(text, "registered-phone")));
        refusals.Try(() => InvoiceMail = MailOf(facts.InvoiceMail));
        string?[] invoice =
            [facts.InvoiceTitle, facts.TaxNumber, facts.Bank, facts.BankAccount, facts.RegisteredAddress, facts.RegisteredPhone, facts.InvoiceMail];
        if (kind == IdentityKind.Company && invoice.Any(text => !string.IsNullOrWhiteSpace(text)))
        {
            refusals.Try(() => Needed(facts.InvoiceTitle, "invoice-title"));
            refusals.Try(() => Needed(facts.TaxNumber, "tax-number"));
        }

        refusals.Demand();
    }

    /// <summary>
    /// The number by which a company pays taxes in its normal form: 18 characters are a unified social credit code with its check digit (GB 32100-2015), 15 and
    /// 20 are older numbers, which have none and are only not one character throughout; otherwise <c>Customers.TaxNumberInvalid</c>.
    /// </summary>
    public static string TaxNumberOf(string text)
    {
        var number = NormalText.Number(text);
        var valid = number.Length switch
        {
            18 => RuleException.Of(() => IdentityNumber.Company(number)) is null,
            15 or 20 => number.All(char.IsAsciiLetterOrDigit) && number.Any(c => c != number[0]),
            _ => false,
        };
        return valid ? number : throw new RuleException("Customers.TaxNumberInvalid") { Field = "tax-number" };
    }

    private static string OfCompany(IdentityKind kind, string? text, string field, Func<string, string> form)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        return kind == IdentityKind.Company ? form(text) : throw new RuleException("Customers.CompanyOnly") { Field = field };
    }

    private static void Needed(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RuleException("Customers.InvoiceNeeds") { Field = field };
        }
    }

    private static string AccountOf(string text)
    {
        var account = NormalText.Number(text);
        return account.Length is >= 6 and <= 32 && account.All(char.IsAsciiDigit)
            ? account
            : throw new RuleException("Customers.BankAccountInvalid") { Field = "bank-account" };
    }

    private static string MailOf(string? text)
    {
        var mail = NormalText.Code(text ?? "");
        return mail.Length == 0 || (mail.Length <= 200 && MailAddress.TryCreate(mail, out var address) && address.Address == mail
                && address.Host.Contains('.', StringComparison.Ordinal))
            ? mail
            : throw new RuleException("Customers.MailInvalid") { Field = "invoice-mail" };
    }
}
