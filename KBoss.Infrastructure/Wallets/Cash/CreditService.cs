using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;

namespace KBoss.Infrastructure.Wallets.Cash;

/// <summary>Says how far below zero the wallets of customers may go.</summary>
public sealed class CreditService(KBossDbContextFactory contexts, ICurrentActor current, Reminders reminders)
{
    /// <summary>
    /// Grants a customer credit (yuan) in place of what was shown, and returns what the wallet holds now; zero takes it away. Refuses with
    /// <c>Wallets.CreditInvalid</c>, and with <c>Common.ChangedMeanwhile</c> when somebody else has changed it since it was shown; another seller's customer
    /// is <see cref="NotFoundException"/>. A limit below what is used stands, and nothing more can be spent. The Admins of
    /// the seller are told of a limit that is raised.
    /// </summary>
    public async Task<WalletFigures> GrantAsync(string code, decimal shown, decimal limit, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletSetCredit, ct);
        return await contexts.WithPartiesAsync(me, db => db.FindCustomerByCashAsync(me, code, ct), async (db, customer) =>
        {
            var wallet = await WalletQueries.FindOrAddAsync(db, customer.Parties, ct);
            if (wallet.CreditLimit != shown)
            {
                throw new RuleException("Common.ChangedMeanwhile");
            }

            // Who deletes the customer at this moment is met here.
            db.Touch(customer);
            wallet.GrantCredit(limit);
            if (limit > shown)
            {
                // Nobody has to consent to it, so that those who answer for the organization hear of it.
                await reminders.TellAdminsAsync(
                    db, wallet, "CreditRaised", code, [me.Name, customer.Name, WalletNotices.Written(shown), WalletNotices.Written(limit)], ct);
            }

            db.AfterCommit(WalletChanged.Of(wallet));
            await db.SaveChangesAsync(ct);
            return new WalletFigures(wallet.Balance, wallet.CreditLimit);
        }, ct);
    }
}
