using KBoss.Domain.Common;

namespace KBoss.Domain.Catalog;

/// <summary>What one period of a Sku is.</summary>
public enum BillingUnit
{
    Hour,
    Month,
    Year,
    Piece,
}

/// <summary>How billing units are counted.</summary>
public static class BillingUnits
{
    /// <summary>The number of periods if the unit has any: what is sold by the piece has one.</summary>
    public static int Periods(this BillingUnit unit, int wanted) => unit == BillingUnit.Piece ? 1 : wanted;
}

/// <summary>
/// One sellable configuration of a product, with its billing unit and its list price (yuan per unit, four decimals).
/// It holds nothing of what anybody pays for it, because whoever sells it sees it, not its owner alone.
/// </summary>
public sealed class Sku : Entity, ISeenDownstream, IAudited
{
    private Sku()
    {
    }

    public Sku(long organizationId, long supplierId, string code, SkuFacts facts)
    {
        OrganizationId = organizationId;
        SupplierId = supplierId;
        Refusals.All(() => Code = Require.Code(code, "code", 64), () => Change(facts));
        CodeKey = NormalText.Key(Code);
    }

    public long OrganizationId { get; private set; }

    public long SupplierId { get; private set; }

    public long ProductId { get; private set; }

    public Product Product { get; private set; } = null!;

    /// <summary>The supplier's code, unique per supplier by <see cref="CodeKey"/>.</summary>
    public string Code { get; private set; } = "";

    /// <summary>What the code is compared by.</summary>
    [Compared]
    [NotAudited]
    public string CodeKey { get; private set; } = "";

    /// <summary>The chosen option values, <c>CPU=16核; 内存=64G</c>.</summary>
    public string Options { get; private set; } = "";

    public BillingUnit Unit { get; private set; }

    /// <summary>Yuan per unit, four decimals.</summary>
    public decimal ListPrice { get; private set; }

    /// <summary>How many can still be sold; null means any number.</summary>
    public int? Stock { get; private set; }

    /// <summary>How many orders hold that were taken out of a limited stock: it grows with each order and shrinks when one comes to nothing.</summary>
    [NotAudited]
    public int Taken { get; private set; }

    /// <summary>What <see cref="Taken"/> was when the stock that was set last had been counted.</summary>
    [NotAudited]
    public int TakenWhenSet { get; private set; }

    /// <summary>The stock as it stands, to which a price list is compared.</summary>
    public StockCount Count => new(Stock, Taken, TakenWhenSet);

    public string AuditSubject => $"Sku {Code}";

    /// <summary>Takes over what the supplier or Operations wrote, and says whether anything differs.</summary>
    public bool Change(SkuFacts facts)
    {
        var before = (Options, Unit, ListPrice, Stock);
        Unit = facts.Unit;
        Refusals.All(
            () => Options = Require.Text(facts.Options, "options", 500),
            () => ListPrice = Require.Price(facts.ListPrice, "list-price"),
            () => Stock = facts.Stock is { } stock ? Require.Count(stock, "stock", 0, 100_000_000) : null);
        if (Stock != before.Stock)
        {
            TakenWhenSet = Taken;
        }

        return before != (Options, Unit, ListPrice, Stock);
    }

    /// <summary>Puts the Sku under a product of the same supplier.</summary>
    public void MoveTo(Product product) => Product = product;

    /// <summary>
    /// Takes a quantity out of a limited stock and says how many it took: none where any number can be sold. Refuses with <c>Catalog.StockShort</c>
    /// when it does not suffice.
    /// </summary>
    public int Reserve(int quantity)
    {
        if (Stock is null)
        {
            return 0;
        }

        if (Stock < quantity)
        {
            throw new RuleException("Catalog.StockShort", Code, Stock);
        }

        Stock -= quantity;
        Taken += quantity;
        return quantity;
    }

    /// <summary>Gives back what <see cref="Reserve"/> had taken for an order that came to nothing; where any number can be sold by now, the stock stays so.</summary>
    public void Release(int reserved)
    {
        Stock += reserved;
        Taken -= reserved;
    }
}

/// <summary>What describes a Sku; prices in yuan per unit.</summary>
public sealed record SkuFacts(string Options, BillingUnit Unit, decimal ListPrice, int? Stock = null);
