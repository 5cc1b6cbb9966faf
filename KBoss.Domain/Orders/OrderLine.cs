using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;

namespace KBoss.Domain.Orders;

/// <summary>What is ordered, priced at the moment of ordering; prices in yuan per unit.</summary>
/// <param name="Given">What the promotion gives away for the line in yuan; zero where the price comes from elsewhere.</param>
/// <param name="Renews">The number of the resource that the line prolongs; null where it brings a new one.</param>
public sealed record OrderItem(
    long OfferId, long SkuId, SoldItem Sold, decimal ListPrice, decimal UnitPrice, string PriceExplanation,
    PriceSource Source = PriceSource.Public, string? PromotionNo = null, decimal Given = 0, string? Renews = null);

/// <summary>One Sku of an order, with the price and its explanation as they stood at ordering; nothing changes that later.</summary>
public sealed class OrderLine : SharedEntity
{
    private OrderLine()
    {
    }

    internal OrderLine(Parties parties, int number, OrderItem item)
        : base(parties)
    {
        Number = number;
        OfferId = item.OfferId;
        SkuId = item.SkuId;
        Sold = item.Sold;
        ListPrice = item.ListPrice;
        UnitPrice = Require.Price(item.UnitPrice, "price");
        Amount = Money.Line(UnitPrice, Sold.Quantity, Sold.Periods);
        PriceExplanation = item.PriceExplanation;
        (PriceSource, PromotionNo, Given) = (item.Source, item.PromotionNo, item.Given);
        Renews = item.Renews;
    }

    public long OrderId { get; private set; }

    /// <summary>1, 2, 3 … inside the order.</summary>
    public int Number { get; private set; }

    public long OfferId { get; private set; }

    public long SkuId { get; private set; }

    public SoldItem Sold { get; private set; } = null!;

    public decimal ListPrice { get; private set; }

    /// <summary>Yuan per unit, four decimals.</summary>
    public decimal UnitPrice { get; private set; }

    /// <summary>Yuan: unit price × quantity × periods, rounded to the fen.</summary>
    public decimal Amount { get; private set; }

    /// <summary>The candidates of the price engine as JSON; never the seller's cost.</summary>
    public string PriceExplanation { get; private set; } = "";

    /// <summary>Where the price came from.</summary>
    public PriceSource PriceSource { get; private set; }

    /// <summary>The number of the seller's promotion whose price it is.</summary>
    public string? PromotionNo { get; private set; }

    /// <summary>Yuan that the promotion gives away: the line at the public price of then less what is paid for it.</summary>
    public decimal Given { get; private set; }

    /// <summary>The number of the resource that the line prolongs; null where it brings a new one.</summary>
    public string? Renews { get; private set; }

    /// <summary>How many of a limited stock the line holds; none where any number could be sold, and none once they were given back.</summary>
    public int Reserved { get; private set; }

    /// <summary>Takes what is ordered out of the stock; refuses like <see cref="Sku.Reserve"/>.</summary>
    public void ReserveFrom(Sku sku) => Reserved = sku.Reserve(Sold.Quantity);

    /// <summary>Gives back exactly what the line holds, whatever has become of the stock since.</summary>
    public void ReleaseTo(Sku sku)
    {
        sku.Release(Reserved);
        Reserved = 0;
    }
}
