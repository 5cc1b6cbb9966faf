namespace KBoss.Web.Wallets.Cash;

/// <summary>Marks the words that the pages of cash management share.</summary>
public sealed class CashTexts;
