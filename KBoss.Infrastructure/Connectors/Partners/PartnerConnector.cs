using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Connectors.Plans;
using KBoss.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Partners;

/// <summary>Opens, renews and ends at a partner that speaks the protocol of <c>docs/connectors.md</c>.</summary>
public abstract class PartnerConnector(PartnerClient partner, PartnerOptions settings, DeliveryPlans plans, KBossDbContextFactory contexts) : IConnector, IPlanCheck
{
    public abstract Connector Kind { get; }

    public abstract ConnectorAbilities Abilities { get; }

    public Task<Opening> OpenAsync(OpeningRequest request, CancellationToken ct) => TellAsync(async () =>
    {
        var plan = await plans.OfAsync(request, ct);
        var sold = request.Sold;
        return Read(await partner.OpenAsync(request.Key, new PartnerOrder(
            plan[PlanField.Product], Options(plan), sold.Quantity, sold.Unit, sold.Periods, await BuyerAsync(request, ct), request.OrderNo,
            await AccountAsync(request, ct)), request.OrganizationId, ct), sold.Quantity);
    });

    public Task<Opening?> FindAsync(OpeningRequest request, CancellationToken ct) => TellAsync(async () =>
        await partner.FindAsync(request.Key, request.OrganizationId, ct) is { } found ? Read(found, request.Sold.Quantity) : null);

    public Task<DateTime?> RenewAsync(RenewalRequest request, CancellationToken ct) => TellAsync(() =>
        partner.RenewAsync(request.Key, request.Resource.Reference, request.Unit, request.Periods, request.Resource.OrganizationId, ct));

    public Task TerminateAsync(SupplierResource resource, CancellationToken ct) => TellAsync(async () =>
    {
        await partner.TerminateAsync(resource.Reference, resource.OrganizationId, ct);
        return true;
    });

    public Task<Uri> EnterAsync(SupplierResource resource, Door door, CancellationToken ct) => TellAsync(() => Abilities.HasFlag(AbilityOf(door))
        ? partner.EnterAsync(resource.Reference, door.ToString().ToLowerInvariant(), resource.OrganizationId, ct)
        : throw new ConnectorRefusedException("Connectors.NoSuchDoor", door));

    public Task<VendorAnswer> TryAsync(DeliveryPlan plan, CancellationToken ct) => VendorTest.AskAsync(
        settings.Missing,
        async ct =>
        {
            var order = new PartnerOrder(
                plan[PlanField.Product], Options(plan), 1, Domain.Catalog.BillingUnit.Month, 1, new PartnerBuyer("dry-run", "dry-run"), "dry-run", DryRun: true);
            await partner.OpenAsync($"dry-run-{plan.Id}-{plan.Version}", order, plan.OrganizationId, ct);
            return plan[PlanField.Product];
        },
        e => e is PartnerException { Code: var code } ? code : e.GetType().Name,
        ct);

    /// <summary>The account in which it is opened; null where the partner has none.</summary>
    protected virtual Task<string?> AccountAsync(OpeningRequest request, CancellationToken ct) => Task.FromResult<string?>(null);

    /// <summary>The refusals of this partner that have words of their own, by its codes.</summary>
    protected abstract string? RefusalOf(string code);

    private static ConnectorAbilities AbilityOf(Door door) => door switch
    {
        Door.Desktop => ConnectorAbilities.Desktop,
        Door.Terminal => ConnectorAbilities.Terminal,
        _ => ConnectorAbilities.Console,
    };

    private static Dictionary<string, string> Options(DeliveryPlan plan) => plan[PlanField.Options]
        .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(same => same.Key, same => same.Last()[1]);

    private static Opening Read(PartnerOpening opening, int quantity) => opening.State switch
    {
        "failed" when opening.Pieces.Count == 0 => throw new ConnectorRefusedException("Connectors.LaunchFailed", VendorSecrets.Mask(opening.Reason ?? "")),
        _ => new Opening(
            [.. opening.Pieces.Select(piece => new OpenedPiece(
                piece.Reference, piece.Address, piece.UserName ?? "", piece.Secret ?? "", piece.ConsoleUrl ?? "", piece.EndsAt?.ToUniversalTime()))],
            opening.State == "failed" || (opening.State == "open" && opening.Pieces.Count >= quantity)),
    };

    /// <summary>What cannot succeed later is refused for good, in words for whoever looks at the task.</summary>
    private async Task<T> TellAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PartnerException e) when (e.Code == PartnerException.NotConfigured)
        {
            throw new ConnectorRefusedException("Connectors.NotConfigured", Kind);
        }
        catch (PartnerException e) when (!e.IsTransient)
        {
            throw RefusalOf(e.Code) is { } refusal
                ? new ConnectorRefusedException(refusal)
                : new ConnectorRefusedException("Connectors.SupplierRefused", e.Code, VendorSecrets.Mask(e.Said));
        }
    }

    /// <summary>The customer by the code of its organization, which partners know it by.</summary>
    private async Task<PartnerBuyer> BuyerAsync(OpeningRequest request, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Of(request.Parties.BuyerId));
        return new PartnerBuyer(
            await db.Organizations.Where(o => o.Id == request.Parties.BuyerId).Select(o => o.Code).FirstAsync(ct), request.CustomerName);
    }
}
