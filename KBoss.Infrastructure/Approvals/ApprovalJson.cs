using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Approvals;

/// <summary>How changes, evidence and refusals are written and read back. A change has one form: names in order, numbers without idle zeros.</summary>
internal static class ApprovalJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidOperationException($"There is no {typeof(T).Name} in the request.");

    /// <summary>The one form in which a change is kept and hashed.</summary>
    public static string Canonical<T>(T value)
    {
        var canonical = new StringBuilder();
        Append(canonical, JsonSerializer.SerializeToNode(value, Options));
        return canonical.ToString();
    }

    /// <summary>SHA-256 in lower-case hexadecimal over what is asked, and of which request.</summary>
    public static string Hash(long organizationId, string no, ApprovalKind kind, string change) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{organizationId}\n{no}\n{kind}\n{change}"))));

    /// <summary>The arguments of a refusal, so that it can be said later in the reader's language.</summary>
    public static string WriteArgs(RuleException refusal) => Write(refusal.Args.Select(RefusalArg.Of).ToList());

    /// <summary>The refusal that was kept.</summary>
    public static RuleException? ReadRefusal(string code, string args) =>
        code.Length == 0 ? null : new RuleException(code, [.. Read<List<RefusalArg>>(args).Select(a => a.Value)]);

    private static void Append(StringBuilder canonical, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                canonical.Append('{');
                foreach (var ((name, value), i) in members.OrderBy(m => m.Key, StringComparer.Ordinal).Select((m, i) => (m, i)))
                {
                    canonical.Append(i > 0 ? "," : "").Append(JsonSerializer.Serialize(name, Options)).Append(':');
                    Append(canonical, value);
                }

                canonical.Append('}');
                break;
            case JsonArray items:
                canonical.Append('[');
                foreach (var (item, i) in items.Select((item, i) => (item, i)))
                {
                    canonical.Append(i > 0 ? "," : "");
                    Append(canonical, item);
                }

                canonical.Append(']');
                break;
            default:
                canonical.Append(node?.GetValueKind() == JsonValueKind.Number ? Number(node.ToJsonString()) : node?.ToJsonString(Options) ?? "null");
                break;
        }
    }

    private static string Number(string written) => decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
        : written;

    /// <summary>An argument with the name of its type, because a message writes an amount otherwise than a code.</summary>
    private sealed record RefusalArg(string Type, string Text)
    {
        [JsonIgnore]
        public object? Value => Type switch
        {
            "null" => null,
            nameof(Int32) => int.Parse(Text, CultureInfo.InvariantCulture),
            nameof(Int64) => long.Parse(Text, CultureInfo.InvariantCulture),
            nameof(Decimal) => decimal.Parse(Text, CultureInfo.InvariantCulture),
            nameof(DateOnly) => DateOnly.ParseExact(Text, "O", CultureInfo.InvariantCulture),
            nameof(DateTime) => DateTime.ParseExact(Text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            nameof(String) => Text,
            _ => typeof(Entity).Assembly.GetType(Type) is { IsEnum: true } named && Enum.TryParse(named, Text, out var value) ? value : Text,
        };

        public static RefusalArg Of(object? arg) => arg switch
        {
            null => new("null", ""),
            DateTime or DateOnly => new(arg.GetType().Name, ((IFormattable)arg).ToString("O", CultureInfo.InvariantCulture)),
            Enum => new(arg.GetType().FullName!, arg.ToString()!),
            int or long or decimal => new(arg.GetType().Name, ((IFormattable)arg).ToString(null, CultureInfo.InvariantCulture)),
            _ => new(nameof(String), Convert.ToString(arg, CultureInfo.InvariantCulture) ?? ""),
        };
    }
}
