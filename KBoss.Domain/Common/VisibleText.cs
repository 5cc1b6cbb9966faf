using System.Globalization;
using System.Text;

namespace KBoss.Domain.Common;

/// <summary>Finds the characters that nobody sees or that turn the direction of text: by them two texts differ that look the same.</summary>
public static class VisibleText
{
    /// <summary>
    /// The first such character of a text, as <c>U+00AD</c>, or null. In <paramref name="free"/> text, which nobody compares, lines may break, spaces have
    /// any width and emoji are joined; a code or name is one line with plain or ideographic spaces.
    /// </summary>
    public static string? Hidden(string text, bool free)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is (>= ' ' and <= '~') or (>= '\u4E00' and <= '\u9FFF'))
            {
                continue;
            }

            if (!Rune.TryGetRuneAt(text, i, out var character))
            {
                return $"U+{(int)text[i]:X4}";
            }

            if (IsHidden(character, free))
            {
                return $"U+{character.Value:X4}";
            }

            i += character.Utf16SequenceLength - 1;
        }

        return null;
    }

    private static bool IsHidden(Rune character, bool free) => character.Value switch
    {
        '\n' or '\t' or 0x200D or (>= 0xFE00 and <= 0xFE0F) => !free,
        0x3000 => false,
        // Fillers that count as letters, marks without a shape, the blank of Braille, and what is no character at all.
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF) => true,
        var value when (value & 0xFFFE) == 0xFFFE => true,
        _ => Rune.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.SpaceSeparator => !free,
            _ => false,
        },
    };
}
