using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Ledger;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Ledger;

/// <summary>Which lines of a book are remembered as added up and which are added up again, by both ways in which a database gives its keys.</summary>
public sealed class BookBalancesTests
{
    private static readonly DateTime Start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>
    /// Lines get their keys when they begin and are seen when they are committed, each within the time that is waited for it. Whenever one asks, the answer is
    /// what was committed by then, and what is remembered does not stay behind.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_commits_late_is_in_the_sums_from_then_on(int seed)
    {
        var random = new Random(seed);
        var wait = TimeSpan.FromMinutes(10);
        var lines = Enumerable.Range(1, 400).Select(id => new
        {
            Id = (long)id,
            Seen = Start.AddMinutes(id).AddSeconds(random.Next(4) == 0 ? random.Next(600) : 0),
            Code = $"{random.Next(3)}",
            Debit = random.Next(2) == 0 ? 0m : random.Next(1, 100),
            Credit = (decimal)random.Next(1, 100),
        }).ToList();
        Assert.Contains(lines.Zip(lines.Skip(1)), pair => pair.First.Seen > pair.Second.Seen);
        var (remembered, through) = (RememberedBalances.Nothing, new HashSet<long>());
        for (var now = Start; now < Start.AddMinutes(420); now = now.AddSeconds(random.Next(20, 400)))
        {
            var seen = lines.Where(l => l.Seen <= now).ToList();
            var after = seen.Where(l => l.Id > remembered.Through).GroupBy(l => (l.Code, Settled: l.Id <= remembered.Next))
                .Select(g => new AddedLines(g.Key.Code, AccountKind.Asset, g.Key.Settled, g.Sum(l => l.Debit), g.Sum(l => l.Credit), g.Max(l => l.Id))).ToList();

            Assert.Equal(
                seen.GroupBy(l => l.Code).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(l => l.Debit - l.Credit))),
                remembered.With(after).OrderBy(a => a.Key).Select(a => (a.Key, a.Value)));
            remembered = remembered.Read(after, now, wait);
            through.Add(remembered.Through);
        }

        Assert.True(through.Count > 10, "What is past was added up again and again.");
        Assert.True(remembered.Through > 350, $"Remembered through {remembered.Through} alone.");
    }

    [Fact]
    public void Where_one_writes_at_a_time_a_line_is_past_at_once()
    {
        var first = RememberedBalances.Nothing.Read([new("1", AccountKind.Revenue, false, 0m, 5m, 7)], Start, TimeSpan.Zero);
        Assert.Equal(7, first.Through);
        Assert.Equal(5m, first.With([])["1"]);

        var second = first.Read([new("1", AccountKind.Revenue, false, 1m, 0m, 8)], Start, TimeSpan.Zero);
        Assert.Equal((8L, 4m), (second.Through, second.With([])["1"]));
        Assert.Equal((8L, 4m), (second.Read([], Start, TimeSpan.Zero).Through, second.Read([], Start, TimeSpan.Zero).With([])["1"]));
    }

    [Fact]
    public void A_line_is_past_when_it_was_the_newest_long_enough_ago()
    {
        var wait = TimeSpan.FromMinutes(10);
        List<AddedLines> one = [new("1", AccountKind.Asset, false, 5m, 0m, 7)];
        var seen = RememberedBalances.Nothing.Read(one, Start, wait);
        Assert.Equal((0L, 7L), (seen.Through, seen.Next));

        List<AddedLines> both = [new("1", AccountKind.Asset, true, 5m, 0m, 7), new("1", AccountKind.Asset, false, 1m, 0m, 9)];
        Assert.Same(seen, seen.Read(both, Start + wait - TimeSpan.FromTicks(1), wait));
        var past = seen.Read(both, Start + wait, wait);
        Assert.Equal((7L, 9L, 5m), (past.Through, past.Next, past.With([])["1"]));
        Assert.Equal(6m, past.With(both[1..])["1"]);
    }

    /// <summary>
    /// The same over real rows, and with both settings: where keys are given before the commit, a line whose key is smaller than one already seen is counted
    /// when it comes. What is past is not looked at again, which a line shows that gets a key among those.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_book_is_added_up_from_the_line_on_that_is_past(bool keysBeforeCommits)
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var balances = new BookBalances(boss.Time, keysBeforeCommits ? BookBalances.SettledAfter : null);
        await PostAsync(boss, root.Id, 1m, 1000);
        Assert.Equal(1m, await ReadAsync());
        if (keysBeforeCommits)
        {
            await PostAsync(boss, root.Id, 20m, 900);
            Assert.Equal(21m, await ReadAsync());
        }

        boss.Time.Advance(BookBalances.SettledAfter);
        await PostAsync(boss, root.Id, 300m, 1100);
        var all = await ReadAsync();
        Assert.Equal(keysBeforeCommits ? 321m : 301m, all);
        boss.Time.Advance(BookBalances.SettledAfter);
        Assert.Equal(all, await ReadAsync());

        await PostAsync(boss, root.Id, 4000m, 950);
        await PostAsync(boss, root.Id, 50000m, 1200);
        Assert.Equal(all + 50000m, await ReadAsync());

        async Task<decimal> ReadAsync()
        {
            await using var db = boss.Db();
            return (await balances.ReadAsync(db, root.Id, default))[DefaultBook.Cash];
        }
    }

    /// <summary>Posts money whose lines get keys from this one on.</summary>
    private static async Task PostAsync(TestKBoss boss, long book, decimal amount, long firstLine)
    {
        await using var db = boss.Db();
        var cash = await db.Accounts.SingleAsync(a => a.OrganizationId == book && a.Code == DefaultBook.Cash);
        var bank = await db.Accounts.SingleAsync(a => a.OrganizationId == book && a.Code == DefaultBook.Bank);
        var entry = new JournalEntry(
            book, LedgerEvents.Recharge, $"R{firstLine}", boss.Now, [new(cash, Side.Debit, amount), new(bank, Side.Credit, amount)]);
        db.Add(entry);
        foreach (var line in entry.Lines)
        {
            db.Entry(line).Property(l => l.Id).CurrentValue = firstLine + line.Number;
        }

        await db.SaveChangesAsync();
    }
}
