using KBoss.Domain.Access;
using KBoss.Infrastructure.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>
/// Orders paid from the wallet through <see cref="PaymentService"/>, against the same rows written by hand, both on fresh copies of one file.
/// </summary>
internal static class PayPart
{
    private const int Orders = 400;
    // A service that has run for a while is compiled for its hot paths; the first hundreds of payments are not.
    private const int WarmUp = 3;

    public static async Task<IReadOnlyList<Measurement>> RunAsync() => [.. await MeasureAsync(1), .. await MeasureAsync(8)];

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(int customers)
    {
        using var workspace = new Workspace();
        var template = workspace.Combine("template.db");
        var buyers = await SeedAsync(template, customers);
        var rounds = await Rounds.RunAsync(async round =>
        {
            var (service, hand) = (workspace.Combine($"service{round}.db"), workspace.Combine($"hand{round}.db"));
            File.Copy(template, service);
            File.Copy(template, hand);
            var result = (Service: await ByServiceAsync(service, buyers), Hand: await ByHandAsync(hand, buyers));
            await PayProof.InvariantsHoldAsync(service);
            await PayProof.SameRowsAsync(service, hand);
            return result;
        }, warmUp: WarmUp);
        var who = customers == 1 ? "1 customer" : $"{customers} customers at once";
        return
        [
            new($"{who}: through the service", Rounds.Median(rounds.Select(r => r.Service)), "orders/s"),
            new($"{who}: the same rows by hand", Rounds.Median(rounds.Select(r => r.Hand)), "orders/s"),
            new($"{who}: service ÷ hand", Rounds.Median(rounds.Select(r => r.Service / r.Hand)), "", Bound.AtLeast, 1 / 3.0),
        ];
    }

    private static async Task<IReadOnlyList<Buyer>> SeedAsync(string file, int customers)
    {
        await using var boss = new BenchKBoss(file);
        await boss.Database.MigrateAsync();
        var seed = new Seed(boss);
        var root = await seed.RootAsync();
        var offers = await seed.OffersAsync(root, await seed.SupplierAsync(root), 100);
        var buyers = new List<Buyer>();
        for (var i = 0; i < customers; i++)
        {
            buyers.Add(await seed.OrdersAsync(root, await seed.CustomerAsync(root, i), offers, Orders / customers));
        }

        return buyers;
    }

    private static async Task<double> ByServiceAsync(string file, IReadOnlyList<Buyer> buyers)
    {
        await using var boss = new BenchKBoss(file);
        var time = await Rounds.TimeAsync(() => Task.WhenAll(buyers.Select(buyer => Task.Run(async () =>
        {
            await using var circuit = boss.SignIn(buyer.Actor);
            var payments = circuit.ServiceProvider.GetRequiredService<PaymentService>();
            foreach (var orderNo in buyer.OrderNos)
            {
                await payments.PayFromWalletAsync(orderNo);
            }
        }))));
        return Orders / time.TotalSeconds;
    }

    private static async Task<double> ByHandAsync(string file, IReadOnlyList<Buyer> buyers)
    {
        var facts = new List<PayFacts>();
        await using (var boss = new BenchKBoss(file))
        {
            foreach (var buyer in buyers)
            {
                facts.Add(await PayFacts.ReadAsync(boss, buyer));
            }
        }

        using var gate = new SemaphoreSlim(1);
        var hands = facts.Select(f => new PayByHand(file, f, gate)).ToList();
        var time = await Rounds.TimeAsync(() => Task.WhenAll(hands.Select(hand => Task.Run(hand.PayAllAsync))));
        hands.ForEach(hand => hand.Dispose());
        return Orders / time.TotalSeconds;
    }
}
