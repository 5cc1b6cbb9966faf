using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using KBoss.Infrastructure.Connectors.Plans;
using KBoss.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.TencentCloud;

/// <summary>
/// Opens, renews and ends instances at Tencent Cloud. Every instance carries the key of its task, by which it is found after a lost answer, and the password
/// follows from the key, so that asking again gives the same answer and nothing is stored before it is handed over.
/// </summary>
public sealed class TencentCloudConnector(
    TencentCloudClient tencent, DeliveryPlans plans, KBossDbContextFactory contexts, SecretProtector secrets, IOptionsSnapshot<TencentCloudOptions> options)
    : IConnector, IPlanCheck
{
    public Connector Kind => Connector.TencentCloud;

    public ConnectorAbilities Abilities => ConnectorAbilities.Open | ConnectorAbilities.Renew | ConnectorAbilities.Terminate | ConnectorAbilities.Console;

    public Task<Opening> OpenAsync(OpeningRequest request, CancellationToken ct) => TellAsync(async () =>
    {
        var plan = await plans.OfAsync(request, ct);
        var months = TencentInstances.Months(request.Sold.Unit, request.Sold.Periods);
        var place = Place(plan);
        // What carries the key runs already: the answer was lost, or the token is older than the vendor remembers.
        var found = await tencent.FindByKeyAsync(place, request.Key, request.OrganizationId, ct);
        for (var begun = 0; begun < request.Sold.Quantity; begun += TencentCloudClient.MostAtOnce)
        {
            var end = Math.Min(begun + TencentCloudClient.MostAtOnce, request.Sold.Quantity);
            if (found.Count < end)
            {
                var order = TencentInstances.Order(
                    plan, end - begun, months, $"kboss-{request.TaskNo}", request.Key, $"{request.Key}-{begun / TencentCloudClient.MostAtOnce}", Password(request.Key));
                await tencent.RunAsync(place, order, request.Key, request.OrganizationId, ct);
            }
        }

        return Opening(request, plan, await tencent.FindByKeyAsync(place, request.Key, request.OrganizationId, ct));
    });

    public Task<Opening?> FindAsync(OpeningRequest request, CancellationToken ct) => TellAsync(async () =>
    {
        var plan = await plans.OfAsync(request, ct);
        var found = await tencent.FindByKeyAsync(Place(plan), request.Key, request.OrganizationId, ct);
        return found.Count < request.Sold.Quantity ? null : Opening(request, plan, found);
    });

    public Task<DateTime?> RenewAsync(RenewalRequest request, CancellationToken ct) => TellAsync(async () =>
    {
        var (resource, reference) = (request.Resource, Reference(request.Resource));
        if (TencentInstances.Months(request.Unit, request.Periods) is not { } months)
        {
            throw new ConnectorRefusedException("Connectors.NotRenewable", resource.Reference);
        }

        var before = await GetAsync(reference, resource, ct);
        var endedAt = await FirstEndAsync(
            request, before, before.EndsAt ?? throw new ConnectorRefusedException("Connectors.NotRenewable", resource.Reference), ct);
        if (before.EndsAt > endedAt)
        {
            return await FinishAsync(request, before.EndsAt.Value, ct);
        }

        DemandIdle(before);

        await tencent.RenewAsync(reference, months, request.Key, resource.OrganizationId, ct);
        var after = await GetAsync(reference, resource, ct);
        return after is { LatestOperation: "RenewInstances", LatestOperationState: "FAILED" }
            ? throw new ConnectorRefusedException("Connectors.SupplierRefused", "RenewInstances", VendorSecrets.Mask(after.LatestOperationError))
            : after.EndsAt > endedAt
                ? await FinishAsync(request, after.EndsAt.Value, ct)
                : throw new TencentCloudException(TencentCloudException.Unreachable, "The renewal is still under way.");
    });

    public Task TerminateAsync(SupplierResource resource, CancellationToken ct) => TellAsync(async () =>
    {
        var reference = Reference(resource);
        if (await tencent.GetAsync(reference, resource.OrganizationId, ct) is { HasEnded: false })
        {
            await tencent.TerminateAsync(reference, resource.OrganizationId, ct);
        }

        return true;
    });

    public Task<Uri> EnterAsync(SupplierResource resource, Door door, CancellationToken ct) => door == Door.Console
        ? Task.FromResult(Console(Reference(resource)))
        : throw new ConnectorRefusedException("Connectors.NoSuchDoor", door);

    public Task<VendorAnswer> TryAsync(DeliveryPlan plan, CancellationToken ct) => VendorTest.AskAsync(
        options.Value.Missing,
        async ct =>
        {
            var order = TencentInstances.Order(plan, 1, 1, "kboss-dry-run", "dry-run", $"dry-run-{plan.Id}-{plan.Version}", Password("dry-run"));
            await tencent.DryRunAsync(Place(plan), order, plan.OrganizationId, ct);
            return plan[PlanField.InstanceType];
        },
        e => e is TencentCloudException { Code: var code } ? code : e.GetType().Name,
        ct);

    /// <summary>What cannot succeed later is refused for good, in words for whoever looks at the task.</summary>
    private static async Task<T> TellAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (TencentCloudException e) when (e.Code == TencentCloudException.NotConfigured)
        {
            throw new ConnectorRefusedException("Connectors.NotConfigured", TencentCloudOptions.Vendor);
        }
        catch (TencentCloudException e) when (!e.IsTransient)
        {
            throw new ConnectorRefusedException("Connectors.SupplierRefused", e.Code, VendorSecrets.Mask(e.Said));
        }
    }

    /// <summary>Nothing is begun at an instance that the vendor is still at work on, because its end may be about to change.</summary>
    private static void DemandIdle(TencentInstance instance)
    {
        if (instance.IsBusy)
        {
            throw new TencentCloudException(TencentCloudException.Unreachable, $"{instance.LatestOperation} is still under way.");
        }
    }

    private static TencentPlace Place(DeliveryPlan plan) => new(plan[PlanField.Region], plan[PlanField.Role]);

    private static TencentReference Reference(SupplierResource resource) =>
        TencentReference.Parse(resource.Reference) ?? throw new ConnectorRefusedException("Connectors.NoSuchResource", resource.Reference);

    private async Task<TencentInstance> GetAsync(TencentReference reference, SupplierResource resource, CancellationToken ct) =>
        await tencent.GetAsync(reference, resource.OrganizationId, ct) is { HasEnded: false } instance
            ? instance : throw new ConnectorRefusedException("Connectors.NoSuchResource", resource.Reference);

    private Opening Opening(OpeningRequest request, DeliveryPlan plan, IReadOnlyList<TencentInstance> instances)
    {
        var pending = instances.Count < request.Sold.Quantity || instances.Any(i => i is { Runs: false, HasFailed: false, HasEnded: false });
        if (!pending && instances.All(i => i.HasFailed))
        {
            throw new ConnectorRefusedException("Connectors.LaunchFailed", VendorSecrets.Mask(instances[0].LatestOperationError));
        }

        return new Opening(
            [.. instances.Where(i => i.Runs).OrderBy(i => i.InstanceId, StringComparer.Ordinal).Select(i => Piece(request, plan, i))], !pending);
    }

    private OpenedPiece Piece(OpeningRequest request, DeliveryPlan plan, TencentInstance instance)
    {
        var reference = new TencentReference(Place(plan), instance.InstanceId);
        return new OpenedPiece(
            reference.ToString(), instance.PublicAddress.Length > 0 ? instance.PublicAddress : instance.PrivateAddress,
            plan[PlanField.LoginUser] is { Length: > 0 } user ? user : "root", Password(request.Key), Console(reference).ToString(), instance.EndsAt);
    }

    private Uri Console(TencentReference reference) => new(options.Value.ConsoleUrl
        .Replace("{region}", Uri.EscapeDataString(reference.Place.Region), StringComparison.Ordinal)
        .Replace("{id}", Uri.EscapeDataString(reference.InstanceId), StringComparison.Ordinal));

    /// <summary>Letters of both kinds, digits and a sign, as Tencent Cloud demands; who knows the key of the task alone cannot calculate it.</summary>
    private string Password(string key)
    {
        var hash = secrets.Hash($"tencent-cloud:{key}");
        return $"Kb-{hash[..12]}{hash[12..20].ToLowerInvariant()}";
    }

    /// <summary>
    /// Until when it ran when this renewal was asked for first. Another renewal of the same thing that is not known to be done is waited for, up to a day:
    /// of two that begin from one end nobody could say which of them has moved it.
    /// </summary>
    private Task<DateTime> FirstEndAsync(RenewalRequest request, TencentInstance before, DateTime endsAt, CancellationToken ct) =>
        contexts.Serializable.InTransactionAsync(OrganizationScope.Of(request.Resource.OrganizationId), null, async db =>
        {
            if (await db.SupplierRenewals.FirstOrDefaultAsync(r => r.Key == request.Key, ct) is { } known)
            {
                return known.EndedAt;
            }

            DemandIdle(before);
            var given = ChinaTime.AddDays(db.Now, -1);
            if (await db.SupplierRenewals.AnyAsync(r => r.Reference == request.Resource.Reference && r.DoneAt == null && r.AskedAt > given, ct))
            {
                throw new TencentCloudException(TencentCloudException.Unreachable, "Another renewal of it is under way.");
            }

            db.SupplierRenewals.Add(new SupplierRenewal(request.Resource.OrganizationId, request.Key, request.Resource.Reference, endsAt, db.Now));
            await db.SaveChangesAsync(ct);
            return endsAt;
        }, ct);

    private Task<DateTime?> FinishAsync(RenewalRequest request, DateTime endsAt, CancellationToken ct) =>
        contexts.InTransactionAsync(OrganizationScope.Of(request.Resource.OrganizationId), null, async db =>
        {
            (await db.SupplierRenewals.FirstAsync(r => r.Key == request.Key, ct)).Finish(db.Now);
            await db.SaveChangesAsync(ct);
            return (DateTime?)endsAt;
        }, ct);
}
