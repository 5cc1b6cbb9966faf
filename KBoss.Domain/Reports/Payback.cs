using KBoss.Domain.Common;

namespace KBoss.Domain.Reports;

/// <summary>What an order earned (its margin) and what promotions gave away on it, in yuan, and when it was paid (UTC).</summary>
public readonly record struct Earned(DateTime At, decimal Margin, decimal Given);

/// <summary>
/// Whether what promotions gave away has come back: <see cref="Days"/> is how many Shanghai days passed from the first sign-up to the order from which on the
/// margin earned so far has covered what had been given so far; none while it does not.
/// </summary>
public readonly record struct Payback(int? Days)
{
    /// <summary>Adds up the orders of those who signed up since <paramref name="start"/> (UTC); null when nothing was given away.</summary>
    public static Payback? Of(DateTime start, IEnumerable<Earned> orders)
    {
        var sum = new PaybackSum(start);
        foreach (var order in orders.OrderBy(o => o.At))
        {
            sum.Add(order);
        }

        return sum.Payback;
    }
}

/// <summary>The same order by order, in the order in which they were paid, for those who signed up since an instant (UTC).</summary>
public sealed class PaybackSum(DateTime start)
{
    private decimal margin;
    private decimal given;
    private DateTime? since;

    /// <summary>What it comes to so far; null when nothing was given away.</summary>
    public Payback? Payback => given == 0 ? null : new Payback(since is { } at ? ChinaTime.DaysBetween(start, at) : null);

    /// <summary>Adds the next order.</summary>
    public void Add(Earned order)
    {
        margin += order.Margin;
        given += order.Given;
        since = given > 0 && margin >= given ? since ?? order.At : null;
    }
}
