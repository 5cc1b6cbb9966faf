namespace KBoss.Web.Conversations;

/// <summary>Marks the words of the pages of conversations.</summary>
public sealed class ConversationTexts;
