using System.Globalization;
using System.Text;

namespace KBoss.Domain.Common;

/// <summary>
/// Letters of other scripts that are drawn like Latin ones (after Unicode's UTS 39, "Unicode Security Mechanisms"): a С typed with a Russian keyboard makes
/// another "CPU" that nobody can tell from the first. A name or code in which such a letter passes for a Latin one is refused; where it stands among its own
/// kind, it is a text of that script, and only <see cref="Folded"/> says what it looks like. What is drawn differently (α, β, Ω, µ) passes for nothing.
/// </summary>
public static class LookAlikes
{
    /// <summary>Each letter beside the Latin one that it looks like: Cyrillic, Greek, Armenian, Cherokee and Lisu, and Roman numerals, which are
    /// no letters and may stand beside any.</summary>
    private const string Pairs =
        "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXҮYһhԌGԚQԜWӀIаaеeоoрpсcуyхxѕsіiјjԁdԛqԝw"
        + "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoϲcϳjϹC"
        + "ՍUՏSՕOօoսuհhցg"
        + "ᎪAᏴBᏟCᎠDᎬEᏀGᎻHᎫJᏦKᏞLᎷMᏢPᏒRᏚSᎢTᏙVᎳWᏃZ"
        + "ꓐBꓑPꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU"
        + "ⅠIⅤVⅩXⅬLⅭCⅮDⅯMⅰiⅴvⅹxⅼlⅽcⅾdⅿm";

    private static readonly Dictionary<char, char> Latin = Enumerable.Range(0, Pairs.Length / 2).ToDictionary(i => Pairs[2 * i], i => Pairs[(2 * i) + 1]);

    /// <summary>
    /// A text in which no letter passes for a Latin one; otherwise <c>Common.LetterMixed</c>, with the letter, its number in Unicode, the letter that was meant
    /// and the word. It passes where it stands in one word with Latin letters, or where a word of nothing but such letters has a digit in it or stands in a
    /// text that is Latin or Chinese, or of nothing but such words and digits.
    /// </summary>
    public static string Refuse(string text, string field)
    {
        if (text.Any(Latin.ContainsKey))
        {
            var among = text.Any(c => IsLatin(c) || IsChinese(c)) || (text.Any(char.IsAsciiDigit) && IsAlike(text));
            foreach (var word in Words(text))
            {
                var passes = word.Any(IsLatin) || (IsAlike(word) && (among || word.Any(char.IsAsciiDigit)));
                if (passes && word.FirstOrDefault(Latin.ContainsKey) is not '\0' and var letter)
                {
                    throw new RuleException("Common.LetterMixed", letter.ToString(), $"U+{(int)letter:X4}", Latin[letter].ToString(), word) { Field = field };
                }
            }
        }

        return text;
    }

    /// <summary>
    /// A text in upper case with every letter as the Latin one that it looks like, mathematical alphabets included; small Greek letters are signs of their own.
    /// </summary>
    internal static string Folded(string text)
    {
        if (text.All(c => c is < '\u0370' or (>= '\u4E00' and <= '\u9FFF')))
        {
            return text.ToUpperInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.EnumerateRunes())
        {
            var plain = letter.Value is >= 0x1D400 and <= 0x1D7FF ? letter.ToString().Normalize(NormalizationForm.FormKC) : letter.ToString();
            foreach (var c in plain)
            {
                var upper = c is >= '\u03AC' and <= '\u03CE' ? c : char.ToUpperInvariant(c);
                folded.Append(char.ToUpperInvariant(Latin.GetValueOrDefault(upper, Latin.GetValueOrDefault(c, upper))));
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsAlike(string text) => text.All(c => !char.IsLetter(c) || Latin.ContainsKey(c));

    /// <summary>What stands together: letters, the marks on them, and digits.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && ((char.IsLetterOrDigit(text[end]) && !IsChinese(text[end])) || char.IsSurrogate(text[end]) || IsMark(text[end])))
            {
                end++;
            }

            if (end > start)
            {
                yield return text[start..end];
            }

            start = end + 1;
        }
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;

    private static bool IsLatin(char c) =>
        c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '\u00C0' and <= '\u024F' and not ('\u00D7' or '\u00F7')) or (>= '\u1E00' and <= '\u1EFF');

    private static bool IsChinese(char c) => c is (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF');
}
