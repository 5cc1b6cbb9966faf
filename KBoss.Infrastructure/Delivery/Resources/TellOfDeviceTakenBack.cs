using System.Globalization;
using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Stock.Devices;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>
/// Tells a customer that a device which its resource ran on was taken back: what it has paid for it, until when, and that this is settled with its seller,
/// because nothing is paid back by itself.
/// </summary>
internal sealed class TellOfDeviceTakenBack(KBossDbContextFactory contexts, ResourceDesk desk) : IOutboxHandler
{
    public string Kind => DeviceTakenBack.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var news = JsonSerializer.Deserialize<DeviceTakenBack>(payload) ?? throw new OutboxRefusedException("The message names no resource.");
        await contexts.WithPartiesAsSystemAsync(
            db => db.Resources.FirstAsync(r => r.ResourceNo == news.ResourceNo, ct),
            async (db, resource) =>
            {
                var paid = await db.OrderLines.Where(l => l.Id == resource.OrderLineId).Select(l => l.Amount).FirstAsync(ct);
                string[] args =
                [
                    resource.Sold.ProductName, resource.ResourceNo, resource.OrderNo, paid.ToString("N2", CultureInfo.InvariantCulture),
                    resource.EndsAt is { } end ? ResourceDesk.Day(end) : "—",
                ];
                await desk.TellCustomerAsync(
                    db, resource, new Reminder("DeviceTakenBack", $"DeviceTakenBack:{news.UseId}", resource.ResourceNo, args), ct, Role.Buyer, Role.Admin);
                await db.SaveChangesAsync(ct);
            }, ct);
    }
}
