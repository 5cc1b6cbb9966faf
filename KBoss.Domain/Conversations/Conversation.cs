using KBoss.Domain.Common;
using KBoss.Domain.Talk;

namespace KBoss.Domain.Conversations;

/// <summary>The two who talk in a conversation.</summary>
public enum ConversationSide
{
    Customer,
    Seller,
}

/// <summary>Who says something in a conversation, and for which side.</summary>
public sealed record Speaker(ConversationSide Side, By By);

/// <summary>
/// The one lasting talk between a customer and its seller: it is about nothing in particular, is never closed, and goes with the customer from one salesperson
/// to the next. There is none until somebody has said something.
/// </summary>
public sealed class Conversation : SharedEntity
{
    private Conversation()
    {
    }

    /// <summary>A conversation in which nothing was said yet.</summary>
    public Conversation(Parties parties, DateTime now)
        : base(parties) => LastAt = Require.Utc(now);

    /// <summary>How many messages it has; the number of the last one.</summary>
    public int Messages { get; private set; }

    /// <summary>The number of the last message of the customer; 0 until it has written.</summary>
    public int CustomerUpTo { get; private set; }

    /// <summary>The number of the last message of the seller; 0 until it has written.</summary>
    public int SellerUpTo { get; private set; }

    /// <summary>Since when (UTC) the customer waits for a word; none while it does not.</summary>
    public DateTime? WaitingSince { get; private set; }

    public By LastBy { get; private set; } = By.Nobody;

    public DateTime LastAt { get; private set; }

    /// <summary>
    /// Adds a message; <paramref name="key"/> names the sending of it, so that the same sent twice is known. Refuses a text that is missing or too long.
    /// </summary>
    public ConversationMessage Say(Speaker speaker, string key, string? text, int files, DateTime now)
    {
        var message = new ConversationMessage(this, Messages + 1, speaker, key, text, files, now);
        (Messages, LastBy, LastAt) = (message.Number, speaker.By, message.At);
        if (speaker.Side == ConversationSide.Customer)
        {
            (CustomerUpTo, WaitingSince) = (message.Number, WaitingSince ?? message.At);
        }
        else
        {
            (SellerUpTo, WaitingSince) = (message.Number, null);
        }

        return message;
    }

    /// <summary>
    /// The number of the first message that a reader of a side has not read, one more than the last where there is none: what the own side has answered counts
    /// as read, whoever has answered it.
    /// </summary>
    public int FirstUnread(ConversationSide reader, int readUpTo) =>
        Math.Min(Messages, Math.Max(readUpTo, reader == ConversationSide.Customer ? CustomerUpTo : SellerUpTo)) + 1;
}

/// <summary>What one side said in a conversation; it is never changed, and goes only with its customer.</summary>
public sealed class ConversationMessage : SharedEntity
{
    /// <summary>The longest key of a sending, in characters.</summary>
    public const int MaxKey = 64;

    private ConversationMessage()
    {
    }

    internal ConversationMessage(Conversation conversation, int number, Speaker speaker, string key, string? text, int files, DateTime now)
        : base(conversation.Parties)
    {
        Number = number;
        (Side, By) = (speaker.Side, speaker.By);
        SentKey = Require.Text(key, "key", MaxKey);
        Text = TalkText.Of(text, files);
        Files = files;
        At = Require.Utc(now);
    }

    /// <summary>Its place in the conversation, from 1.</summary>
    public int Number { get; private set; }

    public ConversationSide Side { get; private set; }

    public By By { get; private set; } = By.Nobody;

    /// <summary>Names the sending of it.</summary>
    public string SentKey { get; private set; } = "";

    /// <summary>Empty when only files were sent.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How many files came with it.</summary>
    public int Files { get; private set; }

    public DateTime At { get; private set; }

    /// <summary>Whether somebody has said just this.</summary>
    public bool Is(By by, string? text, int files) => By.MemberId == by.MemberId && Text == TalkText.Of(text, files) && Files == files;

    /// <summary>Whether somebody says just this once more at an instant (UTC), in words alone: files of the same number need not be the same.</summary>
    public bool IsAgain(By by, string? text, int files, DateTime now) => files == 0 && Is(by, text, files) && now - At < TalkText.Again;
}

/// <summary>A picture or PDF that came with a message of a conversation.</summary>
public sealed class ConversationFile : SharedEntity
{
    private ConversationFile()
    {
    }

    public ConversationFile(ConversationMessage message, int number, string key, string name, string contentType, long size)
        : base(message.Parties)
    {
        MessageNumber = message.Number;
        Number = number;
        Key = key;
        Name = name;
        ContentType = contentType;
        Size = size;
    }

    public int MessageNumber { get; private set; }

    /// <summary>Its place in the message, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Where its bytes are kept, in the name of whoever sent it.</summary>
    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    /// <summary>In bytes.</summary>
    public long Size { get; private set; }
}

/// <summary>How far a member has read a conversation.</summary>
public sealed class ConversationReading : Entity, IOrganizationOwned, IGoesWithMember
{
    private ConversationReading()
    {
    }

    public ConversationReading(long organizationId, long memberId, long buyerId) => (OrganizationId, MemberId, BuyerId) = (organizationId, memberId, buyerId);

    /// <summary>Of the reader.</summary>
    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    /// <summary>The customer whose conversation it is.</summary>
    public long BuyerId { get; private set; }

    /// <summary>The number of the last message that was read.</summary>
    public int UpTo { get; private set; }

    /// <summary>Was read up to that number; a smaller one than before changes nothing.</summary>
    public void Read(int number) => UpTo = Math.Max(UpTo, number);
}
