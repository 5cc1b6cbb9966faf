using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Things;

/// <summary>
/// Something that happened to a thing, at an instant (UTC). The kind is the key of its sentence, in which the arguments stand: amounts in yuan as decimals,
/// instants in UTC, everything else as it is.
/// </summary>
public sealed record ThingEvent(DateTime At, string Kind, By By, params IReadOnlyList<object> Args)
{
    /// <summary>The kind of an event that the audit log tells.</summary>
    public const string Audit = "Audit";

    /// <summary>What somebody wrote, or the values of the message of <see cref="Code"/>, one a line; empty where there is none.</summary>
    public string Text { get; init; } = "";

    /// <summary>The key of the message of what failed; empty where nothing did.</summary>
    public string Code { get; init; } = "";

    /// <summary>What it is about besides the thing whose story it belongs to.</summary>
    public ThingRef? About { get; init; }

    /// <summary>Which values changed.</summary>
    public IReadOnlyList<AuditChange> Changes { get; init; } = [];

    /// <summary>What the audit log calls it: the kind of what changed and its name; null for what it does not tell.</summary>
    public AuditedThing? Changed { get; init; }

    /// <summary>It has not happened yet, and will at that instant as things stand.</summary>
    public bool Ahead { get; init; }

    /// <summary>It comes of what else happened at the same instant, whichever module tells that.</summary>
    public bool Closes { get; init; }

    /// <summary>The id of a note that the reader may take back.</summary>
    public long? NoteId { get; init; }
}
