namespace KBoss.Web.Suppliers;

/// <summary>Marks the names of kinds, connectors, sales modes and cycles, which several pages show.</summary>
public sealed class SupplierTexts;
