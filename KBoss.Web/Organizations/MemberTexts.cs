namespace KBoss.Web.Organizations;

/// <summary>Marks the words that the pages of members share.</summary>
public sealed class MemberTexts;
