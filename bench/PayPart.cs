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
    private const int Turns = 10;
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
            var result = await InTurnsAsync(service, hand, buyers);
            await PayProof.InvariantsHoldAsync(service);
            await PayProof.SameRowsAsync(service, hand);
            return result;
        }, warmUp: WarmUp);
        var who = customers == 1 ? "1 customer" : $"{customers} customers at once";
        return
        [
            new($"{who}: through the service", Rounds.Median(rounds.Select(r => r.Service)), "orders/s"),
            new($"{who}: the same rows by hand", Rounds.Median(rounds.Select(r => r.Hand)), "orders/s"),
            new($"{who}: service ÷ hand", Rounds.Median(rounds.Select(r => r.Service / r.Hand)), "", Bound.AtLeast, 0.35),
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

    /// <summary>
    /// Both pay a few orders in turn, the one first and then the other: whatever else the machine does meanwhile hinders both alike. Orders a second.
    /// </summary>
    private static async Task<(double Service, double Hand)> InTurnsAsync(string service, string hand, IReadOnlyList<Buyer> buyers)
    {
        await using var boss = new BenchKBoss(service);
        using var gate = new SemaphoreSlim(1);
        var hands = await HandsAsync(hand, buyers, gate);
        var (byService, byHand) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var turn = 0; turn < Turns; turn++)
        {
            if (turn % 2 == 0)
            {
                byService += await ServiceTurnAsync(turn);
                byHand += await HandTurnAsync();
            }
            else
            {
                byHand += await HandTurnAsync();
                byService += await ServiceTurnAsync(turn);
            }
        }

        hands.ForEach(h => h.Dispose());
        return (Orders / byService.TotalSeconds, Orders / byHand.TotalSeconds);

        Task<TimeSpan> ServiceTurnAsync(int turn) => Rounds.TimeAsync(() => Task.WhenAll(buyers.Select(buyer => Task.Run(async () =>
        {
            await using var circuit = boss.SignIn(buyer.Actor);
            var payments = circuit.ServiceProvider.GetRequiredService<PaymentService>();
            foreach (var orderNo in buyer.OrderNos.Chunk(buyer.OrderNos.Count / Turns).ElementAt(turn))
            {
                await payments.PayFromWalletAsync(orderNo);
            }
        }))));

        Task<TimeSpan> HandTurnAsync() => Rounds.TimeAsync(() => Task.WhenAll(hands.Select(h => Task.Run(() => h.PayAsync(Orders / buyers.Count / Turns)))));
    }

    private static async Task<List<PayByHand>> HandsAsync(string file, IReadOnlyList<Buyer> buyers, SemaphoreSlim gate)
    {
        var facts = new List<PayFacts>();
        await using (var boss = new BenchKBoss(file))
        {
            foreach (var buyer in buyers)
            {
                facts.Add(await PayFacts.ReadAsync(boss, buyer));
            }
        }

        return [.. facts.Select(f => new PayByHand(file, f, gate))];
    }
}
