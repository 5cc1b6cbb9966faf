using KBoss.Domain.Conversations;

namespace KBoss.Infrastructure.Conversations;

/// <summary>Something was said in the conversation of a customer, so that open pages show it at once.</summary>
public sealed record ConversationChanged(long SellerId, long BuyerId);

/// <summary>A member has read the conversation of a customer, in this window or another one.</summary>
public sealed record ConversationRead(long MemberId, long BuyerId);

/// <summary>Somebody of that side is writing in a conversation just now. It is kept nowhere and soon over.</summary>
public sealed record ConversationTyping(long SellerId, long BuyerId, ConversationSide Side, long MemberId, string Name);
