using System.Diagnostics;
using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>
/// One customer asks for the prices of many offers, half of which it has terms of its own for, after it has joined many promotions, of a seller at the end
/// of a chain; and the function alone that finds a price.
/// </summary>
internal static class PricingPart
{
    private static readonly int[] Offers = [100, 1_000, 10_000];
    private static readonly int[] Promotions = [0, 10, 100];
    private static readonly int[] Levels = [1, 3, 6];

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        await using var boss = new BenchKBoss(workspace.Combine("kboss.db"));
        await boss.Database.MigrateAsync();
        var seed = new Seed(boss);
        var chain = new List<Organization> { await seed.RootAsync() };
        List<IReadOnlyList<long>> offers = [[.. (await seed.OffersAsync(chain[0], await seed.SupplierAsync(chain[0]), Offers[^1])).Select(o => o.Id)]];
        while (chain.Count < Levels[^1])
        {
            chain.Add(await seed.DistributorAsync(chain[^1]));
            offers.Add(await seed.DownstreamAsync(chain[^1], offers[^1]));
        }

        var results = new List<(Measurement Measured, int Commands)>();
        var number = 0;
        foreach (var level in Levels)
        {
            var (seller, sold) = (chain[level - 1], offers[level - 1]);
            List<long> above = [.. chain.Take(level).Select(o => o.Id)];
            var buyers = new List<Actor>();
            foreach (var _ in Promotions)
            {
                buyers.Add(await seed.CustomerAsync(seller, ++number));
                await seed.OwnTermsAsync(seller, buyers[^1], sold.Where((_, i) => i % 2 == 0));
            }

            await seed.PromotionsAsync(seller, sold, Promotions[^1], (promotion, buyer) => promotion < Promotions[buyer], buyers);
            foreach (var count in Offers)
            {
                for (var i = 0; i < Promotions.Length; i++)
                {
                    results.Add(await QuotesAsync(boss, above, buyers[i], [.. sold.Take(count)], Promotions[i], level));
                }
            }
        }

        return
        [
            new("Most SQL commands of any question below", results.Max(r => r.Commands), "", Bound.AtMost, 3),
            .. results.Select(r => r.Measured),
            Computing("a public price", 0, 0),
            Computing("own terms and 1 promotion", 1, 1),
            Computing("own terms and 10 promotions", 1, 10),
            Computing("own terms and 100 promotions", 1, 100),
        ];
    }

    private static async Task<(Measurement Measured, int Commands)> QuotesAsync(
        BenchKBoss boss, IReadOnlyList<long> above, Actor buyer, IReadOnlyList<long> offers, int promotions, int levels)
    {
        var times = await Rounds.RunAsync(_ => Rounds.TimeAsync(QuoteAsync), measured: offers.Count > 1_000 ? 7 : 15, warmUp: 5);
        using var commands = new CommandCount();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await QuoteAsync();
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        var what = string.Create(CultureInfo.InvariantCulture, $"{offers.Count:N0} offers, {promotions} promotions, chain of {levels}");
        var detail = string.Create(CultureInfo.InvariantCulture, $"{commands.Count} commands, {bytes / 1024d / 1024d:N1} MB");
        return (new Measurement(what, Rounds.Median(times.Select(t => t.TotalMilliseconds)), "ms", Detail: detail), commands.Count);

        async Task QuoteAsync()
        {
            await using var scope = boss.SignIn(buyer);
            await using var db = boss.Database.Open(OrganizationScope.Of([buyer.OrganizationId, .. above]), buyer.By);
            var quotes = await scope.ServiceProvider.GetRequiredService<PricingQueries>()
                .QuoteAsync(db, above[^1], buyer.OrganizationId, offers, TimeProvider.System.GetUtcNow().UtcDateTime);
            if (quotes.Count != offers.Count || quotes.Values.Any(q => !q.Quote.Visible) || quotes.Values.Count(q => q.Quote.Source == PriceSource.Own) != offers.Count / 2)
            {
                throw new InvalidOperationException("The prices are not what they should be.");
            }
        }
    }

    /// <summary>Prices a second on one core, of a thousand offers in turn.</summary>
    private static Measurement Computing(string what, int own, int promotions)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var offers = Enumerable.Range(1, 1_000).Select(i => new OfferTerms(
            i, SalesMode.Discount, 100 + i, Terms.Of(0.9m, null), new OfferCost(100 + i, Terms.Of(0.5m, null), null, null))).ToArray();
        OwnTerms[] agreed = [.. Enumerable.Range(0, own).Select(_ => new OwnTerms(Terms.Of(0.85m, null), now.AddDays(-1), now.AddDays(1)))];
        PromotionTerms[] joined =
        [
            .. Enumerable.Range(0, promotions).Select(i => new PromotionTerms(
                $"活动 {i}", 0.88m + (i % 10 / 1_000m), now.AddDays(-1), now.AddDays(1), Entitled: true, Stacking: i % 4 == 3)),
        ];
        var rates = new List<double>();
        for (var round = 0; round < 60; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var again = 0; again < 20; again++)
            {
                foreach (var offer in offers)
                {
                    PriceEngine.Quote(offer, agreed, joined, now);
                }
            }

            if (round >= 30)
            {
                rates.Add(20 * offers.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return new Measurement($"The function alone: {what}", Rounds.Median(rates), "prices/s", Bound.AtLeast, 1_000_000);
    }
}
