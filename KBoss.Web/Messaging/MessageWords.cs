namespace KBoss.Web.Messaging;

/// <summary>Marks the words of text messages: templates, vendors, states, and the codes of carriers.</summary>
public sealed class MessageWords;
