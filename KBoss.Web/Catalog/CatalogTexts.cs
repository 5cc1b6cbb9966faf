namespace KBoss.Web.Catalog;

/// <summary>Marks the names of billing units and tags, which several pages show.</summary>
public sealed class CatalogTexts;
