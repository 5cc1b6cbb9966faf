using System.Text.Encodings.Web;
using System.Text.Json;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>How the audit log writes values before and after: one JSON object, each under the name of its column, cut to what the log takes.</summary>
internal static class AuditText
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IEnumerable<(string Name, object? Value)> values) =>
        Short(JsonSerializer.Serialize(values.ToDictionary(v => v.Name, v => v.Value is Enum e ? e.ToString() : v.Value), Json), 4000);

    public static string Short(string text, int max) => text.Length > max ? text[..max] : text;
}
