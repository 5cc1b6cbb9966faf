using KBoss.Domain.Access;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>One customer asks for the prices of a thousand offers, half of which it has terms of its own for.</summary>
internal static class PricingPart
{
    private const int Count = 1000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        await using var boss = new BenchKBoss(workspace.Combine("kboss.db"));
        await boss.Database.MigrateAsync();
        var seed = new Seed(boss);
        var root = await seed.RootAsync();
        var offers = (await seed.OffersAsync(root, await seed.SupplierAsync(root), Count)).Select(o => o.Id).ToList();
        var buyer = await seed.CustomerAsync(root, 1);
        await seed.OwnTermsAsync(root, buyer, offers.Where((_, i) => i % 2 == 0));

        var times = await Rounds.RunAsync(_ => Rounds.TimeAsync(() => QuoteAsync(boss, root, buyer, offers)), measured: 21, warmUp: 20);
        using var commands = new CommandCount();
        await QuoteAsync(boss, root, buyer, offers);
        return
        [
            new($"SQL commands for {Count:N0} offers", commands.Count, "", Bound.AtMost, 3),
            new("Computing the prices alone", await ComputingAsync(), "ms", Bound.Below, 1),
            new("Everything, from the question to the answer", Rounds.Median(times.Select(t => t.TotalMilliseconds)), "ms"),
        ];
    }

    private static async Task QuoteAsync(BenchKBoss boss, Organization root, Actor buyer, List<long> offers)
    {
        await using var scope = boss.SignIn(buyer);
        await using var db = boss.Database.Open(OrganizationScope.Of(root.Id, buyer.OrganizationId), buyer.By);
        var quotes = await scope.ServiceProvider.GetRequiredService<PricingQueries>()
            .QuoteAsync(db, root.Id, buyer.OrganizationId, offers, TimeProvider.System.GetUtcNow().UtcDateTime);
        if (quotes.Count != Count || quotes.Values.Count(q => q.Quote.Source == PriceSource.Own) != Count / 2)
        {
            throw new InvalidOperationException("The prices are not what they should be.");
        }
    }

    /// <summary>Each offer has a public price, terms of its own for the customer and a promotion.</summary>
    private static async Task<double> ComputingAsync()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var offers = Enumerable.Range(1, Count).Select(i => new OfferTerms(
            i, SalesMode.Discount, 100 + i, Terms.Of(0.9m, null), new OfferCost(100 + i, Terms.Of(0.5m, null), null, null))).ToList();
        OwnTerms[] own = [new(Terms.Of(0.85m, null), now.AddDays(-1), now.AddDays(1))];
        PromotionTerms[] promotions = [new("双十一", 0.88m, now.AddDays(-1), now.AddDays(1), Entitled: true)];
        var times = await Rounds.RunAsync(
            _ => Rounds.TimeAsync(() =>
            {
                foreach (var offer in offers)
                {
                    PriceEngine.Quote(offer, own, promotions, now);
                }

                return Task.CompletedTask;
            }),
            measured: 201, warmUp: 500);
        return Rounds.Median(times.Select(t => t.TotalMilliseconds));
    }
}
