namespace KBoss.Web.Catalog;

/// <summary>Marks the texts of the lists of types and regions.</summary>
public sealed class WordTexts;
