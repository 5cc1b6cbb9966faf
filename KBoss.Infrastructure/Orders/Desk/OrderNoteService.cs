using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>Keeps what the seller's people note about orders.</summary>
public sealed class OrderNoteService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>Writes a note; refuses with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c>, an order that the actor does not see is not found.</summary>
    public async Task AddAsync(string orderNo, string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var order = await db.FindOrderAsync(me, orderNo, ct);
            db.OrderNotes.Add(new OrderNote(order, me.By, text, db.Now));
            db.AfterCommit(OrderChanged.Of(order));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Takes back a note of the actor's own; anybody else's is <see cref="NotFoundException"/>.</summary>
    public async Task DeleteAsync(string orderNo, long noteId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var order = await db.FindOrderAsync(me, orderNo, ct);
            var note = await db.OrderNotes.FirstOrDefaultAsync(n => n.Id == noteId && n.OrderId == order.Id && n.By.MemberId == me.MemberId, ct)
                ?? throw new NotFoundException("note", noteId);
            db.Remove(note);
            db.AfterCommit(OrderChanged.Of(order));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
