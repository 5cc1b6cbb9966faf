using KBoss.Infrastructure.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common;

public sealed class PagingTests : IAsyncLifetime
{
    private readonly SqliteConnection connection = new("Data Source=:memory:");
    private Books books = null!;

    public async ValueTask InitializeAsync()
    {
        await connection.OpenAsync();
        books = new Books(new DbContextOptionsBuilder<Books>().UseSqlite(connection).Options);
        await books.Database.EnsureCreatedAsync();
        books.AddRange(Enumerable.Range(1, 25).Select(i => new Book { Title = $"T{i:00}", Price = 100 - i }));
        await books.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await books.DisposeAsync();
        await connection.DisposeAsync();
    }

    [Theory]
    [InlineData("price", false, 1, "T25")]
    [InlineData("price", true, 1, "T01")]
    [InlineData("title", false, 3, "T21")]
    [InlineData("no such key; DROP TABLE", false, 1, "T01")]
    [InlineData(null, false, -5, "T01")]
    public async Task A_page_is_sorted_by_a_key_of_the_list_alone(string? sort, bool descending, int number, string first)
    {
        var page = await ReadAsync(new PageRequest(number, 10, sort, descending, new Dictionary<string, string>()));

        Assert.Equal(25, page.Total);
        Assert.Equal(first, page.Rows[0].Title);
    }

    [Theory]
    [InlineData(4, 10, 0)]
    [InlineData(int.MaxValue, 200, 0)]
    [InlineData(1, 100_000, 25)]
    [InlineData(1, 0, 1)]
    public async Task Beyond_the_end_is_empty_and_sizes_stay_within_bounds(int number, int size, int rows)
    {
        var page = await ReadAsync(new PageRequest(number, size, null, false, new Dictionary<string, string>()));

        Assert.Equal(rows, page.Rows.Count);
        Assert.Equal(25, page.Total);
    }

    private Task<Page<Book>> ReadAsync(PageRequest request) =>
        books.Set<Book>().AsNoTracking().Sorted(request, ("title", b => b.Title), ("price", b => b.Price)).ToPageAsync(request);

    private sealed class Book
    {
        public long Id { get; init; }

        public string Title { get; init; } = "";

        public decimal Price { get; init; }
    }

    private sealed class Books(DbContextOptions<Books> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Book>();
    }
}
