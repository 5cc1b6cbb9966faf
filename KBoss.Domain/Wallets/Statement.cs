using KBoss.Domain.Common;

namespace KBoss.Domain.Wallets;

/// <summary>A movement of a statement with the balance after it; yuan, time UTC.</summary>
public sealed record StatementLine(CashKind Kind, string Reference, DateTime At, decimal Amount, decimal Balance);

/// <summary>
/// What a customer's wallet did in one Shanghai month: where it stood, each movement in the order of time with the balance after it, and where it stands.
/// Opening and movements always add up to the closing balance; yuan.
/// </summary>
public sealed record Statement(DateOnly Month, decimal Opening, IReadOnlyList<StatementLine> Lines)
{
    /// <summary>The first month that a statement is made for.</summary>
    public static readonly DateOnly FirstMonth = new(2020, 1, 1);

    /// <summary>Into the wallet.</summary>
    public decimal In => Lines.Where(l => l.Amount > 0).Sum(l => l.Amount);

    /// <summary>Out of the wallet, above zero.</summary>
    public decimal Out => -Lines.Where(l => l.Amount < 0).Sum(l => l.Amount);

    public decimal Closing => Opening + Lines.Sum(l => l.Amount);

    /// <summary>The instants (UTC) at which the month begins and is over.</summary>
    public (DateTime From, DateTime To) Period => PeriodOf(Month);

    /// <summary>The statement of a month from what moved in it, with the balance before.</summary>
    public static Statement Of(DateOnly month, decimal opening, IEnumerable<(CashKind Kind, string Reference, DateTime At, decimal Amount)> movements)
    {
        var running = opening;
        var lines = new List<StatementLine>();
        foreach (var (kind, reference, at, amount) in movements)
        {
            running += amount;
            lines.Add(new StatementLine(kind, reference, at, amount, running));
        }

        return new Statement(ChinaTime.FirstOfMonth(month), opening, lines);
    }

    /// <summary>The instants (UTC) at which the Shanghai month of a day begins and is over.</summary>
    public static (DateTime From, DateTime To) PeriodOf(DateOnly day)
    {
        var from = ChinaTime.Start(ChinaTime.FirstOfMonth(day));
        return (from, ChinaTime.AddMonths(from, 1));
    }

    /// <summary>The Shanghai month in which an instant (UTC) lies, as its first day.</summary>
    public static DateOnly MonthOf(DateTime utc) => ChinaTime.FirstOfMonth(ChinaTime.Day(utc));
}
