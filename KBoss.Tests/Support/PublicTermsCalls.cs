using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Pricing.Workbench;

namespace KBoss.Tests.Support;

/// <summary>The workbench of the public terms, as most tests need it.</summary>
internal static class PublicTermsCalls
{
    public static async Task<int> ApplyAsync(this TermsWorkbenchService terms, IReadOnlyCollection<long> offerIds, TermsChange change) =>
        (await terms.ApplyAsync(TermsScope.Public, TermsSelection.Of(offerIds), change)).Count;

    public static async Task<IReadOnlyList<TermsPreviewRow>> PreviewAsync(
        this TermsWorkbenchService terms, IReadOnlyCollection<long> offerIds, TermsChange change) =>
        (await terms.PreviewAsync(TermsScope.Public, TermsSelection.Of(offerIds), change)).Rows;

    public static Task<Page<TermsGridRow>> PageAsync(this TermsWorkbenchQueries grids, OfferGrid grid, PageRequest request) =>
        grids.ListAsync(TermsScope.Public, grid, request);

    public static Task<TermsFilters> FiltersAsync(this TermsWorkbenchQueries grids, OfferGrid grid) => grids.FiltersAsync(TermsScope.Public, grid);

    public static async Task<IReadOnlyList<long>> IdsAsync(this TermsWorkbenchQueries grids, OfferGrid grid, PageRequest request) =>
        [.. (await grids.PageAsync(grid, request)).Rows.Select(r => r.OfferId).Order()];
}
