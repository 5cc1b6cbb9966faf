using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Zhongjin.Customers;

/// <summary>That 中金 is to be told of a customer, as the outbox carries it.</summary>
internal sealed record ZhongjinSync(long AccessId, int Sync)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "ZhongjinSync";
}

/// <summary>Tells 中金 of customers, after the commit and by the outbox; the same customer is told once however often it is asked for meanwhile.</summary>
public sealed class ZhongjinService(KBossDbContextFactory contexts, ICurrentActor current, Outbox outbox, Reminders reminders)
{
    /// <summary>More customers at once are refused with <c>Connectors.TooManyAtOnce</c>.</summary>
    public const int MaxAtOnce = 200;

    /// <summary>
    /// Asks for 中金 to be told of these customers, by the codes of their organizations, all or none; one that the actor does not see [R-ISO-2] is
    /// <see cref="NotFoundException"/>. Gives how many of them are told by this; the others are being told already.
    /// </summary>
    public async Task<int> SyncAsync(IReadOnlyCollection<string> codes, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ZhongjinManage, ct);
        var wanted = codes.Distinct().ToList();
        if (wanted.Count > MaxAtOnce)
        {
            throw new RuleException("Connectors.TooManyAtOnce", MaxAtOnce);
        }

        foreach (var code in wanted)
        {
            await using var db = contexts.Open(me);
            await db.FindCustomerAsync(me, code, ct);
        }

        var told = 0;
        foreach (var code in wanted)
        {
            told += await contexts.WithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), (db, customer) => TellAsync(db, customer, me, ct), ct) ? 1 : 0;
        }

        return told;
    }

    /// <summary>As a customer, asks the seller to be told to 中金; a second time does nothing.</summary>
    public async Task WantAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SupplierProfilesEdit, ct);
        await contexts.WithPartiesAsync(me, db => OwnAsync(db, me, ct), async (db, customer) =>
        {
            db.Touch(customer);
            var access = await FindAsync(db, customer, ct);
            if (access.Want(db.Now))
            {
                await reminders.TellSalesAsync(db, customer.Parties, "ZhongjinWanted", $"{access.WantedAt:yyyyMMddHHmmssfff}", [], ct);
                db.StandingChanged(customer.SellerId, customer.BuyerId);
            }

            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private async Task<bool> TellAsync(KBossDbContext db, Customer customer, Actor me, CancellationToken ct)
    {
        // Two that tell of a customer for the first time meet on its row.
        db.Touch(customer);
        var access = await FindAsync(db, customer, ct);
        var telling = access.Tell(me.By);
        await db.SaveChangesAsync(ct);
        if (telling)
        {
            outbox.Add(db, customer.SellerId, ZhongjinSync.Kind, $"zhongjin-{access.Id}-{access.Sync}", new ZhongjinSync(access.Id, access.Sync));
            db.StandingChanged(customer.SellerId, customer.BuyerId);
            await db.SaveChangesAsync(ct);
        }

        return telling;
    }

    private static async Task<ZhongjinAccess> FindAsync(KBossDbContext db, Customer customer, CancellationToken ct)
    {
        var access = await db.ZhongjinAccesses.FirstOrDefaultAsync(a => a.BuyerId == customer.BuyerId, ct);
        if (access is null)
        {
            access = new ZhongjinAccess(customer.Parties);
            db.Add(access);
        }

        return access;
    }

    private static async Task<Customer> OwnAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("customer", me.OrganizationId);
}
