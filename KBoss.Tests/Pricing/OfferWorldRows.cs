using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;

namespace KBoss.Tests.Pricing;

/// <summary>What is sold: with terms of the customer's own, at a floor price, and below its cost.</summary>
internal sealed class OfferWorldRows : WorldRows
{
    public override int Position => 30;

    protected override async Task AddAsync()
    {
        var offers = new List<Offer>();
        foreach (var _ in Several)
        {
            offers.Add(await Boss.Given.OfferAsync(Root, World.Supplier, 100m, discount: 0.8m));
            await Boss.Given.OwnTermsAsync(offers[^1], Customer, discount: 0.7m);
        }

        World.Offers = offers;
        await Boss.Given.OfferAsync(Root, await Boss.Given.SupplierAsync(Root, SalesMode.FloorPrice), 100m, price: 90m, floorPrice: 50m);
        World.SoldOn = await Boss.Given.OfferAsync(Root, await Boss.Given.SupplierAsync(Root, SalesMode.FloorPrice), 100m, price: 90m, floorPrice: 50m);
        foreach (var _ in Several)
        {
            // Sold below its cost.
            await Boss.Given.OfferAsync(Root, World.Supplier, 100m, discount: 0.6m);
        }
    }
}
