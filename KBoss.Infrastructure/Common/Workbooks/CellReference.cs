using System.Globalization;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>References such as "AB12".</summary>
internal static class CellReference
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 703).Select(Spell)];

    /// <summary>The letters of a column, from 1.</summary>
    public static string Name(int column) => column < Names.Length ? Names[column] : Spell(column);

    /// <summary>Row and column, from 1, of a reference without dollar signs.</summary>
    public static bool TryParse(ReadOnlySpan<char> reference, out int row, out int column)
    {
        column = 0;
        var letters = 0;
        while (letters < reference.Length && char.IsAsciiLetter(reference[letters]) && letters < 4)
        {
            column = (column * 26) + (reference[letters++] & 0x1F);
        }

        return int.TryParse(reference[letters..], NumberStyles.None, CultureInfo.InvariantCulture, out row) && letters > 0 && row > 0;
    }

    private static string Spell(int column)
    {
        var name = "";
        for (var rest = column; rest > 0; rest = (rest - 1) / 26)
        {
            name = (char)('A' + ((rest - 1) % 26)) + name;
        }

        return name;
    }
}
