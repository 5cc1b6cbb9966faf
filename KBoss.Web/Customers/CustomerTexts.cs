namespace KBoss.Web.Customers;

/// <summary>Marks the words that the pages of customers share.</summary>
public sealed class CustomerTexts;
