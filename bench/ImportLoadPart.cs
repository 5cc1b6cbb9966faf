using KBoss.Domain.Access;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Storefront;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>
/// A large workbook is imported while a visitor looks at lists, a member signs in and customers pay, each again and again with a short pause: how long they
/// take, before and meanwhile, and for how long at most one transaction keeps the others from writing.
/// </summary>
internal static class ImportLoadPart
{
    private const int Rows = 50_000;
    private const int Customers = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        await using var boss = new BenchKBoss(workspace.Combine("kboss.db"));
        await boss.Database.MigrateAsync();
        var seed = new Seed(boss);
        var root = await seed.RootAsync();
        var offers = await seed.OffersAsync(root, await seed.SupplierAsync(root), 1_000);
        var staff = await seed.StaffAsync(root, Role.Operations);
        var password = await GivePasswordAsync(boss, staff);
        var supplier = await seed.SupplierAsync(root, "五万规格供应商");
        var buyers = new List<Buyer>();
        for (var i = 0; i < Customers; i++)
        {
            buyers.Add(await seed.OrdersAsync(root, await seed.CustomerAsync(root, i), offers, 1_000));
        }

        var orders = buyers.Select(b => new Queue<string>(b.OrderNos)).ToList();
        var acts = new Dictionary<string, Func<Task>>
        {
            ["Visitor's list"] = () => InScopeAsync(boss, null, s => s.GetRequiredService<StorefrontQueries>().ListAsync(new StorefrontSearch())),
            ["Sign-in by password"] = () => InScopeAsync(boss, null, s => s.GetRequiredService<SignInService>().StartAsync("staff", password)),
        };
        for (var i = 0; i < Customers; i++)
        {
            var (buyer, open) = (buyers[i], orders[i]);
            acts[$"Payment, customer {i + 1}"] = () => open.TryDequeue(out var orderNo)
                ? InScopeAsync(boss, buyer.Actor, s => s.GetRequiredService<PaymentService>().PayFromWalletAsync(orderNo))
                : Task.Delay(Pause);
        }

        await BesideAsync(acts, Task.Delay(Calm));
        var calm = await BesideAsync(acts, Task.Delay(Calm));
        using var turns = new WriterTurns();
        var commit = TimeSpan.Zero;
        var import = Task.Run(async () => commit = await ImportAsync(boss, staff, supplier.Id));
        var meanwhile = await BesideAsync(acts, import);
        await import;
        return
        [
            .. acts.Keys.SelectMany(name => new[]
            {
                new Measurement($"{name}, p95 before the import", P95(calm[name]), "ms"),
                new Measurement($"{name}, p95 during the import", P95(meanwhile[name]), "ms"),
            }),
            new($"Committing {Rows:N0} rows, from the click to the answer", commit.TotalSeconds, "s"),
            new("Longest wait of any act during the import", meanwhile.Values.SelectMany(t => t).Max() / 1000, "s"),
            new("Longest turn of the writer during the import", turns.All.Max().TotalSeconds, "s", Bound.Below, 1),
        ];
    }

    /// <summary>Uploads, previews and commits; returns how long the commit took.</summary>
    private static async Task<TimeSpan> ImportAsync(BenchKBoss boss, Actor staff, long supplierId)
    {
        await using var scope = boss.SignIn(staff);
        var imports = scope.ServiceProvider.GetRequiredService<ImportService<ProductRow>>();
        var id = await imports.UploadAsync(supplierId, "products.xlsx", ProductWorkbook.Export(Enumerable.Range(0, Rows).Select(ImportPart.Row)));
        await imports.PreviewAsync(id);
        ImportResult? result = null;
        var time = await Rounds.TimeAsync(async () => result = await imports.CommitAsync(id, onlyValidRows: false));
        return result!.Added == Rows ? time : throw new InvalidOperationException($"{result.Added} of {Rows} rows were imported.");
    }

    /// <summary>Does each act again and again until the work is done; returns how long each took, in milliseconds.</summary>
    private static async Task<Dictionary<string, List<double>>> BesideAsync(Dictionary<string, Func<Task>> acts, Task work)
    {
        var times = acts.Keys.ToDictionary(name => name, _ => new List<double>());
        await Task.WhenAll(acts.Select(act => Task.Run(async () =>
        {
            while (!work.IsCompleted)
            {
                times[act.Key].Add((await Rounds.TimeAsync(act.Value)).TotalMilliseconds);
                await Task.Delay(Pause);
            }
        })));
        return times;
    }

    private static async Task InScopeAsync(BenchKBoss boss, Actor? actor, Func<IServiceProvider, Task> act)
    {
        await using var scope = boss.SignIn(actor);
        await act(scope.ServiceProvider);
    }

    private static async Task<string> GivePasswordAsync(BenchKBoss boss, Actor staff)
    {
        await using var scope = boss.SignIn(null);
        var passwords = scope.ServiceProvider.GetRequiredService<TemporaryPassword>();
        var (password, hash) = passwords.Make();
        await using var db = boss.Db();
        passwords.GiveTo(await db.Members.SingleAsync(m => m.Id == staff.MemberId), hash, db.Now);
        await db.SaveChangesAsync();
        return password;
    }

    private static double P95(List<double> times)
    {
        times.Sort();
        return times[times.Count * 95 / 100];
    }
}
