using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>
/// Writes what was read as JSON and reads it back. Values whose type only the kind knows, in errors and changes, carry its name; they come back as what
/// they were.
/// </summary>
internal sealed class StagedValues
{
    private static readonly Type[] Common = [typeof(string), typeof(int), typeof(long), typeof(decimal), typeof(double), typeof(bool), typeof(WorkbookText)];

    private readonly JsonSerializerOptions json;

    public StagedValues(IEnumerable<Type> more) => json = new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(), new Tagged([.. Common, .. more]) },
    };

    /// <summary>A value; an empty list is an empty text.</summary>
    public string Write<T>(T value) => value is IReadOnlyCollection<object> { Count: 0 } ? "" : JsonSerializer.Serialize(value, json);

    public T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, json)!;

    public IReadOnlyList<T> ReadList<T>(string text) => text.Length == 0 ? [] : Read<List<T>>(text);

    private sealed class Tagged(IReadOnlyList<Type> types) : JsonConverter<object>
    {
        public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Read();
            var name = reader.GetString();
            reader.Read();
            var value = JsonSerializer.Deserialize(ref reader, types.First(t => t.Name == name), options);
            reader.Read();
            return value;
        }

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
        {
            var type = types.FirstOrDefault(t => t.IsInstanceOfType(value) || (t.IsArray && typeof(IEnumerable<>).MakeGenericType(t.GetElementType()!).IsInstanceOfType(value)));
            writer.WriteStartObject();
            writer.WritePropertyName((type ?? typeof(string)).Name);
            if (type is null)
            {
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
            else if (type.IsArray)
            {
                JsonSerializer.Serialize(writer, value, typeof(IEnumerable<>).MakeGenericType(type.GetElementType()!), options);
            }
            else
            {
                JsonSerializer.Serialize(writer, value, type, options);
            }

            writer.WriteEndObject();
        }
    }
}

/// <summary>What is wrong with a file as a whole, and the remarks on it.</summary>
internal sealed record ImportRemarks(IReadOnlyList<CellError> FileErrors, IReadOnlyList<CellError> Warnings)
{
    /// <summary>Nobody reads more of them.</summary>
    private const int Most = 200;

    public static ImportRemarks Of(IReadOnlyList<CellError> fileErrors, IReadOnlyList<CellError> warnings) =>
        new([.. fileErrors.Take(Most)], [.. warnings.OrderBy(w => w.Code == WorkbookErrors.OptionalColumnMissing ? 0 : 1).Take(Most)]);
}
