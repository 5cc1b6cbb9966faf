namespace KBoss.Web.Orders.Desk;

/// <summary>Marks the words of the pages on which the seller's people read orders.</summary>
public sealed class DeskTexts;
