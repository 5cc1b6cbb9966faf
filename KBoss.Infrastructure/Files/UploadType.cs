using System.Buffers;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Files;

/// <summary>Tells what an uploaded file is by its content, never by its name.</summary>
public static class UploadType
{
    public const int MaxDocumentBytes = 5 * 1024 * 1024;

    /// <summary>Readers of PDF find its beginning behind a byte order mark or other bytes, as long as it lies within the first so many.</summary>
    private const int PdfSearch = 1024;

    /// <summary>Blanks and what can be typed, but no <c>&lt;</c>: no page begins without it.</summary>
    private static readonly SearchValues<byte> Harmless =
        SearchValues.Create([0, (byte)'\t', (byte)'\n', (byte)'\r', .. Enumerable.Range(' ', '~' - ' ' + 1).Where(c => c != '<').Select(c => (byte)c)]);

    /// <summary>What programs, scripts, archives and other pictures begin with, as far as it can be typed.</summary>
    private static readonly byte[][] OtherBeginnings =
        [[.. "MZ"u8], [.. "PK"u8], [.. "#!"u8], [.. "GIF8"u8], [.. "BM"u8], [.. "RIFF"u8], [.. "Rar!"u8], [.. "7z"u8], [.. "{\\rtf"u8]];

    /// <summary>
    /// The content type of a JPEG, PNG, WebP or PDF of at most <paramref name="maxBytes"/>; otherwise <c>Common.FileTypeRefused</c>, <c>Common.FileEmpty</c>
    /// or <c>Common.FileTooLarge</c>.
    /// </summary>
    public static string Document(ReadOnlySpan<byte> content, string field, int maxBytes = MaxDocumentBytes) =>
        Of(content, field, maxBytes) ?? throw new RuleException("Common.FileTypeRefused") { Field = field };

    /// <summary>As <see cref="Document"/>, but pictures only.</summary>
    public static string Image(ReadOnlySpan<byte> content, string field, int maxBytes = 2 * 1024 * 1024) =>
        Of(content, field, maxBytes) is { } type && type.StartsWith("image/", StringComparison.Ordinal)
            ? type
            : throw new RuleException("Common.FileTypeRefused") { Field = field };

    /// <summary>The ending of a file of a type that <see cref="Document"/> tells, with its dot.</summary>
    public static string Ending(string contentType) => contentType switch
    {
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/webp" => ".webp",
        "application/pdf" => ".pdf",
        _ => throw new ArgumentOutOfRangeException(nameof(contentType), contentType, "No document has this type."),
    };

    /// <summary>A name that ends as its content says: whoever saves and opens the file opens what was looked at, whatever it was called.</summary>
    public static string Named(string name, string contentType) =>
        name.EndsWith(Ending(contentType), StringComparison.OrdinalIgnoreCase)
        || (contentType == "image/jpeg" && name.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase))
            ? name
            : name + Ending(contentType);

    private static string? Of(ReadOnlySpan<byte> content, string field, int maxBytes)
    {
        if (content.Length == 0)
        {
            throw new RuleException("Common.FileEmpty") { Field = field };
        }

        if (content.Length > maxBytes)
        {
            throw new RuleException("Common.FileTooLarge", maxBytes / 1024 / 1024) { Field = field };
        }

        return content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
            : content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
            : content.StartsWith("RIFF"u8) && content.Length > 12 && content[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
            : IsPdf(content[..Math.Min(content.Length, PdfSearch)]) ? "application/pdf"
            : null;
    }

    /// <summary>Before a PDF may stand what says nothing of its own: a byte order mark, blanks, lines of text; no page, program or archive.</summary>
    private static bool IsPdf(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf("%PDF-"u8) is var start && start <= 0)
        {
            return start == 0;
        }

        var before = head[..start];
        before = before.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? before[3..]
            : before.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || before.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? before[2..]
            : before;
        if (before.ContainsAnyExcept(Harmless))
        {
            return false;
        }

        before = before.Trim(" \t\r\n\0"u8);
        foreach (var beginning in OtherBeginnings)
        {
            if (before.StartsWith(beginning))
            {
                return false;
            }
        }

        return true;
    }
}
