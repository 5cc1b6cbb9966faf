using KBoss.Domain.Catalog;
using KBoss.Domain.Common;

namespace KBoss.Domain.Orders;

/// <summary>
/// What was sold, as the customer confirmed it: the order line, its task and its resource keep it, whatever becomes of the Sku.
/// Quantity and periods beyond what a cart takes are refused with <c>Common.CountInvalid</c>.
/// </summary>
public sealed record SoldItem
{
    private SoldItem()
    {
    }

    public SoldItem(string productName, string skuCode, string options, BillingUnit unit, int quantity, int periods)
    {
        ProductName = productName;
        SkuCode = skuCode;
        Options = options;
        Unit = unit;
        Quantity = Require.Count(quantity, "quantity", 1, CartLine.MaxQuantity);
        Periods = Require.Count(periods, "periods", 1, CartLine.MaxPeriods);
    }

    public string ProductName { get; private set; } = "";

    public string SkuCode { get; private set; } = "";

    /// <summary>The chosen option values, <c>CPU=16核; 内存=64G</c>.</summary>
    public string Options { get; private set; } = "";

    public BillingUnit Unit { get; private set; }

    public int Quantity { get; private set; }

    /// <summary>How many billing units.</summary>
    public int Periods { get; private set; }
}
