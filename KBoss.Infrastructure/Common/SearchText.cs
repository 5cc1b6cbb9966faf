namespace KBoss.Infrastructure.Common;

/// <summary>What people type into a search box, as a pattern for <c>EF.Functions.Like</c>, which ignores the case of Latin letters on both databases.</summary>
public static class SearchText
{
    public const string Escape = "\\";

    /// <summary>A pattern that finds the text anywhere; its own wildcards stand for themselves.</summary>
    public static string Anywhere(string text) => $"%{text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal)
        .Replace("[", @"\[", StringComparison.Ordinal)}%";
}
