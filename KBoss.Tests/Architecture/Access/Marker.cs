using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using KBoss.Domain.Common;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// The text that stands in everything of the observed organization, and the search for it in whatever an answer is made of. The first
/// character is what nobody else may ever see; the last is what one searches for, so that a search box that repeats its text proves nothing.
/// </summary>
internal static partial class Marker
{
    /// <summary>What belongs to the distributor itself.</summary>
    public const string Seller = "龘商龖";

    /// <summary>What belongs to its customer, or is about it.</summary>
    public const string Buyer = "龘客龖";

    /// <summary>Finds every row that carries a marker.</summary>
    public const string Search = "龖";

    public const string SellerPhone = "1997731";
    public const string BuyerPhone = "1997732";

    /// <summary>The list price of what the distributor sells, and what its customer has in the wallet.</summary>
    public const decimal ListPrice = 4471.17m;
    public const decimal Balance = 8_812_345.67m;

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IncludeFields = true,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        Converters = { new Bytes(), new Refusals() },
    };

    /// <summary>What a stranger may see nothing of.</summary>
    public static IReadOnlyList<string> OfBoth { get; } = ["龘", SellerPhone, BuyerPhone, "4471.17", "8812345.67"];

    /// <summary>What nobody may see who knows the distributor, but not this customer of it.</summary>
    public static IReadOnlyList<string> OfBuyer { get; } = ["龘客", BuyerPhone, "8812345.67"];

    /// <summary>What of the forbidden texts stands in a page or a file, with what surrounds it; null when nothing does.</summary>
    public static string? Trace(byte[] content, IReadOnlyList<string> forbidden) => Trace(TextOf(content), forbidden);

    /// <summary>As above, for what a method returned.</summary>
    public static string? Trace(object? value, IReadOnlyList<string> forbidden) => Trace(JsonSerializer.Serialize(value, Json), forbidden);

    /// <summary>As above, for a text, whether it is HTML, JSON or a part of an address.</summary>
    public static string? Trace(string text, IReadOnlyList<string> forbidden)
    {
        var plain = Thousands().Replace(Uri.UnescapeDataString(WebUtility.HtmlDecode(text)), "");
        return forbidden.Select(f => plain.IndexOf(f, StringComparison.Ordinal)).Where(at => at >= 0).Select(at =>
            plain[Math.Max(0, at - 40)..Math.Min(plain.Length, at + 40)].ReplaceLineEndings(" ")).FirstOrDefault();
    }

    /// <summary>The text of a file; of a workbook that of all its parts.</summary>
    private static string TextOf(byte[] content)
    {
        if (content is not [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return Encoding.UTF8.GetString(content);
        }

        using var zip = new ZipArchive(new MemoryStream(content));
        return string.Join('\n', zip.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return entry.FullName + reader.ReadToEnd();
        }));
    }

    [GeneratedRegex(@"(?<=\d),(?=\d{3})")]
    private static partial Regex Thousands();

    /// <summary>Files are read and not shown as Base64.</summary>
    private sealed class Bytes : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(TextOf(value));
    }

    /// <summary>A refusal tells its code and what fills its message.</summary>
    private sealed class Refusals : JsonConverter<RuleException>
    {
        public override RuleException Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, RuleException value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new { value.Code, Args = value.Args.Select(a => a?.ToString()) }, options);
    }
}
