using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>
/// The rows of a list that go into a workbook, and, where the list has more of them than one takes, how many of what it lists that is: the workbook says so
/// below them.
/// </summary>
internal sealed record FirstRows<T>(IReadOnlyList<T> Rows, int? Only)
{
    public int Count => Rows.Count;

    public FirstRows<TRow> To<TRow>(Func<T, TRow> write) => new([.. Rows.Select(write)], Only);

    public FirstRows<TRow> ToMany<TRow>(Func<T, IEnumerable<TRow>> write) => new([.. Rows.SelectMany(write)], Only);
}

/// <summary>Takes the first rows of a list.</summary>
internal static class FirstRows
{
    /// <summary>Of a query, which is asked for one row more than the workbook takes.</summary>
    public static async Task<FirstRows<T>> FirstRowsAsync<T>(this IQueryable<T> rows, int most, CancellationToken ct) =>
        Of(await rows.Take(most + 1).ToListAsync(ct), most);

    /// <summary>Of rows that are read already.</summary>
    public static FirstRows<T> Of<T>(IReadOnlyList<T> found, int most) => found.Count > most ? new([.. found.Take(most)], most) : new(found, null);
}
