using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// A step of the build: takes from a component library's style sheet the rules that the components in use can match. Compiled by the build itself
/// (UsedStyles.targets), never part of the application.
/// </summary>
public class UsedStyles : Task
{
    private static readonly Regex Comment = new Regex(@"/\*.*?\*/", RegexOptions.Singleline);
    private static readonly Regex Not = new Regex(@":not\([^()]*\)");
    private static readonly Regex Class = new Regex(@"\.(-?[A-Za-z_][\w-]*)");
    private static readonly Regex Animation = new Regex(@"animation(?:-name)?:[^;}]*");

    [Required]
    public string Source { get; set; }

    [Required]
    public string Target { get; set; }

    /// <summary>A class is in use when it is one of these or begins with one of these and a dash; one with an equals sign before it stands for itself alone.</summary>
    [Required]
    public string[] Families { get; set; }

    public override bool Execute()
    {
        var rules = Used(Comment.Replace(File.ReadAllText(Source), "")).ToList();
        var animations = string.Join(" ", Animation.Matches(string.Concat(rules.Where(r => !IsAnimation(r)))).Cast<Match>().Select(m => m.Value));
        var kept = rules.Where(r => !IsAnimation(r) || Regex.IsMatch(animations, $@"(?<![\w-]){Regex.Escape(NameOf(r))}(?![\w-])")).ToList();
        if (kept.Count == 0)
        {
            Log.LogError($"{Source} has no rule for any of {string.Join(", ", Families)}.");
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Target));
        File.WriteAllText(Target, string.Join("\n", kept) + "\n");
        return true;
    }

    private static bool IsAnimation(string rule) => rule.StartsWith("@keyframes", StringComparison.Ordinal);

    private static string NameOf(string animation) => animation.Substring("@keyframes".Length, animation.IndexOf('{') - "@keyframes".Length).Trim();

    /// <summary>The rules in use, in their order, each on a line. Vendors' forms of animations are left out: no browser that runs KBoss reads them.</summary>
    private IEnumerable<string> Used(string css)
    {
        foreach (var (prelude, body) in Rules(css))
        {
            if (prelude.StartsWith("@media", StringComparison.Ordinal) || prelude.StartsWith("@supports", StringComparison.Ordinal))
            {
                var inside = string.Concat(Used(body));
                if (inside.Length > 0)
                {
                    yield return prelude + "{" + inside + "}";
                }
            }
            else if (IsAnimation(prelude) || prelude.StartsWith("@font-face", StringComparison.Ordinal))
            {
                yield return prelude + "{" + body + "}";
            }
            else if (prelude.Length > 0 && prelude[0] != '@')
            {
                var selectors = Split(prelude).Where(IsUsed).ToList();
                if (selectors.Count > 0)
                {
                    yield return string.Join(",", selectors) + "{" + body + "}";
                }
            }
        }
    }

    /// <summary>A selector without a class is of the page itself. What an element must not be does not say what it is.</summary>
    private bool IsUsed(string selector)
    {
        string before;
        do
        {
            before = selector;
            selector = Not.Replace(selector, "");
        }
        while (selector != before);

        return Class.Matches(selector).Cast<Match>().All(m => Families.Any(family =>
            m.Groups[1].Value == family.TrimStart('=') || (family[0] != '=' && m.Groups[1].Value.StartsWith(family + "-", StringComparison.Ordinal))));
    }

    private static IEnumerable<string> Split(string selectors)
    {
        var depth = 0;
        var one = new StringBuilder();
        foreach (var c in selectors)
        {
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == ',' && depth == 0)
            {
                yield return one.ToString();
                one.Clear();
            }
            else
            {
                one.Append(c);
            }
        }

        yield return one.ToString();
    }

    /// <summary>What stands before each block and what stands in it; statements without a block are left out.</summary>
    private static IEnumerable<(string Prelude, string Body)> Rules(string css)
    {
        var at = 0;
        while (at < css.Length)
        {
            var begin = End(css, at, inBlock: false);
            if (begin >= css.Length)
            {
                yield break;
            }

            if (css[begin] == '{')
            {
                var end = End(css, begin + 1, inBlock: true);
                yield return (css.Substring(at, begin - at).Trim(), css.Substring(begin + 1, end - begin - 1));
                begin = end;
            }

            at = begin + 1;
        }
    }

    /// <summary>Where the prelude (at a brace or a semicolon) or the block (at its own closing brace) ends; braces in quotes do not count.</summary>
    private static int End(string css, int at, bool inBlock)
    {
        var depth = 0;
        var quote = '\0';
        for (; at < css.Length; at++)
        {
            var c = css[at];
            if (c == '\\')
            {
                at++;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c == '"' || c == '\'')
            {
                quote = c;
            }
            else if (!inBlock && (c == '{' || c == ';'))
            {
                return at;
            }
            else if (c == '{')
            {
                depth++;
            }
            else if (c == '}' && depth-- == 0)
            {
                return at;
            }
        }

        return at;
    }
}
