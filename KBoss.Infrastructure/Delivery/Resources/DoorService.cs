using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>Lets a customer enter what it has bought.</summary>
public sealed class DoorService(
    KBossDbContextFactory contexts, ICurrentActor current, ResourceSuppliers suppliers, TimeProvider time)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A short-lived address through which a resource is entered, for this one time: it is kept nowhere, and that somebody entered is written to the audit log
    /// before it is given. Refuses with <c>Delivery.NoSuchDoor</c>, <c>Delivery.ResourceEnded</c> and, where the supplier does not answer,
    /// <c>Delivery.DoorClosed</c>; a resource of somebody else is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Uri> EnterAsync(string resourceNo, Door door, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesReveal, ct);
        Resource resource;
        await using (var db = contexts.Open(me))
        {
            resource = await db.FindResourceAsync(me, resourceNo, ct);
        }

        var supplier = (await suppliers.OfAsync([resource.OrderLineId], ct)).GetValueOrDefault(resource.OrderLineId);
        if (!suppliers.DoorsOf(resource, supplier).Contains(door))
        {
            throw new RuleException("Delivery.NoSuchDoor", resource.ResourceNo);
        }

        if (resource.StateAt(time.UtcNow()) is ResourceState.Grace or ResourceState.Released)
        {
            throw new RuleException("Delivery.ResourceEnded", resource.Sold.ProductName);
        }

        var address = supplier is not null && suppliers.Find(supplier.Connector, ResourceSuppliers.AbilityOf(door), resource.Reference) is { } connector
            ? await AskAsync(connector, supplier, resource, door, ct)
            : new Uri(resource.ConsoleUrl);
        await contexts.AuditAsync(me, "ResourceEntered", resource.AuditSubject, AuditText.Of([("Door", door)]), ct);
        return address;
    }

    private async Task<Uri> AskAsync(IConnector connector, ResourceSupplier supplier, Resource resource, Door door, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(LongestCall, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var address = await connector.EnterAsync(
                new SupplierResource(supplier.OrganizationId, supplier.SupplierId, resource.BuyerId, resource.Reference), door, both.Token);
            // Anything but http(s) could run script in the customer's browser.
            return address is { IsAbsoluteUri: true, Scheme: "http" or "https" } ? address : throw new RuleException("Delivery.DoorClosed", resource.Sold.ProductName);
        }
#pragma warning disable CA1031 // Whatever the supplier's trouble is: the customer is told that it does not open now; the log of calls says more.
        catch (Exception e) when (e is not RuleException && !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new RuleException("Delivery.DoorClosed", resource.Sold.ProductName);
        }
    }
}
