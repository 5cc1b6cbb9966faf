using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Messaging;

/// <summary>Marks the texts of notices, by kind.</summary>
public sealed class Notices;

/// <summary>Turns a notice into a sentence in the reader's language.</summary>
public static class NoticeTexts
{
    /// <summary>The sentence for the notice's kind; one that has no text of its own is announced without its details.</summary>
    public static string Of(IStringLocalizer<Notices> texts, NoticeRow notice)
    {
        var text = texts[$"Kind.{notice.Kind}", [.. notice.Args]];
        return text.ResourceNotFound ? texts["Kind.Other"] : text.Value;
    }
}
