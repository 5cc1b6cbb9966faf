namespace KBoss.Web.Common;

/// <summary>Marks the words that many pages share.</summary>
public sealed class Texts;

/// <summary>Marks the component library's own texts.</summary>
public sealed class MudTexts;
