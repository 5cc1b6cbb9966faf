using System.Linq.Expressions;

namespace KBoss.Infrastructure.Search;

/// <summary>Rows whose number lies in a range, which the index of the number finds however many there are.</summary>
internal static class NumberRange
{
    /// <summary>Those whose number lies between two, the newest first; the range is one that <see cref="Sought.Range"/> has found.</summary>
    public static IQueryable<T> Numbered<T>(this IQueryable<T> rows, Expression<Func<T, string>> number, (string From, string To)? range)
    {
        var bounds = new Bounds(range!.Value.From, range.Value.To);
        var inside = Expression.AndAlso(
            Expression.GreaterThanOrEqual(Compared(nameof(Bounds.From)), Expression.Constant(0)),
            Expression.LessThanOrEqual(Compared(nameof(Bounds.To)), Expression.Constant(0)));
        return rows.Where(Expression.Lambda<Func<T, bool>>(inside, number.Parameters)).OrderByDescending(number);

        // A property of an object becomes a parameter of the statement, so that it is made once for all numbers.
        MethodCallExpression Compared(string bound) => Expression.Call(
            typeof(string), nameof(string.Compare), null, number.Body, Expression.Property(Expression.Constant(bounds), bound));
    }

    private sealed record Bounds(string From, string To);
}
