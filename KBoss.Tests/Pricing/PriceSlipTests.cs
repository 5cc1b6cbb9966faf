using KBoss.Domain.Pricing;

namespace KBoss.Tests.Pricing;

public sealed class PriceSlipTests
{
    [Theory]
    // New price, what is paid, list price, what it is too far above.
    [InlineData(899.9999, 90.0, 100.0, null)]
    [InlineData(900.0, 90.0, 100.0, 90.0)]
    [InlineData(9000.0, 90.0, 100.0, 90.0)]
    [InlineData(999.99, null, 100.0, null)]
    [InlineData(1000.0, null, 100.0, 100.0)]
    // What is paid counts, and the list price only where nothing is.
    [InlineData(1100.0, 120.0, 100.0, null)]
    [InlineData(50.0, 1.0, 100.0, 1.0)]
    [InlineData(50.0, 0.0, 0.0, null)]
    [InlineData(null, 90.0, 100.0, null)]
    public void A_price_ten_times_what_is_known_is_asked_about(double? price, double? paid, double list, double? known) =>
        Assert.Equal((decimal?)known, PriceSlip.FarAbove((decimal?)price, (decimal?)paid, (decimal)list));
}
