using System.Globalization;
using KBoss.Infrastructure.Startup.Demo;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Bench;

/// <summary>The storefront over HTTP: the real application in a process of its own with 10,000 Skus more than the demo data has.</summary>
internal static class HttpPart
{
    private const int Skus = 10_000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        var product = await SeedAsync(workspace.Combine("kboss.db"));
        await using var app = await RunningApp.StartAsync(workspace.Folder);
        using var visitor = app.Visitor();
        using var customer = app.Visitor();
        await SignIn.AsAsync(customer, "company", DemoOrganizations.Password);

        var results = new List<Measurement>();
        foreach (var (page, path, sign) in new[] { ("List", "/products", "page-products"), ("Product", $"/products/{product}", "page-products-detail") })
        {
            foreach (var (who, client) in new[] { ("visitor", visitor), ("signed in", customer) })
            {
                foreach (var clients in new[] { 1, 16 })
                {
                    var load = await Load.RunAsync(app, client, path, sign, clients);
                    var aim = (page, who, clients) switch
                    {
                        ("List", "visitor", 16) => 1000,
                        (_, "signed in", 16) => 400,
                        _ => 0,
                    };
                    results.Add(new(
                        $"{page} page, {who}, {clients} {(clients == 1 ? "client" : "clients")}", load.PerSecond, "pages/s",
                        aim > 0 ? Bound.AtLeast : Bound.None, aim,
                        string.Create(CultureInfo.InvariantCulture, $"p50 {load.P50:F1} ms, p95 {load.P95:F1} ms, {load.Cpu:F2} ms of the server's processors")));
                }
            }
        }

        return results;
    }

    private static async Task<long> SeedAsync(string file)
    {
        await using var boss = new BenchKBoss(file);
        await boss.Database.MigrateAsync();
        await boss.SeedDemoAsync();
        await using var db = boss.Db();
        var root = await db.Organizations.FirstAsync(o => o.SellerId == null);
        var seed = new Seed(boss);
        var offers = await seed.OffersAsync(root, await seed.SupplierAsync(root), Skus);
        return offers[0].Sku.ProductId;
    }
}
