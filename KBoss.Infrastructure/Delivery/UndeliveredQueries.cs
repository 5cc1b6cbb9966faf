using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>A part of an order line that was paid and cannot be delivered; the amount in yuan, times UTC.</summary>
/// <param name="BuyerCode">The code of the buyer where it is a customer; null for a distributor, whose order is not for the reader.</param>
public sealed record UndeliveredRow(
    long Id, string OrderNo, string BuyerName, string ProductName, string Options, int Quantity, int Ordered, decimal Amount, string Reason, string MarkedBy,
    DateTime MarkedAt, string? BuyerCode);

/// <summary>What the actor's organization has sold and cannot be delivered: what it will refund.</summary>
public sealed class UndeliveredQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The parts, newest first; filters <c>q</c> over order, buyer and product, <c>from</c> and <c>to</c> as Shanghai days.</summary>
    public async Task<Page<UndeliveredRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.UndeliveredView, ct);
        await using var db = contexts.Open(me);
        var rows = db.UndeliveredParts.AsNoTracking().Where(u => u.SellerId == me.OrganizationId);
        if (request.Search() is { } pattern)
        {
            rows = rows.Where(u => SearchText.Finds(u.OrderNo, pattern) || SearchText.Finds(u.Sold.ProductName, pattern)
                || db.Organizations.Any(o => o.Id == u.BuyerId && SearchText.Finds(o.Name, pattern)));
        }

        if (request.Day("from") is { } from)
        {
            rows = rows.Where(u => u.MarkedAt >= from);
        }

        if (request.DayEnd("to") is { } to)
        {
            rows = rows.Where(u => u.MarkedAt < to);
        }

        return await rows.OrderByDescending(u => u.MarkedAt).ThenByDescending(u => u.Id)
            .Select(u => new UndeliveredRow(
                u.Id, u.OrderNo, db.Organizations.Where(o => o.Id == u.BuyerId).Select(o => o.Name).FirstOrDefault() ?? "", u.Sold.ProductName,
                u.Sold.Options, u.Missing, u.Sold.Quantity, u.Amount, u.Reason, u.MarkedBy.Name, u.MarkedAt,
                db.Organizations.Where(o => o.Id == u.BuyerId && o.Kind == OrganizationKind.Customer).Select(o => o.Code).FirstOrDefault()))
            .ToPageAsync(request, ct);
    }
}
