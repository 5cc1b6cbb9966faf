using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Pricing;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;

namespace KBoss.Tests.Pricing;

public sealed class PricingQueriesTests
{
    [Fact]
    public async Task Any_number_of_offers_is_priced_in_at_most_three_queries()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        var (customer, other) = (await boss.Given.CustomerAsync(root), await boss.Given.CustomerAsync(root));
        var offers = new List<Offer>();
        for (var i = 0; i < 60; i++)
        {
            offers.Add(await boss.Given.OfferAsync(root, supplier, discount: 0.8m));
        }

        await boss.Given.OwnTermsAsync(offers[7], customer, discount: 0.7m);
        await boss.Given.OwnTermsAsync(offers[8], other, discount: 0.1m);

        await using var db = boss.Db(root.Id, customer.Id);
        using var counted = new CommandCount(boss);
        var quotes = await boss.Get<PricingQueries>().QuoteAsync(db, root.Id, customer.Id, [.. offers.Select(o => o.Id), 987_654], boss.Now);

        Assert.InRange(counted.Commands.Count, 1, 3);
        Assert.Equal(60, quotes.Count);
        Assert.Equal((70m, PriceSource.Own), (quotes[offers[7].Id].Quote.UnitPrice, quotes[offers[7].Id].Quote.Winner.Source));
        Assert.All(quotes.Values.Where(q => q.OfferId != offers[7].Id), q => Assert.Equal(80m, q.Quote.UnitPrice));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_chain_of_any_length_is_priced_in_as_many_queries(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        var seller = chain.Levels[level];
        var customer = await chain.Boss.Given.CustomerAsync(seller);
        await chain.PublishAsync(level);
        await chain.Boss.Given.OwnTermsAsync(chain.Prices[level], customer, price: 85m);
        await using var db = chain.Boss.Db([customer.Id, .. chain.Levels.Take(level + 1).Select(o => o.Id)]);
        using var counted = new CommandCount(chain.Boss);

        var quotes = await chain.Boss.Get<PricingQueries>().QuoteAsync(
            db, seller.Id, customer.Id, [chain.Prices[level].Id, chain.Discounts[level].Id, .. chain.Prices.Select(o => o.Id)], chain.Boss.Now);

        Assert.InRange(counted.Commands.Count, 1, 3);
        Assert.Equal([85m, 90m], [quotes[chain.Prices[level].Id].Quote.UnitPrice, quotes[chain.Discounts[level].Id].Quote.UnitPrice]);
        Assert.Equal(2, quotes.Count);
    }

    [Fact]
    public async Task Terms_of_the_agreement_in_force_then_decide_and_can_be_asked_for_any_instant()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var customer = await boss.Given.CustomerAsync(root);
        var offer = await boss.Given.OfferAsync(root, await boss.Given.SupplierAsync(root), discount: 0.8m);
        await boss.Given.OwnTermsAsync(offer, customer, discount: 0.75m, from: boss.Now.AddDays(10), to: boss.Now.AddDays(20));
        await using var db = boss.Db(root.Id, customer.Id);

        Assert.False((await AtAsync(-2)).Visible);
        Assert.Equal([80m, 75m, 75m, 80m], [(await AtAsync(0)).UnitPrice, (await AtAsync(10)).UnitPrice, (await AtAsync(19.9)).UnitPrice, (await AtAsync(20)).UnitPrice]);

        async Task<Quote> AtAsync(double days) =>
            (await boss.Get<PricingQueries>().QuoteAsync(db, root.Id, customer.Id, [offer.Id], boss.Now.AddDays(days)))[offer.Id].Quote;
    }

    [Fact]
    public void An_explanation_is_read_as_it_was_written_and_stays_within_the_space_of_an_order_line()
    {
        var now = new DateTime(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
        var promotions = Enumerable.Range(1, 60).Select(i => new PromotionTerms(new string('活', 100), 0.9m - (i / 100m), now, now.AddDays(i), true)).ToArray();
        var quote = PriceEngine.Quote(
            new OfferTerms(1, Domain.Suppliers.SalesMode.Discount, 12.3456m, Terms.Of(0.95m, null), new OfferCost(12.3456m, Terms.Of(0.5m, null), null, null)),
            [new OwnTerms(Terms.Of(0.94m, null), now, now.AddDays(9))], promotions, now);

        var json = PriceExplanation.Of(quote).ToJson();

        Assert.InRange(json.Length, 1000, PriceExplanation.MaxLength);
        var read = PriceExplanation.Read(json)!;
        Assert.Equal((quote.ListPrice, quote.UnitPrice, quote.Winner), (read.ListPrice, read.UnitPrice, read.Candidates[0]));
        Assert.Equal(PriceExplanation.Of(quote).Candidates.Take(read.Candidates.Count), read.Candidates);
        Assert.Null(PriceExplanation.Read(""));
    }
}
