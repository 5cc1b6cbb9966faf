namespace KBoss.Domain.Leads;

/// <summary>What somebody writes to a distributor about.</summary>
public enum LeadKind
{
    /// <summary>An intention to buy.</summary>
    Purchase,

    /// <summary>A question before buying.</summary>
    Advice,
    Suggestion,
    Complaint,
}

/// <summary>How far a lead is.</summary>
public enum LeadStatus
{
    New,

    /// <summary>Somebody has taken it on.</summary>
    InHand,

    /// <summary>It has come to what was wanted: a customer, an answer.</summary>
    Done,

    /// <summary>It has come to nothing.</summary>
    Lost,

    /// <summary>It was no message at all.</summary>
    Spam,
}

/// <summary>What happened to a lead.</summary>
public enum LeadEventKind
{
    Taken,
    HandedOver,
    Noted,
    Closed,
    Reopened,
}

/// <summary>What somebody writes: an intention, a question, a suggestion or a complaint, and how to reach them by phone or mail.</summary>
public sealed record LeadMessage(LeadKind? Kind, string? Name, string? Company, string? Phone, string? Mail, string? Text);
