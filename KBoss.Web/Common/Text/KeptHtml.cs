using System.Collections.Concurrent;

namespace KBoss.Web.Common;

/// <summary>
/// Keeps what was made of texts, each by its text alone, up to so many characters in all; then it begins anew. What is made must depend on nothing else.
/// </summary>
internal sealed class KeptHtml(Func<string, string> make, long most)
{
    private readonly ConcurrentDictionary<string, string> made = new();
    private long length;

    /// <summary>How many texts are kept.</summary>
    public int Count => made.Count;

    /// <summary>The HTML of a text.</summary>
    public string Of(string text)
    {
        if (made.TryGetValue(text, out var known))
        {
            return known;
        }

        var html = make(text);
        if (Interlocked.Add(ref length, text.Length + html.Length) > most)
        {
            made.Clear();
            Interlocked.Exchange(ref length, text.Length + html.Length);
        }

        made[text] = html;
        return html;
    }
}
