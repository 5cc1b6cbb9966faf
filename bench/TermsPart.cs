using KBoss.Domain.Access;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>Operations works at the terms workbench of the public discounts with ten thousand offers.</summary>
internal static class TermsPart
{
    private const int Count = 10_000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        await using var boss = new BenchKBoss(workspace.Combine("kboss.db"));
        await boss.Database.MigrateAsync();
        var seed = new Seed(boss);
        var root = await seed.RootAsync();
        await seed.OffersAsync(root, await seed.SupplierAsync(root), Count);
        await using var scope = boss.SignIn(await seed.StaffAsync(root, Role.Operations));
        var (grids, terms) = (scope.ServiceProvider.GetRequiredService<TermsWorkbenchQueries>(), scope.ServiceProvider.GetRequiredService<TermsWorkbenchService>());
        var rows = new List<Measurement>();
        foreach (var (what, request) in new[]
        {
            ("A page of 50 rows", Page()),
            ("A page of the search for a part of a name", Page(filters: ("q", "产品 00"))),
            ("A page of what customers see", Page(filters: ("visible", "yes"))),
            ("A page of what is below cost", Page(filters: ("below", "yes"))),
            ("A page sorted by margin", Page("margin")),
        })
        {
            var costs = await Rounds.RunAsync(_ => Rounds.CostAsync(() => grids.ListAsync(TermsScope.Public, OfferGrid.Discounts, request)), measured: 11, warmUp: 5);
            var cpu = Rounds.Median(costs.Select(c => c.Cpu.TotalMilliseconds));
            rows.Add(new(what, Rounds.Median(costs.Select(c => c.Time.TotalMilliseconds)), "ms", Bound.Below, 300, $"{cpu:N0} ms of the processors"));
        }

        using (var commands = new CommandCount())
        {
            await grids.ListAsync(TermsScope.Public, OfferGrid.Discounts, Page());
            rows.Add(new("SQL commands for a page", commands.Count, "", Bound.AtMost, 4));
        }

        var all = TermsSelection.Found(OfferGrid.Discounts, Page());
        var previews = await Rounds.RunAsync(
            _ => Rounds.TimeAsync(() => terms.PreviewAsync(TermsScope.Public, all, new TermsChange(TermsKind.Percent, -1m))), measured: 5, warmUp: 2);
        rows.Add(new($"Preview of a change of {Count:N0}", Rounds.Median(previews.Select(t => t.TotalSeconds)), "s", Bound.Below, 2));
        var applied = await Rounds.RunAsync(
            i => Rounds.TimeAsync(() => terms.ApplyAsync(TermsScope.Public, all, new TermsChange(TermsKind.Discount, i % 2 == 0 ? 0.91m : 0.92m))), measured: 3, warmUp: 1);
        rows.Add(new($"Saving a change of {Count:N0}, audit log included", Rounds.Median(applied.Select(t => t.TotalSeconds)), "s"));

        byte[] file = [];
        var exports = await Rounds.RunAsync(
            _ => Rounds.TimeAsync(async () => file = (await grids.ExportAsync(TermsScope.Public, OfferGrid.Discounts, Page())).Content), measured: 3, warmUp: 1);
        rows.Add(new($"Export of {Count:N0} rows", Rounds.Median(exports.Select(t => t.TotalSeconds)), "s"));
        var imports = scope.ServiceProvider.GetRequiredService<ImportService<PublicTermsRow>>();
        var uploads = await Rounds.RunAsync(
            _ => Rounds.TimeAsync(async () => await imports.PreviewAsync(await imports.UploadAsync(0, "terms.xlsx", file))), measured: 3, warmUp: 1);
        rows.Add(new($"Upload and preview of {Count:N0} rows", Rounds.Median(uploads.Select(t => t.TotalSeconds)), "s"));
        return rows;
    }

    private static PageRequest Page(string? sort = null, params (string Name, string Value)[] filters) =>
        new(1, 50, sort, false, filters.ToDictionary(f => f.Name, f => f.Value));
}
