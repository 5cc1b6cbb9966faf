namespace KBoss.Web.Talk;

/// <summary>Marks the words of whatever is said between two sides.</summary>
public sealed class TalkTexts;

/// <summary>Where a line of a talk stands.</summary>
public enum TalkPlace
{
    /// <summary>Said by the other side.</summary>
    There,

    /// <summary>Said by the reader's side.</summary>
    Here,

    /// <summary>Noted by the reader's side for itself.</summary>
    Note,

    /// <summary>Not said, but done.</summary>
    Done,
}

/// <summary>A file that came with a line of a talk; the size is in bytes.</summary>
public sealed record TalkFile(string Href, string Name, string ContentType, long Size);

/// <summary>
/// One line of a talk. <see cref="Row"/> is its kind in test ids and <see cref="Key"/> what names it there; <see cref="About"/> says for whom its author
/// speaks, or what was done.
/// </summary>
public sealed record TalkLine(string Row, string Key, TalkPlace Place, string Author, string About, DateTime At, string Text)
{
    public IReadOnlyList<TalkFile> Files { get; init; } = [];

    /// <summary>Whether the reader has written it.</summary>
    public bool Mine { get; init; }

    /// <summary>Tells lines of one kind and key apart.</summary>
    public long Id { get; init; }
}
