using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace KBoss.Infrastructure.Common;

/// <summary>
/// What people look for, on every list the same: a part of a text, whatever the letter case and the width of its characters. A list that is searched
/// takes its pattern from <see cref="PageRequest.Search"/> and asks for it by <see cref="Finds"/>.
/// </summary>
public static class SearchText
{
    /// <summary>What SQLite knows <see cref="NormalText.Sought"/> by.</summary>
    internal const string KeyFunction = "kboss_key";

    private const string Escape = "\\";

    /// <summary>A pattern that finds the text anywhere; its own wildcards stand for themselves.</summary>
    public static string Anywhere(string text) => $"%{AtStart(text)}";

    /// <summary>A pattern that finds what begins with the text.</summary>
    public static string AtStart(string text) => $"{Whole(text)}%";

    /// <summary>A pattern that finds the text alone.</summary>
    public static string Whole(string text) => NormalText.Sought(text)
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal)
        .Replace("[", @"\[", StringComparison.Ordinal);

    /// <summary>In a query: whether a column holds what the pattern looks for.</summary>
    public static bool Finds(string column, string pattern) => throw new InvalidOperationException("Only a database answers this.");

    /// <summary>The same of rows that are calculated and not stored: whether a text holds what somebody typed.</summary>
    internal static bool Holds(string text, string typed) => NormalText.Sought(text).Contains(NormalText.Sought(typed), StringComparison.Ordinal);

    /// <summary>
    /// Makes <see cref="Finds"/> a LIKE. SQL Server has a collation that knows neither case nor width; SQLite knows the case of ASCII alone, so it compares
    /// the key of the column.
    /// </summary>
    internal static void Declare(ModelBuilder model, bool sqlite) => model
        .HasDbFunction(((Func<string, string, bool>)Finds).Method)
        .HasTranslation(arguments => new LikeExpression(
            sqlite ? KeyOf(arguments[0]) : new CollateExpression(arguments[0], SqlServerDemands.Collation), arguments[1],
            new SqlConstantExpression(Escape, arguments[1].TypeMapping), BoolTypeMapping.Default));

    private static SqlFunctionExpression KeyOf(SqlExpression column) =>
        new(KeyFunction, [column], nullable: true, argumentsPropagateNullability: [true], typeof(string), column.TypeMapping);
}
