using System.Text.Json;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Zhongjin.Customers;

/// <summary>Speaks with 中金 about customers, for the outbox and for the schedule, and keeps what it answers.</summary>
public sealed class ZhongjinDesk(ZhongjinClient zhongjin, KBossDbContextFactory contexts, Reminders reminders) : IOutboxHandler
{
    string IOutboxHandler.Kind => ZhongjinSync.Kind;

    /// <summary>Tells 中金 of a customer; sent twice it is the same customer there. What is refused for good is kept, for a person.</summary>
    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var work = JsonSerializer.Deserialize<ZhongjinSync>(payload) ?? throw new OutboxRefusedException("The message is empty.");
        (ZhongjinAccess Access, PartnerBuyer Buyer) asked;
        try
        {
            asked = await ReadAsync(work.AccessId, ct);
        }
        catch (NotFoundException)
        {
            // The customer was deleted meanwhile.
            return;
        }

        var (access, buyer) = asked;
        if (!access.Telling || access.Sync != work.Sync)
        {
            return;
        }

        try
        {
            var told = await zhongjin.SyncCustomerAsync(buyer, access.SellerId, ct);
            await KeepAsync(access.Id, (now, found) => found.Sync == work.Sync && found.Told(told.State, told.Reason, now), ct);
        }
        catch (PartnerException e)
        {
            await KeepAsync(access.Id, (_, found) =>
            {
                if (found.Sync == work.Sync && e.IsTransient)
                {
                    found.Stumble(e.Code);
                }
                else if (found.Sync == work.Sync)
                {
                    found.Fail(e.Code);
                }

                return false;
            }, ct);
            if (e.IsTransient)
            {
                throw;
            }

            throw new OutboxRefusedException(e.Message);
        }
    }

    /// <summary>Asks 中金 how a customer stands; whoever is concerned is told when that is news.</summary>
    internal async Task AskAsync(long accessId, CancellationToken ct)
    {
        var (access, buyer) = await ReadAsync(accessId, ct);
        var said = await zhongjin.WhitelistAsync(buyer.Code, access.SellerId, ct);
        await KeepAsync(accessId, (now, found) => !found.Telling && found.Hear(said.State, said.Reason, now), ct);
    }

    private Task<(ZhongjinAccess Access, PartnerBuyer Buyer)> ReadAsync(long accessId, CancellationToken ct) => contexts.WithPartiesAsSystemAsync(
        db => db.ZhongjinAccesses.GetAsync("zhongjin access", accessId, ct),
        async (db, access) => (access, await db.Customers.Where(c => c.BuyerId == access.BuyerId)
            .Select(c => new PartnerBuyer(db.Organizations.Where(o => o.Id == c.BuyerId).Select(o => o.Code).First(), c.Name)).FirstAsync(ct)), ct);

    private Task KeepAsync(long accessId, Func<DateTime, ZhongjinAccess, bool> keep, CancellationToken ct) => contexts.WithPartiesAsSystemAsync(
        db => db.ZhongjinAccesses.GetAsync("zhongjin access", accessId, ct),
        async (db, access) =>
        {
            if (keep(db.Now, access))
            {
                string[] args = access.Reason.Length > 0 ? [access.Reason] : [];
                var heard = $"{access.Sync}-{access.CheckedAt:yyyyMMddHHmmssfff}";
                await reminders.TellCustomerAsync(db, access.Parties, $"Zhongjin{access.State}", heard, args, ct);
                await reminders.TellSalesAsync(db, access.Parties, $"Zhongjin{access.State}Customer", heard, args, ct);
            }

            db.StandingChanged(access.SellerId, access.BuyerId);
            await db.SaveChangesAsync(ct);
        }, ct);
}
