using System.Text;
using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>
/// User names, by which people know who wrote and to whom a role is given: two that look alike are one, and none is made of letters that look like
/// others (after Unicode's UTS 39, "highly restrictive").
/// </summary>
public static class UserNames
{
    private const int Shortest = 3;
    private const int Longest = 50;

    /// <summary>
    /// Letters of other scripts that look like Latin ones, each pair side by side: Cyrillic, Greek, and rare Latin ones. A name of one script passes as it
    /// is, and these say whether another name looks the same.
    /// </summary>
    private const string LookAlikes =
        "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwкkмmнhтtгrпnѵvьbӏlёëαaοoνvρpιiυuκkσoγyτtηnχxıiɑaɡgɩiſs";

    private static readonly Dictionary<char, char> Alike = Enumerable.Range(0, LookAlikes.Length / 2).ToDictionary(i => LookAlikes[2 * i], i => LookAlikes[(2 * i) + 1]);

    private enum Script
    {
        Common,
        Latin,
        Han,
        Kana,
        Bopomofo,
        Hangul,
        Greek,
        Cyrillic,
        Other,
    }

    /// <summary>What was typed, in the form that is kept: without width, in lower case.</summary>
    public static string Normal(string? value) => NormalText.Compatible((value ?? "").Trim()).ToLowerInvariant();

    /// <summary>What two names in their normal form are compared by: letters that look like Latin ones are those.</summary>
    public static string Key(string normal) => new([.. normal.Select(c => Alike.GetValueOrDefault(c, c))]);

    internal static string Checked(string? value)
    {
        if (VisibleText.Hidden((value ?? "").Trim(), free: false) is { } hidden)
        {
            throw new RuleException("Common.CharacterHidden", hidden) { Field = "user-name" };
        }

        var name = Normal(value);
        var valid = name.Length is >= Shortest and <= Longest
            && name.EnumerateRunes().All(c => Rune.IsLetter(c) || (c.IsAscii && Rune.IsDigit(c)) || c.Value is '.' or '-' or '_')
            // Digits in groups would be mistaken for a phone number at sign-in.
            && !name.All(c => char.IsAsciiDigit(c) || c == '-');
        return !valid ? throw new RuleException("Organizations.UserNameInvalid") { Field = "user-name" }
            : Stranger(name) is { } stranger ? throw new RuleException("Organizations.UserNameMixed", stranger.ToString(), $"U+{stranger.Value:X4}") { Field = "user-name" }
            : name;
    }

    /// <summary>The first letter that does not go together with the others; Latin goes with each of the scripts of East Asia.</summary>
    private static Rune? Stranger(string name)
    {
        var letters = name.EnumerateRunes().Select(c => (Letter: c, Script: ScriptOf(c))).Where(c => c.Script != Script.Common).ToList();
        var scripts = letters.Select(c => c.Script).ToHashSet();
        if (scripts.Count <= 1
            || scripts.IsSubsetOf([Script.Latin, Script.Han, Script.Kana])
            || scripts.IsSubsetOf([Script.Latin, Script.Han, Script.Bopomofo])
            || scripts.IsSubsetOf([Script.Latin, Script.Han, Script.Hangul]))
        {
            return null;
        }

        // Named is the letter that passes for another one, not those it stands among.
        var usual = scripts.Contains(Script.Latin) || scripts.Contains(Script.Han) ? [Script.Latin, Script.Han] : new HashSet<Script> { letters[0].Script };
        return letters.Find(c => !usual.Contains(c.Script)).Letter;
    }

    private static Script ScriptOf(Rune c) => c.Value switch
    {
        _ when !Rune.IsLetter(c) => Script.Common,
        (>= 'a' and <= 'z') or (>= 0xAA and <= 0x2AF) or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF)
            or (>= 0xAB30 and <= 0xAB64) => Script.Latin,
        (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF) => Script.Greek,
        (>= 0x400 and <= 0x52F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0xA640 and <= 0xA69F) => Script.Cyrillic,
        (>= 0x2E80 and <= 0x2FDF) or (>= 0x3005 and <= 0x3007) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0x20000 and <= 0x3FFFF) => Script.Han,
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) => Script.Kana,
        (>= 0x3100 and <= 0x312F) or (>= 0x31A0 and <= 0x31BF) => Script.Bopomofo,
        (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF) => Script.Hangul,
        _ => Script.Other,
    };
}
