namespace KBoss.Domain.Catalog;

/// <summary>
/// How many of a Sku can still be sold (null: any number), how many orders hold of what was counted, and how many they held when it was counted last.
/// </summary>
public sealed record StockCount(int? Stock, int Taken, int TakenWhenSet)
{
    /// <summary>How many have been sold since the stock was last set; below zero if orders from before have given some back.</summary>
    public int SoldSince => Stock is null ? 0 : Taken - TakenWhenSet;

    /// <summary>The number that was set last.</summary>
    public int? Set => Stock + SoldSince;

    /// <summary>
    /// What a price list's number comes to. A list that knows how many orders held when it was written says by that what has been sold since, and so does
    /// one that repeats the number set last: it says nothing new. Any other number is taken as it stands.
    /// </summary>
    public ListedStock From(int? listed, int? takenThen)
    {
        if (listed is not { } number)
        {
            return new ListedStock(null, null, 0, Taken, StockKnowledge.Nothing);
        }

        if (takenThen is { } then)
        {
            return Less(number, then, StockKnowledge.SinceTheList);
        }

        return number == Set
            ? Less(number, TakenWhenSet, StockKnowledge.SinceItWasSet)
            : new ListedStock(number, number, SoldSince, Taken, StockKnowledge.Nothing);
    }

    /// <summary>The count once a price list's number is taken over; one that comes to what is there already sets nothing.</summary>
    public StockCount With(ListedStock listed) => listed.Stock == Stock ? this : new StockCount(listed.Stock, Taken, listed.TakenWhenCounted);

    private ListedStock Less(int number, int then, StockKnowledge knowledge) =>
        new((int)Math.Clamp((long)number - Taken + then, 0, int.MaxValue), number, Taken - then, then, knowledge);
}

/// <summary>From when on it is known what has been sold of a listed number.</summary>
public enum StockKnowledge
{
    /// <summary>The list does not say when it was counted: its number is taken as it stands.</summary>
    Nothing,

    /// <summary>Since the list was written.</summary>
    SinceTheList,

    /// <summary>The list repeats the number that was set last.</summary>
    SinceItWasSet,
}

/// <summary>
/// What a listed number comes to: <paramref name="Stock"/> can be sold from now on, <paramref name="Sold"/> have been sold since it was counted or, where that
/// is not known, since the stock was last set.
/// </summary>
public sealed record ListedStock(int? Stock, int? Listed, int Sold, int TakenWhenCounted, StockKnowledge Knowledge);
