using KBoss.Domain.Catalog;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Delivery;
using KBoss.Web.Development.Connectors;

namespace KBoss.Tests.Connectors;

/// <summary>Every supplier under every fault: nothing is lost, and nothing is done twice [R-DLV-1].</summary>
public sealed class ConnectorFaultTests
{
    private static readonly Connector[] Kinds = [Connector.TencentCloud, Connector.Jinan, Connector.Zhongjin];

    /// <summary>Every supplier, every fault; once, so that the client's own repetition gets over it, and four times, so that only a later try does.</summary>
    public static TheoryData<Connector, ConnectorFault, int> Matrix
    {
        get
        {
            var data = new TheoryData<Connector, ConnectorFault, int>();
            foreach (var kind in Kinds)
            {
                foreach (var fault in Enum.GetValues<ConnectorFault>().Except([ConnectorFault.Refuse]))
                {
                    data.Add(kind, fault, 1);
                    data.Add(kind, fault, 4);
                }
            }

            return data;
        }
    }

    public static TheoryData<Connector> Every => [.. Kinds];

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task R_DLV_1_what_is_ordered_is_opened_once_whatever_goes_wrong(Connector kind, ConnectorFault fault, int calls)
    {
        await using var world = await ConnectorWorld.StartAsync(fault == ConnectorFault.Slow ? 0.4 : 10);
        world.Faults.Slowness = TimeSpan.FromSeconds(0.8);
        var place = await world.PlaceAsync(kind);
        await world.AllowAsync(place);
        var request = world.Request(place, quantity: 3);
        world.Faults.Order(ConnectorWorld.Vendor(kind), ConnectorWorld.Operation(kind, "open"), fault, calls);

        var opening = await world.OpenAsync(request);

        Assert.NotNull(opening);
        Assert.True(opening.Complete);
        Assert.Equal(3, opening.Pieces.Select(p => p.Reference).Distinct().Count());
        Assert.Equal(3, opening.Pieces.Count);
        Assert.Equal(3, world.Opened(kind));
        Assert.All(opening.Pieces, piece => Assert.NotEqual("", piece.Address));
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task What_is_renewed_is_renewed_once_whatever_goes_wrong(Connector kind, ConnectorFault fault, int calls)
    {
        await using var world = await ConnectorWorld.StartAsync(fault == ConnectorFault.Slow ? 0.4 : 10);
        world.Faults.Slowness = TimeSpan.FromSeconds(0.8);
        var (place, piece) = await OpenedAsync(world, kind);
        var renewal = new RenewalRequest("RN1", new SupplierResource(place.Seller.Id, place.Supplier.Id, place.Buyer.Id, piece.Reference), BillingUnit.Month, 2);
        world.Faults.Order(ConnectorWorld.Vendor(kind), ConnectorWorld.Operation(kind, "renew"), fault, calls);

        var ends = await RetryAsync(world, () => world.Connector(kind).RenewAsync(renewal, default));

        Assert.Equal(piece.EndsAt!.Value.AddMonths(2), ends);
        Assert.Equal(ends, await world.Connector(kind).RenewAsync(renewal, default));
        Assert.Equal(1, Renewals(world, kind));
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task What_is_ended_is_ended_once_whatever_goes_wrong(Connector kind, ConnectorFault fault, int calls)
    {
        await using var world = await ConnectorWorld.StartAsync(fault == ConnectorFault.Slow ? 0.4 : 10);
        world.Faults.Slowness = TimeSpan.FromSeconds(0.8);
        var (place, piece) = await OpenedAsync(world, kind);
        var resource = new SupplierResource(place.Seller.Id, place.Supplier.Id, place.Buyer.Id, piece.Reference);
        world.Faults.Order(ConnectorWorld.Vendor(kind), ConnectorWorld.Operation(kind, "terminate"), fault, calls);

        await RetryAsync(world, async () =>
        {
            await world.Connector(kind).TerminateAsync(resource, default);
            return true;
        });
        await world.Connector(kind).TerminateAsync(resource, default);

        if (kind == Connector.TencentCloud)
        {
            // A second time would have destroyed it for good, unless the request itself came twice.
            var left = world.Tencent.Instances.SingleOrDefault();
            Assert.True(fault == ConnectorFault.Twice ? left is null : left is { Isolated: true, Terminations: 1 });
        }
        else
        {
            Assert.True((kind == Connector.Jinan ? world.Jinan.Things : world.Zhongjin.Things).Single().Ended);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task A_refusal_is_for_good_and_opens_nothing(Connector kind)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(kind);
        await world.AllowAsync(place);
        world.Faults.Order(ConnectorWorld.Vendor(kind), ConnectorWorld.Operation(kind, "open"), ConnectorFault.Refuse);

        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.OpenAsync(world.Request(place)));

        Assert.Equal("Connectors.SupplierRefused", refused.Code);
        Assert.Equal(0, world.Opened(kind));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task The_answer_that_was_lost_is_found_by_the_key(Connector kind)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(kind, secondLevel: true);
        await world.AllowAsync(place);
        var request = world.Request(place, quantity: 2);
        Assert.Null(await world.Connector(kind).FindAsync(request, default));
        world.Faults.Order(ConnectorWorld.Vendor(kind), ConnectorWorld.Operation(kind, "open"), ConnectorFault.LoseAnswer, ConnectorFaults.Always);

        await Assert.ThrowsAnyAsync<Exception>(() => world.Connector(kind).OpenAsync(request, default));
        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        var found = await world.Connector(kind).FindAsync(request, default);

        Assert.True(found is { Complete: true, Pieces.Count: 2 });
        Assert.Equal(2, world.Opened(kind));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task The_same_key_gives_the_same_pieces_with_the_same_secrets(Connector kind)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(kind);
        await world.AllowAsync(place);
        var request = world.Request(place, quantity: 2);

        var first = await world.Connector(kind).OpenAsync(request, default);
        Assert.False(first.Complete);
        Assert.Empty(first.Pieces);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await world.Connector(kind).OpenAsync(request, default);
        var third = await world.Connector(kind).FindAsync(request, default);

        Assert.True(second.Complete);
        Assert.Equal(second.Pieces, third!.Pieces);
        Assert.All(second.Pieces, piece => Assert.True(piece.Secret.Length >= 12));
        Assert.Equal(2, world.Opened(kind));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Two_at_once_with_one_key_open_once(Connector kind)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(kind);
        await world.AllowAsync(place);
        var request = world.Request(place, quantity: 2);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Connector(kind).OpenAsync(request, default)));

        Assert.Equal(2, world.Opened(kind));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Without_a_plan_a_person_must_look(Connector kind)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(kind, plan: false);
        await world.AllowAsync(place);

        var refused = await Assert.ThrowsAsync<ConnectorRefusedException>(() => world.Connector(kind).OpenAsync(world.Request(place), default));

        Assert.Equal(("Connectors.NoPlan", (object)place.SkuCode), (refused.Code, Assert.Single(refused.Args)));
    }

    private static async Task<(Place Place, OpenedPiece Piece)> OpenedAsync(ConnectorWorld world, Connector kind)
    {
        var place = await world.PlaceAsync(kind);
        await world.AllowAsync(place);
        return (place, Assert.Single((await world.OpenAsync(world.Request(place)))!.Pieces));
    }

    private static async Task<T?> RetryAsync<T>(ConnectorWorld world, Func<Task<T>> act)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            try
            {
                return await act();
            }
            catch (Exception e) when (e is not ConnectorRefusedException)
            {
                world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
            }
        }

        Assert.Fail("It never succeeded.");
        return default;
    }

    private static int Renewals(ConnectorWorld world, Connector kind) => kind switch
    {
        Connector.TencentCloud => world.Tencent.Instances.Single().Renewals,
        Connector.Jinan => world.Jinan.Things.Single().Renewals,
        _ => world.Zhongjin.Things.Single().Renewals,
    };
}
