using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace KBoss.Web.Common;

/// <summary>
/// A text that somebody wrote, in which addresses of the web can be clicked: http and https alone, opened in a tab of their own, which learns nothing of this
/// page. All of it stays text.
/// </summary>
public sealed partial class LinkedText : ComponentBase
{
    /// <summary>What ends a sentence rather than an address, and brackets around one.</summary>
    private const string NotAtTheEnd = ".,;:!?'\"。，；：！？、”’…）】》」』";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>The text in pieces, with the address of those that are one.</summary>
    internal static IEnumerable<(string Text, string? Href)> Pieces(string text)
    {
        var at = 0;
        foreach (Match match in Address().Matches(text))
        {
            var found = Trimmed(match.Value);
            if (!Uri.TryCreate(found, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
            {
                continue;
            }

            if (match.Index > at)
            {
                yield return (text[at..match.Index], null);
            }

            yield return (found, uri.AbsoluteUri);
            at = match.Index + found.Length;
        }

        if (at < text.Length)
        {
            yield return (text[at..], null);
        }
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        foreach (var (text, href) in Pieces(Text))
        {
            if (href is null)
            {
                builder.AddContent(0, text);
                continue;
            }

            builder.OpenElement(1, "a");
            builder.AddAttribute(2, "href", href);
            builder.AddAttribute(3, "rel", "noopener noreferrer nofollow");
            builder.AddAttribute(4, "target", "_blank");
            builder.AddContent(5, text);
            builder.CloseElement();
        }
    }

    private static string Trimmed(string found)
    {
        var end = found.Length;
        while (end > 0 && (NotAtTheEnd.Contains(found[end - 1], StringComparison.Ordinal)
            || (found[end - 1] == ')' && found[..end].Count(c => c == ')') > found[..end].Count(c => c == '('))))
        {
            end--;
        }

        return found[..end];
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9])https?://[^\s<>""\p{IsCJKUnifiedIdeographs}，。；：！？、（）【】《》「」『』“”‘’]+", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
