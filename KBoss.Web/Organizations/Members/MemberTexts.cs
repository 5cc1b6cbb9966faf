namespace KBoss.Web.Organizations.Members;

/// <summary>Marks the words that the pages of members share.</summary>
public sealed class MemberTexts;
