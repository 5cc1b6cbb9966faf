using KBoss.Domain.Common;

namespace KBoss.Domain.Catalog;

/// <summary>Which list a word stands in.</summary>
public enum WordList
{
    Types,
    Regions,
}

/// <summary>A word of a list as Operations keeps it; kind and home are of types alone.</summary>
/// <param name="OnHome">Whether the home page of the shop leads to its products.</param>
/// <param name="Retired">Whether it is offered no more; the products that have it keep it.</param>
public sealed record WordTerms(string? Name, ProductKind Kind = ProductKind.Other, bool OnHome = true, bool Retired = false);

/// <summary>
/// A product type or a region from which a distributor chooses for the products that it buys itself; without words of its own it has the defaults, which
/// become its own without anybody having added them.
/// </summary>
[AuditedKinds("ProductType", "ProductRegion")]
public sealed class ProductWord : Entity, IOrganizationOwned, IAudited
{
    public const int MaxName = 50;

    /// <summary>How many a list may hold: people choose from it.</summary>
    public const int Most = 200;

    private ProductWord()
    {
    }

    /// <summary>Refused with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c> for its name.</summary>
    public ProductWord(long organizationId, WordList list, int position, WordTerms terms)
    {
        (OrganizationId, List) = (organizationId, list);
        Place(position);
        Change(terms);
    }

    public long OrganizationId { get; private set; }

    public WordList List { get; private set; }

    /// <summary>At which place of the list it stands, from 1.</summary>
    public int Position { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>What the name is compared by; unique in the list.</summary>
    [Compared, NotAudited]
    public string NameKey { get; private set; } = "";

    public ProductKind Kind { get; private set; }

    public bool OnHome { get; private set; }

    public bool Retired { get; private set; }

    public string AuditSubject => $"{(List == WordList.Types ? "ProductType" : "ProductRegion")} {Name}";

    /// <summary>The terms of a default: what is offered while the distributor has made no list.</summary>
    public static IReadOnlyList<WordTerms> Defaults(WordList list) => list == WordList.Types
        ? [.. ProductTypes.Usual.Select(type => new WordTerms(type, ProductTypes.KindOf(type)))]
        : [.. ProductTypes.UsualRegions.Select(region => new WordTerms(region))];

    /// <summary>Takes over what Operations wrote; refused like the constructor.</summary>
    public void Change(WordTerms terms)
    {
        Name = Require.Text(terms.Name, "name", MaxName);
        NameKey = NormalText.Key(Name);
        (Kind, OnHome, Retired) = List == WordList.Types ? (terms.Kind, terms.OnHome, terms.Retired) : (ProductKind.Other, false, terms.Retired);
    }

    /// <summary>Stands at another place of its list.</summary>
    public void Place(int position) => Position = position;
}

/// <summary>Finds the word that was meant.</summary>
public static class NearWord
{
    /// <summary>
    /// The word of a list that is most like a text: the least letters are wrong, missing or too many, half of it at most; or it is a part of the text, or the
    /// text of it. Null where none is near.
    /// </summary>
    public static string? Of(string text, IEnumerable<string> words)
    {
        var key = NormalText.Key(text);
        var (best, least) = ((string?)null, int.MaxValue);
        foreach (var word in words)
        {
            var other = NormalText.Key(word);
            var wrong = key.Length > 0 && other.Length > 0 && (key.Contains(other, StringComparison.Ordinal) || other.Contains(key, StringComparison.Ordinal))
                ? Math.Min(1, Math.Abs(key.Length - other.Length))
                : Wrong(key, other);
            if (wrong < least && wrong * 2 <= Math.Max(key.Length, other.Length))
            {
                (best, least) = (word, wrong);
            }
        }

        return best;
    }

    private static int Wrong(string text, string word)
    {
        var before = new int[word.Length + 1];
        for (var j = 0; j <= word.Length; j++)
        {
            before[j] = j;
        }

        for (var i = 1; i <= text.Length; i++)
        {
            var row = new int[word.Length + 1];
            row[0] = i;
            for (var j = 1; j <= word.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (text[i - 1] == word[j - 1] ? 0 : 1));
            }

            before = row;
        }

        return before[word.Length];
    }
}
