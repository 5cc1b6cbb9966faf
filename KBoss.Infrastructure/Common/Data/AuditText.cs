using System.Text.Encodings.Web;
using System.Text.Json;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// How the audit log writes values before and after: one JSON object, each under the name of its column. Where that is more than the log takes, the longest
/// values are cut, so that it stays an object and each value is known by its name.
/// </summary>
internal static class AuditText
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Most = 4000;
    private const string Cut = "…";

    public static string Of(IEnumerable<(string Name, object? Value)> values)
    {
        var kept = values.ToDictionary(v => v.Name, v => v.Value is Enum e ? e.ToString() : v.Value);
        var json = JsonSerializer.Serialize(kept, Json);
        while (json.Length > Most)
        {
            // By what it takes in the log: a character beyond the first plane takes twelve there.
            var (name, text) = kept.Where(v => v.Value is string { Length: > 1 }).Select(v => (v.Key, Text: (string)v.Value!))
                .MaxBy(v => JsonSerializer.Serialize(v.Text, Json).Length);
            var half = text.Length / 2;
            kept[name] = text[..(char.IsHighSurrogate(text[half - 1]) ? half - 1 : half)].TrimEnd(Cut[0]) + (half > 1 ? Cut : "");
            json = JsonSerializer.Serialize(kept, Json);
        }

        return json;
    }

    /// <summary>What an export has taken along: so many rows, in a file of this name.</summary>
    public static string Exported(int rows, string file) => Of([("Rows", rows), ("File", file)]);

    /// <summary>What an import has done: rows that were added and rows that were changed.</summary>
    public static string Imported(int added, int changed) => Of([("NewRows", added), ("ChangedRows", changed)]);

    public static string Short(string text, int max) => text.Length > max ? text[..max] : text;
}
