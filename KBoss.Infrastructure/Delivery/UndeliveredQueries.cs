using KBoss.Domain.Access;
using KBoss.Domain.Delivery;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>A part of an order line that was paid and cannot be delivered; the amount in yuan, times UTC.</summary>
/// <param name="BuyerCode">The code of the buyer where it is a customer; null for a distributor, whose order is not for the reader.</param>
public sealed record UndeliveredRow(
    long Id, string OrderNo, string BuyerName, string ProductName, string Options, int Quantity, int Ordered, decimal Amount, string Reason, string MarkedBy,
    DateTime MarkedAt, string? BuyerCode)
{
    /// <summary>Whether its money stands in the customer's wallet again.</summary>
    public bool PaidBack { get; init; }
}

/// <summary>
/// What the actor's organization has sold and cannot be delivered: what it will refund. Until refunds are made here, Finance credits the customer's wallet by
/// an offline recharge; one whose reference is the number of the order pays its parts back.
/// </summary>
public sealed class UndeliveredQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// The parts, newest first; filters <c>q</c> over order, buyer and product, <c>from</c> and <c>to</c> as Shanghai days, <c>paid-back</c> (<c>yes</c>, or
    /// <c>no</c> for what customers still get back).
    /// </summary>
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

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            rows = rows.Where(u => u.MarkedAt >= from);
        }

        if (days.Until is { } to)
        {
            rows = rows.Where(u => u.MarkedAt < to);
        }

        var open = NotPaidBack(db, me).Select(u => u.Id);
        var customers = Customers(db);
        rows = request.Filter("paid-back") switch
        {
            "no" => rows.Where(u => open.Contains(u.Id)),
            "yes" => rows.Where(u => customers.Contains(u.BuyerId) && !open.Contains(u.Id)),
            _ => rows,
        };
        return await rows.OrderByDescending(u => u.MarkedAt).ThenByDescending(u => u.Id)
            .Select(u => new UndeliveredRow(
                u.Id, u.OrderNo, db.Organizations.Where(o => o.Id == u.BuyerId).Select(o => o.Name).FirstOrDefault() ?? "", u.Sold.ProductName,
                u.Sold.Options, u.Missing, u.Sold.Quantity, u.Amount, u.Reason, u.MarkedBy.Name, u.MarkedAt,
                db.Organizations.Where(o => o.Id == u.BuyerId && o.Kind == OrganizationKind.Customer).Select(o => o.Code).FirstOrDefault())
            {
                PaidBack = customers.Contains(u.BuyerId) && !open.Contains(u.Id),
            })
            .ToPageAsync(request, ct);
    }

    private static IQueryable<long> Customers(KBossDbContext db) => db.Organizations.Where(o => o.Kind == OrganizationKind.Customer).Select(o => o.Id);

    /// <summary>The parts of those orders of customers of which less was credited than could not be delivered.</summary>
    internal static IQueryable<UndeliveredPart> NotPaidBack(KBossDbContext db, Actor me)
    {
        var customers = Customers(db);
        return db.UndeliveredParts.Where(u => u.SellerId == me.OrganizationId && customers.Contains(u.BuyerId)
            && db.Recharges.Where(r => r.SellerId == u.SellerId && r.BuyerId == u.BuyerId && r.Status == RechargeStatus.Paid && r.Reference == u.OrderNo).Sum(r => r.Amount)
                < db.UndeliveredParts.Where(o => o.OrderNo == u.OrderNo && o.SellerId == u.SellerId && o.BuyerId == u.BuyerId).Sum(o => o.Amount));
    }
}
