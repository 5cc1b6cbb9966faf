namespace KBoss.Web.Common;

/// <summary>
/// What a file field takes, in the words that a browser knows (<c>image/png,.xlsx</c>). It is a courtesy: what a file is, its bytes say when it is sent.
/// </summary>
internal static class FileTypes
{
    private static readonly Dictionary<string, (string Name, string[] Endings)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/png"] = ("PNG", [".png"]),
        ["image/jpeg"] = ("JPEG", [".jpg", ".jpeg", ".jfif"]),
        ["image/webp"] = ("WebP", [".webp"]),
        ["application/pdf"] = ("PDF", [".pdf"]),
        [".xlsx"] = ("Excel (.xlsx)", [".xlsx"]),
    };

    /// <summary>Whether a file may be one of them by its name or by the type that the browser gives it; a browser that knows neither is believed.</summary>
    public static bool Allows(string? accept, string name, string? contentType) => Split(accept) is not { Count: > 0 } types
        || types.Any(type => string.Equals(type, contentType, StringComparison.OrdinalIgnoreCase)
            || Endings(type).Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)));

    /// <summary>They as people call them.</summary>
    public static string Names(string? accept, string comma) =>
        string.Join(comma, Split(accept).Select(type => Known.TryGetValue(type, out var known) ? known.Name : type));

    private static List<string> Split(string? accept) => [.. (accept ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static string[] Endings(string type) => Known.TryGetValue(type, out var known) ? known.Endings : type.StartsWith('.') ? [type] : [];
}
