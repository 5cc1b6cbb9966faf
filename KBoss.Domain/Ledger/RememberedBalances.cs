namespace KBoss.Domain.Ledger;

/// <summary>What lines on one account add up to, in yuan, and the newest of them; settled are those up to <see cref="RememberedBalances.Next"/>.</summary>
public sealed record AddedLines(string Code, AccountKind Kind, bool Settled, decimal Debit, decimal Credit, long Newest);

/// <summary>
/// What is remembered of a book: the sums of all lines through one, and the newest line that was seen at an instant (UTC), up to which they go next. A line
/// gets its key before it is committed, so that one with a smaller key may appear after one with a larger; what is remembered goes through a line only when
/// that was the newest so long ago that no smaller one can be under way.
/// </summary>
public sealed record RememberedBalances
{
    private RememberedBalances()
    {
    }

    /// <summary>Of a book of which nothing was read yet.</summary>
    public static RememberedBalances Nothing { get; } = new();

    /// <summary>The line through which the sums go; what comes after it is to be added up again.</summary>
    public long Through { get; private init; }

    /// <summary>The newest line that was seen when the sums were last taken further.</summary>
    public long Next { get; private init; }

    private DateTime NextAt { get; init; }

    private IReadOnlyDictionary<string, (AccountKind Kind, decimal Debit)> Sums { get; init; } = new Dictionary<string, (AccountKind, decimal)>();

    /// <summary>The balance of every account with those lines added that come after <see cref="Through"/>, by its code, in yuan on the account's own side.</summary>
    public IReadOnlyDictionary<string, decimal> With(IEnumerable<AddedLines> after) =>
        Sum(after).ToDictionary(a => a.Key, a => a.Value.Kind is AccountKind.Asset or AccountKind.Expense ? a.Value.Debit : -a.Value.Debit);

    /// <summary>
    /// What is remembered once the lines after <see cref="Through"/> were read at an instant (UTC). A line is past when it was the newest
    /// <paramref name="settledAfter"/> ago; zero means that one writes at a time, so that each is past at once.
    /// </summary>
    public RememberedBalances Read(IReadOnlyList<AddedLines> after, DateTime now, TimeSpan settledAfter)
    {
        var newest = after.Select(a => a.Newest).DefaultIfEmpty(Through).Max();
        if (settledAfter == TimeSpan.Zero)
        {
            return new() { Through = newest, Sums = Sum(after), Next = newest, NextAt = now };
        }

        if (Next == Through)
        {
            return this with { Next = newest, NextAt = now };
        }

        return now - NextAt < settledAfter ? this : new() { Through = Next, Sums = Sum(after.Where(a => a.Settled)), Next = newest, NextAt = now };
    }

    private Dictionary<string, (AccountKind Kind, decimal Debit)> Sum(IEnumerable<AddedLines> more)
    {
        var all = Sums.ToDictionary();
        foreach (var lines in more)
        {
            all[lines.Code] = (lines.Kind, all.GetValueOrDefault(lines.Code).Debit + lines.Debit - lines.Credit);
        }

        return all;
    }
}
