namespace KBoss.Web.Connectors.Jinan;

/// <summary>The words of the pages of the supercomputing centre.</summary>
public sealed class JinanTexts;
