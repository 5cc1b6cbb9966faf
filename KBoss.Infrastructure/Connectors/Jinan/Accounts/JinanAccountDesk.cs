using System.Text.Json;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Jinan.Accounts;

/// <summary>
/// Tells the centre to whom an account belongs. It says what is true when it is sent, not when it was asked for, and takes the account back from whoever had
/// it here before, so that messages that pass each other end at the same.
/// </summary>
internal sealed class JinanAccountDesk(JinanClient jinan, KBossDbContextFactory contexts, Reminders reminders) : IOutboxHandler
{
    public string Kind => JinanTelling.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var work = JsonSerializer.Deserialize<JinanTelling>(payload) ?? throw new OutboxRefusedException("The message is empty.");
        if (await ReadAsync(work, ct) is not { } wanted)
        {
            return;
        }

        try
        {
            await TellAsync(wanted, key, ct);
            await KeepAsync(wanted, "", ct);
        }
        catch (PartnerException e)
        {
            await KeepAsync(wanted, e.Code, ct);
            if (e.IsTransient)
            {
                throw;
            }

            throw new OutboxRefusedException(e.Message);
        }
    }

    private async Task TellAsync(Wanted wanted, string key, CancellationToken ct)
    {
        var known = await jinan.AccountAsync(wanted.Account, wanted.OrganizationId, ct)
            ?? throw new PartnerException(PartnerException.NotFound, "The centre does not know the account.", retry: false);
        if (known.CustomerCode == wanted.Buyer?.Code)
        {
            return;
        }

        if (known.CustomerCode is { } before)
        {
            if (!wanted.Before.Contains(before))
            {
                throw new PartnerException("Refused.AccountTaken", "The account belongs to somebody else at the centre.", retry: false);
            }

            await jinan.BindAsync(wanted.Account, null, $"{key}-free", wanted.OrganizationId, ct);
        }

        if (wanted.Buyer is { } buyer)
        {
            await jinan.BindAsync(wanted.Account, buyer, $"{key}-bind", wanted.OrganizationId, ct);
        }
    }

    /// <summary>To whom the account belongs now, and whose it was; null where a later message says so.</summary>
    private async Task<Wanted?> ReadAsync(JinanTelling work, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var account = await db.JinanAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == work.AccountId && a.Telling == work.Telling, ct);
        if (account is null)
        {
            return null;
        }

        var bindings = await db.JinanBindings.AsNoTracking().Where(b => b.AccountId == account.Id).Select(b => new
        {
            b.Id,
            Held = b.HeldAccountId != null,
            Code = db.Organizations.Where(o => o.Id == b.BuyerId).Select(o => o.Code).First(),
            Name = db.Customers.Where(c => c.BuyerId == b.BuyerId).Select(c => c.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        var now = bindings.Find(b => b.Held);
        return new Wanted(
            account.OrganizationId, account.Account, now?.Id, now is null ? null : new PartnerBuyer(now.Code, now.Name ?? now.Code),
            [.. bindings.Where(b => !b.Held).Select(b => b.Code)]);
    }

    private async Task KeepAsync(Wanted wanted, string failure, CancellationToken ct)
    {
        if (wanted.BindingId is { } id)
        {
            await contexts.WithPartiesAsSystemAsync(
                db => db.JinanBindings.GetAsync("binding", id, ct),
                async (db, binding) =>
                {
                    if (failure.Length > 0 && binding.KnownAt is null)
                    {
                        binding.Fail(failure);
                    }
                    else if (failure.Length == 0 && binding.Know(db.Now))
                    {
                        await reminders.TellCustomerAsync(db, binding.Parties, "JinanBound", $"{binding.Id}", [binding.Account], ct);
                    }

                    db.StandingChanged(binding.SellerId, binding.BuyerId);
                    await db.SaveChangesAsync(ct);
                }, ct);
        }
    }

    private sealed record Wanted(long OrganizationId, string Account, long? BindingId, PartnerBuyer? Buyer, IReadOnlyList<string> Before);
}

/// <summary>Says which account is bound to a customer and known at the centre, for what is opened in it.</summary>
internal sealed class JinanPool(KBossDbContextFactory contexts) : IJinanAccounts
{
    public async Task<string?> BoundToAsync(long organizationId, long buyerId, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Of(buyerId));
        return await db.JinanBindings.Where(b => b.HolderId == buyerId && b.KnownAt != null).Select(b => b.Account).FirstOrDefaultAsync(ct);
    }
}
