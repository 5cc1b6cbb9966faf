using System.Text;

namespace KBoss.Domain.Common;

/// <summary>
/// Texts as people see them: whoever types with a Chinese keyboard, copies from a PDF or spells in groups means the same text. What is stored is in one
/// of these forms, and what is compared or looked for is compared by <see cref="Key"/>.
/// </summary>
public static class NormalText
{
    /// <summary>Signs of full width that are the Chinese ones; any other is a sign of the keyboard, typed in the wrong mode.</summary>
    private const string ChineseSigns = "！（），：；？～";

    /// <summary>
    /// A name: letters, digits and blanks of full width are plain, Chinese punctuation stays, and so does everything that looks different (10² is not 102).
    /// </summary>
    public static string Name(string text) => Narrow(text, keepChinese: true);

    /// <summary>A code: all that has a plain form has it, hyphens of every kind included.</summary>
    public static string Code(string text) => Narrow(text, keepChinese: false);

    /// <summary>A number that people spell in groups: a code without blanks and hyphens, in upper case.</summary>
    public static string Number(string text) =>
        new([.. Code(text).Where(c => c != '-' && !char.IsWhiteSpace(c)).Select(char.ToUpperInvariant)]);

    /// <summary>
    /// What two names or codes are compared by: the form of a code, whatever the letter case and whichever script draws its letters so
    /// (<see cref="LookAlikes"/>).
    /// </summary>
    public static string Key(string text) => LookAlikes.Folded(Code(text));

    /// <summary>What a text is searched by: the form of a code, whatever the letter case.</summary>
    public static string Sought(string text) => Code(text).ToUpperInvariant();

    /// <summary>Unicode's compatibility form (NFKC), for what is an identifier and nothing else; a text that is none stays as it is.</summary>
    public static string Compatible(string text) => IsPlain(text) || !IsWellFormed(text) ? text : text.Normalize(NormalizationForm.FormKC);

    /// <summary>Whether it is Unicode at all: no half of a character, and nothing that is no character.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || text[i] is '\uFFFE' or '\uFFFF')
            {
                return false;
            }
        }

        return true;
    }

    private static string Narrow(string text, bool keepChinese)
    {
        var trimmed = text.Trim();
        if (IsPlain(trimmed) || !IsWellFormed(trimmed))
        {
            return trimmed;
        }

        var narrow = new StringBuilder(trimmed.Length);
        foreach (var c in trimmed)
        {
            if (c is '\u3000' or ' ')
            {
                // Two blanks look like one, and a page shows them as one.
                if (narrow.Length > 0 && narrow[^1] != ' ')
                {
                    narrow.Append(' ');
                }
            }
            else if (!(keepChinese && ChineseSigns.Contains(c, StringComparison.Ordinal)))
            {
                Append(narrow, !keepChinese && IsHyphen(c) ? '-' : c);
            }
            else
            {
                narrow.Append(c);
            }
        }

        return narrow.ToString().Normalize(NormalizationForm.FormC);
    }

    private static void Append(StringBuilder narrow, char c)
    {
        if (c is >= '！' and <= '～')
        {
            narrow.Append((char)(c - 0xFEE0));
        }
        else if (c is (>= '\u2E80' and <= '\u2FDF') or (>= '\uFB00' and <= '\uFB06') or (>= '\uFF5F' and <= '\uFFEE' and not '\uFFE3'))
        {
            // Radicals and ligatures, as they are copied out of a PDF, and the narrow forms of wide writing.
            narrow.Append(c.ToString().Normalize(NormalizationForm.FormKC));
        }
        else
        {
            narrow.Append(c);
        }
    }

    private static bool IsHyphen(char c) => c is (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFE58' or '\uFE63' or '\uFF0D';

    /// <summary>Of the characters that most texts are made of, each of which is its own normal form.</summary>
    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ((>= ' ' and <= '~') or (>= '\u4E00' and <= '\u9FFF')) || (text[i] == ' ' && i > 0 && text[i - 1] == ' '))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>
/// Holds the <see cref="NormalText.Key"/> of another property, or a key like it. Databases compare it byte by byte, so that they all find the same two equal.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ComparedAttribute : Attribute;
