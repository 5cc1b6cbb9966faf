using KBoss.Domain.Common;

namespace KBoss.Domain.Talk;

/// <summary>What may be said at once wherever two sides talk: a text, with so many files at most.</summary>
public static class TalkText
{
    /// <summary>The longest text of one message, in characters.</summary>
    public const int MaxLength = 4000;

    /// <summary>How many files may come with one message.</summary>
    public const int MaxFiles = 5;

    /// <summary>
    /// Within which time the same words of the same member are one message, where nothing was said since: whoever sends them once more does not know that they
    /// have arrived.
    /// </summary>
    public static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The text as it is kept; it may be empty only where files are sent. Refused with <c>Common.TextRequired</c> and <c>Common.TextTooLong</c>.
    /// </summary>
    public static string Of(string? text, int files) =>
        files > 0 ? Require.Optional(text, "message", MaxLength, free: true) : Require.Text(text, "message", MaxLength, free: true);
}
