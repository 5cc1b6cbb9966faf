using KBoss.Domain.Common;
using KBoss.Domain.Talk;

namespace KBoss.Domain.Tickets;

/// <summary>What one side said in a ticket; it is never changed or taken back.</summary>
public sealed class TicketMessage : SharedEntity, IAppendOnly
{
    private TicketMessage()
    {
    }

    internal TicketMessage(Ticket ticket, int number, TicketAuthor by, string? text, int files, DateTime now)
        : base(ticket.Parties)
    {
        TicketNo = ticket.TicketNo;
        Number = number;
        Side = by.Side;
        By = by.By;
        Text = TalkText.Of(text, files);
        At = now;
    }

    public string TicketNo { get; private set; } = "";

    /// <summary>Its place in the ticket, from 1.</summary>
    public int Number { get; private set; }

    public TicketSide Side { get; private set; }

    public By By { get; private set; } = By.Nobody;

    /// <summary>Empty when only files were sent.</summary>
    public string Text { get; private set; } = "";

    public DateTime At { get; private set; }

    /// <summary>Whether somebody says the same words once more at an instant (UTC).</summary>
    public bool IsAgain(By by, string? text, DateTime now) => By.MemberId == by.MemberId && Text == TalkText.Of(text, 0) && now - At < TalkText.Again;
}

/// <summary>A picture or PDF that came with a message of a ticket.</summary>
public sealed class TicketFile : SharedEntity, IAppendOnly
{
    private TicketFile()
    {
    }

    public TicketFile(TicketMessage message, int number, string key, string name, string contentType, long size)
        : base(message.Parties)
    {
        TicketNo = message.TicketNo;
        MessageNumber = message.Number;
        Number = number;
        Key = key;
        Name = name;
        ContentType = contentType;
        Size = size;
    }

    public string TicketNo { get; private set; } = "";

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
