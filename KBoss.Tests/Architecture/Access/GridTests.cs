using System.Collections;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>Every list is read by the page, in few queries, and no more of them for more rows.</summary>
[Collection(AccessCollection.Name)]
public sealed class GridTests(AccessApplication app)
{
    /// <summary>The promise is “under 5”.</summary>
    private const int MaxQueries = 4;

    [Fact]
    public async Task Every_list_pages_in_the_database_and_asks_it_four_times_at_most()
    {
        var grids = Calls.ForMembers(app.Web).Where(c => c.IsGrid).ToList();
        Assert.True(grids.Count > 15, $"Only {grids.Count} lists were found.");
        var breaches = new List<string>();
        foreach (var grid in grids)
        {
            var who = (await app.CallsAsync()).Own[grid].Who!;
            var small = await ReadAsync(grid, who, page: 2, AccessWorld.PageSize);
            var large = await ReadAsync(grid, who, page: 1, AccessWorld.Rows - 1);
            if (small.Total <= 2 * AccessWorld.PageSize)
            {
                breaches.Add($"{grid} has {small.Total} rows, which are not three pages; AccessWorldBuilder should make {AccessWorld.Rows} of them");
            }

            if (small.Rows != AccessWorld.PageSize || large.Rows != AccessWorld.Rows - 1)
            {
                breaches.Add($"{grid} returned {small.Rows} rows for {AccessWorld.PageSize} and {large.Rows} for {AccessWorld.Rows - 1}");
            }

            if (small.Queries.Count > MaxQueries || large.Queries.Count > MaxQueries)
            {
                breaches.Add($"{grid} asked {Math.Max(small.Queries.Count, large.Queries.Count)} times:{Environment.NewLine}{string.Join(Environment.NewLine, small.Queries)}");
            }

            if (small.Queries.Count != large.Queries.Count)
            {
                breaches.Add($"{grid} asked {small.Queries.Count} times for few rows and {large.Queries.Count} times for more");
            }

            if (!small.Queries.Any(q => q.Contains("LIMIT @", StringComparison.Ordinal) && q.Contains("OFFSET @", StringComparison.Ordinal)))
            {
                breaches.Add($"{grid} reads more than its page");
            }
        }

        RouteAccessTests.None(breaches);
    }

    private async Task<(int Rows, int Total, IReadOnlyList<string> Queries)> ReadAsync(Call grid, Person who, int page, int size)
    {
        var arguments = new Arguments(app.World.Keys with { AccountCode = DefaultBook.Prepaid }, app.Web.Time.GetUtcNow().UtcDateTime).Of(grid).Values;
        arguments = [.. arguments.Select(a => a is PageRequest ? new PageRequest(page, size, null, false, new Dictionary<string, string>()) : a)];
        await using var circuit = new Circuit(app.Web, who.Actor);
        await using var db = app.Web.Db();
        using var sql = new CommandCount(db);
        dynamic read = (await CallSurvey.InvokeAsync(circuit.Services.GetService(grid.Service)!, grid.Method, arguments))!;
        return (((ICollection)read.Rows).Count, (int)read.Total, sql.Queries);
    }
}
