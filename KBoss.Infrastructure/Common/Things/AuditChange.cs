namespace KBoss.Infrastructure.Common.Things;

/// <summary>How a value of the audit log is written for people.</summary>
public enum ValueForm
{
    /// <summary>As it stands, or by the word of its enum where it has one.</summary>
    Text,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>An instant in UTC.</summary>
    Instant,

    /// <summary>A day of the calendar.</summary>
    Day,

    /// <summary>Yuan.</summary>
    Money,

    /// <summary>A share of one.</summary>
    Share,

    /// <summary>A number of something.</summary>
    Number,

    /// <summary>What nobody reads: the key of a file, a hash. That it changed is all there is to say.</summary>
    Opaque,
}

/// <summary>
/// What the audit log is about: its kind as a code, and what it is called, with the page of each part that has one; the name is empty where the kind says all.
/// </summary>
public sealed record AuditedThing(string Kind, string Name, IReadOnlyList<AuditedPart> Parts);

/// <summary>A part of a name, and the thing that it names.</summary>
public sealed record AuditedPart(string Text, ThingRef? Thing = null);

/// <summary>
/// One value that was changed. <see cref="Field"/> is empty for a remark; ids are the names of what they stand for already, phones are masked.
/// </summary>
public sealed record AuditChange(string Field, string Before, string After)
{
    /// <summary>The kind of the subject, which says what the field means.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How it is written.</summary>
    public ValueForm Form { get; init; }

    /// <summary>The names of the enums whose words it may be.</summary>
    public IReadOnlyList<string> Enums { get; init; } = [];

    /// <summary>What the value before stands for, where that has a page.</summary>
    public ThingRef? BeforeThing { get; init; }

    /// <summary>What the value after stands for, where that has a page.</summary>
    public ThingRef? AfterThing { get; init; }
}
