using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Offline;

/// <summary>The change that is carried out, at once or with the last consent: what was entered, by its number, and all that it says.</summary>
public sealed record OfflineRechargeChange(
    string RechargeNo, long BuyerId, decimal Amount, RechargeChannel Way, string Reference, DateOnly ValueDay, string Note)
{
    internal static OfflineRechargeChange Of(OfflineRecharge entered) =>
        new(entered.RechargeNo, entered.BuyerId, entered.Amount, entered.Way, entered.Reference, entered.ValueDay, entered.Note);
}

/// <summary>
/// Credits an offline recharge, at once or with the last consent: the recharge itself, the wallet, its cash record, the books, and the notice to the
/// customer, all or nothing. Refuses with <c>Wallets.PostedAlready</c>, <c>Wallets.CustomerGone</c>, and with what the posting rules of the book refuse.
/// </summary>
internal sealed class OfflineRechargePosting(LedgerService ledger, Reminders reminders) : ApprovalKind<OfflineRechargeChange>
{
    public override ApprovalKind Kind => ApprovalKind.OfflineRecharge;

    public override string Permission => Permissions.WalletRechargeOffline;

    protected override Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, OfflineRechargeChange change, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<long>>([change.BuyerId]);

    protected override async Task ExecuteAsync(KBossDbContext db, OfflineRechargeChange change, ApprovalExecution execution, CancellationToken ct)
    {
        var organizationId = execution.OrganizationId;
        var entered = await FindAsync(db, organizationId, change.RechargeNo, ct);
        if (OfflineRechargeChange.Of(entered) != change)
        {
            throw new InvalidOperationException($"Recharge {change.RechargeNo} is not what was approved.");
        }

        var customer = await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == entered.BuyerId && c.SellerId == organizationId, ct)
            ?? throw new RuleException("Wallets.CustomerGone");
        // Who deletes it at this moment, because it never did business, is met here.
        db.Touch(customer);
        var recharge = entered.Post(execution.By, db.Now);
        db.Recharges.Add(recharge);
        var wallet = await WalletQueries.FindOrAddAsync(db, recharge.Parties, ct);
        db.CashRecords.Add(wallet.Credit(recharge.Amount, CashKind.OfflineRecharge, recharge.RechargeNo, db.Now));
        await ledger.PostAsync(db, organizationId, new LedgerEvent(
            LedgerEvents.OfflineRecharge, recharge.RechargeNo, db.Now,
            [new(LedgerEvents.Gross, recharge.Amount, recharge.BuyerId), new(recharge.Channel.ToString(), recharge.Amount)]), ct);
        await reminders.TellCustomerAsync(
            db, wallet, "RechargedOffline", recharge.RechargeNo, [WalletNotices.Written(recharge.Amount), recharge.RechargeNo], ct);
        db.AfterCommit(new Recharged(recharge.Amount, recharge.Channel));
        db.AfterCommit(WalletChanged.Of(wallet));
        db.AfterCommit(new OfflineRechargeChanged(organizationId, recharge.RechargeNo));
    }

    /// <summary>One that was entered, also in this transaction; <see cref="NotFoundException"/> for any other.</summary>
    internal static async Task<OfflineRecharge> FindAsync(KBossDbContext db, long organizationId, string rechargeNo, CancellationToken ct) =>
        db.OfflineRecharges.Local.FirstOrDefault(r => r.OrganizationId == organizationId && r.RechargeNo == rechargeNo)
        ?? await db.OfflineRecharges.FirstOrDefaultAsync(r => r.OrganizationId == organizationId && r.RechargeNo == rechargeNo, ct)
        ?? throw new NotFoundException("recharge", rechargeNo);
}
