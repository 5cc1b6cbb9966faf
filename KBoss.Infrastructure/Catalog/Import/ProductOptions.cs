using System.Diagnostics.CodeAnalysis;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>The options of a Sku as one text: <c>CPU=16核; 内存=64G</c>.</summary>
public static class ProductOptions
{
    private static readonly char[] BetweenPairs = [';', '；', '\n'];
    private static readonly char[] InPair = ['=', '＝'];

    /// <summary>The pairs of a text in their order, each name once; full-width signs and line breaks are accepted.</summary>
    public static bool TryParse(string text, out IReadOnlyList<KeyValuePair<string, string>> pairs) => Read(text, out pairs) is null;

    /// <summary>The pairs as a text in its normal form.</summary>
    public static string Format(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join("; ", pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>The normal form of a text, or why it has none.</summary>
    [SuppressMessage("Design", "CA1021", Justification = "The shape of CellParser.")]
    internal static CellRefusal? Normalize(string text, out string normal)
    {
        var refusal = Read(text, out var pairs);
        normal = Format(pairs);
        return refusal;
    }

    private static CellRefusal? Read(string text, out IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var read = new List<KeyValuePair<string, string>>();
        pairs = [];
        foreach (var part in text.Split(BetweenPairs, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (NormalText.Name(part).Split(InPair, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } value])
            {
                return new(WorkbookErrors.PairInvalid, CellContent.Shorten(part));
            }

            if (read.Exists(pair => NormalText.Key(pair.Key) == NormalText.Key(name)))
            {
                return new(WorkbookErrors.PairRepeated, CellContent.Shorten(name));
            }

            read.Add(new(name, value));
        }

        if (read.Count == 0)
        {
            return new(WorkbookErrors.PairInvalid, CellContent.Shorten(text));
        }

        pairs = read;
        return null;
    }
}
