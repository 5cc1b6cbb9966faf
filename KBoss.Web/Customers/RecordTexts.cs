namespace KBoss.Web.Customers;

/// <summary>Marks the texts of what a customer keeps of itself: address and invoices.</summary>
public sealed class RecordTexts;
