using CsCheck;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Delivery;

/// <summary>
/// Every fault of a supplier and every death of the process, with every act of people: nothing paid is forgotten and nothing is opened twice [R-DLV-1].
/// </summary>
public sealed class FaultMatrixTests
{
    private static readonly CompleteTask One = new("203.0.113.9:22", Quantity: 1);

    /// <summary>What people do to a task; a refusal is an answer too.</summary>
    private static readonly (string Name, Func<FulfilmentService, LatePieceService, string, IReadOnlyList<LatePiece>, Task> Act)[] Acts =
    [
        ("nothing", (_, _, _, _) => Task.CompletedTask),
        ("hand over", (service, _, task, _) => service.HandOverAsync(task, [One])),
        ("take over", (service, _, task, _) => service.TakeOverAsync(task)),
        ("retry", (service, _, task, _) => service.RetryAsync(task)),
        ("give up", (service, _, task, _) => service.GiveUpRestAsync(task, "停产")),
        ("take over and hand over", async (service, _, task, _) =>
        {
            await service.TakeOverAsync(task);
            await service.HandOverAsync(task, [One, One]);
        }),
        ("take over and give up", async (service, _, task, _) =>
        {
            await service.TakeOverAsync(task);
            await service.GiveUpRestAsync(task, "停产");
        }),
        ("use what came late", (_, late, task, pieces) => pieces.Count > 0 ? late.UseAsync(task, pieces[0].Reference) : Task.CompletedTask),
        ("return what came late", (_, late, task, pieces) => pieces.Count > 0 ? late.ReturnAsync(task, pieces[^1].Reference) : Task.CompletedTask),
    ];

    [Fact]
    public async Task R_DLV_1_every_fault_at_opening_and_at_asking_with_every_act_of_people()
    {
        await using var shop = await InterfaceShop.StartAsync();
        Fault[] seconds = [Fault.None, Fault.LosesAnswer, Fault.Refuses];
        foreach (var first in Enum.GetValues<Fault>())
        {
            for (var act = 0; act < Acts.Length; act++)
            {
                // Every fault with every act; what comes second takes turns, so that it too meets every act and every first fault.
                var second = seconds[((int)first + act) % seconds.Length];
                shop.Supplier.Heal();
                var taskNo = await shop.BuyAsync(2);
                shop.Supplier.Next(first, second);
                await shop.DispatchAsync();
                await DoAsync(shop, taskNo, act);
                await shop.LaterAsync(TimeSpan.FromMinutes(1));
                await SettleAsync(shop, taskNo, $"{first}, {second}, {Acts[act].Name}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task R_DLV_1_a_process_killed_between_any_two_steps_leaves_nothing_lost(int after)
    {
        await using var shop = await InterfaceShop.StartAsync();
        Fault[] faults = [Fault.None, Fault.Late, Fault.LosesAnswer, Fault.AnswersTwice, Fault.GivesMore];
        for (var act = 0; act < Acts.Length; act++)
        {
            // Every act at every step, each with two of the faults; over the four steps every fault meets every act.
            foreach (var fault in new[] { faults[(act + after) % faults.Length], faults[(act + after + 2) % faults.Length] })
            {
                shop.Supplier.Heal();
                var taskNo = await shop.BuyAsync(2);
                shop.Supplier.Next(fault);
                await shop.DieAsync(taskNo, after);
                await DoAsync(shop, taskNo, act);
                // Killed a second time, at whatever is due now.
                await shop.DieAsync(taskNo, after);
                await SettleAsync(shop, taskNo, $"killed after {after}, {fault}, {Acts[act].Name}");
            }
        }
    }

    [Fact]
    public async Task R_DLV_1_any_sequence_of_faults_deaths_and_acts_settles()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var moves = Gen.Select(Gen.Int[0, 3], Gen.Int[0, Enum.GetValues<Fault>().Length - 1], Gen.Int[0, Acts.Length - 1], Gen.Int[0, 3]).Array[1, 8];
        await Gen.Select(Gen.Int[1, 4], moves).SampleAsync(
            async sample =>
            {
                var (quantity, sequence) = sample;
                shop.Supplier.Heal();
                var taskNo = await shop.BuyAsync(quantity);
                foreach (var (kind, fault, act, after) in sequence)
                {
                    shop.Supplier.Next((Fault)fault);
                    await (kind switch
                    {
                        0 => shop.DispatchAsync(),
                        1 => shop.LaterAsync(TimeSpan.FromMinutes(5)),
                        2 => shop.DieAsync(taskNo, after),
                        _ => DoAsync(shop, taskNo, act),
                    });
                }

                await SettleAsync(shop, taskNo, string.Join("; ", sequence));
            },
            iter: 40, threads: 1);
    }

    private static async Task DoAsync(InterfaceShop shop, string taskNo, int act)
    {
        await using var window = shop.Boss.NewScope();
        var late = (await shop.LateAsync(taskNo)).Where(p => p.State == LatePieceState.Undecided).ToList();
        var (service, pieces) = (window.ServiceProvider.GetRequiredService<FulfilmentService>(), window.ServiceProvider.GetRequiredService<LatePieceService>());
        await Ending.OfAsync(() => Acts[act].Act(service, pieces, taskNo, late));
    }

    /// <summary>The supplier is well again, time goes on, people try again what failed: then everything must agree.</summary>
    private static async Task SettleAsync(InterfaceShop shop, string taskNo, string what)
    {
        shop.Supplier.Heal();
        for (var round = 0; round < 20; round++)
        {
            var open = await shop.TaskAsync(taskNo);
            if (open is { Status: not FulfilmentStatus.Open, NextStepAt: null } or { State: DeliveryState.ByHand, NextStepAt: null })
            {
                break;
            }

            // A supplier that is ready with less stays so, however often it is asked.
            if (open.State == DeliveryState.Failed && open.Status == FulfilmentStatus.Open)
            {
                if (open.ErrorCode == "Delivery.SupplierDeliveredLess")
                {
                    break;
                }

                await shop.Service.RetryAsync(taskNo);
            }

            await shop.LaterAsync(TimeSpan.FromMinutes(61));
            await shop.Boss.Get<DeliverySteps>().ResumeLostAsync(CancellationToken.None);
        }

        await shop.LaterAsync(TimeSpan.FromMinutes(61));
        await using var db = shop.Boss.Db();
        var task = Assert.Single(await db.FulfilmentTasks.AsNoTracking().Where(t => t.TaskNo == taskNo).ToListAsync());
        var resources = await shop.ResourcesAsync(taskNo);
        var late = await shop.LateAsync(taskNo);
        var line = await shop.LineAsync(taskNo);
        var order = await db.Orders.AsNoTracking().SingleAsync(o => o.OrderNo == task.OrderNo);
        Assert.False(task.IsAutomatic, $"{what}: the interface still works at it.");
        Assert.True(shop.Supplier.Openings(taskNo) <= 1, $"{what}: opened {shop.Supplier.Openings(taskNo)} times.");
        Assert.True(resources.Sum(r => r.Quantity) == task.Delivered, $"{what}: {resources.Sum(r => r.Quantity)} pieces and {task.Delivered} counted.");
        Assert.True(task.Delivered + task.Undeliverable <= task.Sold.Quantity, $"{what}: more than was ordered.");
        Assert.True((task.Status == FulfilmentStatus.Done) == (task.Remaining == 0), $"{what}: {task.Status} with {task.Remaining} owed.");
        Assert.True((line.Delivered, line.Undeliverable) == (task.Delivered, task.Undeliverable), $"{what}: the customer sees something else.");
        Assert.True((order.Status == OrderStatus.Completed) == (task.Status == FulfilmentStatus.Done), $"{what}: the order is {order.Status}.");
        // Whatever runs at the supplier is known here, once: the customer has it, or Maintenance decides.
        var known = resources.Select(r => r.Reference).Where(r => r.Length > 0).Concat(late.Where(p => p.State != LatePieceState.Used).Select(p => p.Reference));
        Assert.Equal(shop.Supplier.Pieces(taskNo).Select(p => p.Reference).Order(), known.Order());
        Assert.Equal(task.Undeliverable, await db.UndeliveredParts.Where(u => u.OrderLineId == task.OrderLineId).SumAsync(u => u.Missing));
        Assert.DoesNotContain(await db.OutboxMessages.Where(m => m.Key.StartsWith("deliver-" + taskNo)).ToListAsync(), m => m.Status != OutboxStatus.Sent);
    }
}
