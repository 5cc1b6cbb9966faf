using KBoss.Domain.Access;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common.Data;

/// <summary>Two set the terms of one offer in the same moment.</summary>
public sealed class TermsRaceTests : IDisposable
{
    private readonly ReadFirst queue = new();

    [Fact]
    public async Task Who_comes_second_is_told_what_the_first_has_saved_meanwhile()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var offer = await boss.Given.OfferAsync(root, await boss.Given.SupplierAsync(root, rate: 0.6m));
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var shown = new TermsSelection([new SelectedOffer(offer.Id, StandingTerms.None)]);
        queue.Meanwhile(() => ApplyAsync(boss, shown, 0.8m));

        var changed = await Assert.ThrowsAsync<TermsChangedException>(() => ApplyAsync(boss, shown, 0.9m));

        Assert.Equal(0.8m, changed.Theirs.Terms.Discount);
        Assert.Equal(0.8m, Assert.Single((await boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows).Standing.Terms.Discount);
    }

    [Fact]
    public async Task A_change_of_many_leaves_out_what_somebody_sets_meanwhile()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root, rate: 0.6m);
        var (first, second) = (await boss.Given.OfferAsync(root, supplier), await boss.Given.OfferAsync(root, supplier));
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var shown = new TermsSelection([new SelectedOffer(first.Id, StandingTerms.None), new SelectedOffer(second.Id, StandingTerms.None)]);
        queue.Meanwhile(() => ApplyAsync(boss, new TermsSelection([shown.Offers[0]]), 0.8m));

        Assert.Equal(1, (await ApplyAsync(boss, shown, 0.9m, goodOnly: true)).Count);

        var rows = (await boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows;
        Assert.Equal([(first.Id, 0.8m), (second.Id, 0.9m)], rows.Select(r => (r.OfferId, r.Standing.Terms.Discount!.Value)).Order());
    }

    public void Dispose() => queue.Dispose();

    private static Task<TermsApplied> ApplyAsync(TestKBoss boss, TermsSelection selection, decimal discount, bool goodOnly = false) =>
        boss.Get<TermsWorkbenchService>().ApplyAsync(TermsScope.Public, selection, new TermsChange(TermsKind.Discount, discount), goodOnly);
}
