using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Offline;

/// <summary>
/// Money that a customer, named by the code of its organization, has brought offline, and the slip that proves it. The key makes one form one recharge.
/// </summary>
/// <param name="SameKnown">The numbers of the recharges with the same way and reference of which the writer knows: this is another payment.</param>
/// <param name="LongAgoKnown">The writer knows that it came more than <see cref="OfflineRecharge.UsualDays"/> days ago.</param>
public sealed record EnterRecharge(
    string FormKey, string CustomerCode, ReceivedOffline Received, Upload? Slip = null, IReadOnlyList<string>? SameKnown = null, bool LongAgoKnown = false);

/// <summary>How it ended: the number of the recharge, and of the approval that it waits for; without one it is credited.</summary>
public sealed record EnteredRecharge(string RechargeNo, string? RequestNo);

/// <summary>
/// Credits money that came offline, after approval where a policy asks for it, and takes it back when it was a mistake. A customer or recharge of another
/// seller is <see cref="NotFoundException"/>.
/// </summary>
public sealed class OfflineRechargeService(
    KBossDbContextFactory contexts, ICurrentActor current, FileStore files, ApprovalDesk desk, Reminders reminders)
{
    /// <summary>
    /// Enters what came. What was sent before with the same key is answered as then, and <c>Wallets.FormSent</c> when it says something else. Refuses with
    /// <c>Wallets.ReferenceUsed</c> and <c>Wallets.DayLongAgo</c> until the writer says that this is known, with what <see cref="OfflineRecharge"/> and
    /// <see cref="UploadType.Document"/> refuse, with <c>Approvals.NobodyDecides</c>, and with what the posting rules of the book refuse.
    /// </summary>
    public async Task<EnteredRecharge> EnterAsync(EnterRecharge input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletRechargeOffline, ct);
        await using (var db = contexts.Open(me))
        {
            // Before a file is written for somebody who is not there.
            await db.FindCustomerByCashAsync(me, input.CustomerCode, ct);
        }

        using var drafts = files.Draft();
        var slip = await DraftAsync(drafts, input.Slip, ct);
        return await contexts.WithPartiesAsync(me, db => db.FindCustomerByCashAsync(me, input.CustomerCode, ct), async (db, customer) =>
        {
            if (await db.OfflineRecharges.FirstOrDefaultAsync(r => r.OrganizationId == me.OrganizationId && r.FormKey == input.FormKey, ct) is { } sent)
            {
                return sent.IsOf(customer.BuyerId, input.Received)
                    ? new EnteredRecharge(sent.RechargeNo, sent.RequestNo)
                    : throw new RuleException("Wallets.FormSent", sent.RechargeNo);
            }

            var entered = new OfflineRecharge(
                customer.Parties, BusinessNumber.New(BusinessNumber.Recharge, db.Now), input.FormKey, input.Received, me.By, db.Now);
            var same = await SameAsync(db, entered, ct);
            DemandKnown(entered, same, input, db.Now);
            entered.Follow(same.Count);
            if (slip is not null)
            {
                entered.Prove(slip.Keep(db, me.OrganizationId).Key);
            }

            // Two who enter parts of one payment at once meet on the row of the customer.
            db.Touch(customer);
            var earlier = (await EarlierTodayAsync(db, me.OrganizationId, [customer.BuyerId], ct)).GetValueOrDefault(customer.BuyerId);
            db.OfflineRecharges.Add(entered);
            var evidence = await OfflineRechargeEvidence.OfAsync(db, customer, entered, same, earlier, ct);
            var asked = await desk.AskAsync(
                db, me, ApprovalKind.OfflineRecharge, OfflineRechargeChange.Of(entered),
                new ApprovalFacts(evidence.CustomerCode, entered.Amount, Earlier: earlier), evidence, ct);
            if (asked.RequestNo is { } requestNo)
            {
                entered.Await(requestNo);
            }

            db.AfterCommit(new OfflineRechargeChanged(me.OrganizationId, entered.RechargeNo));
            await db.SaveChangesAsync(ct);
            return new EnteredRecharge(entered.RechargeNo, entered.RequestNo);
        }, ct);
    }

    /// <summary>
    /// Takes a recharge back, in the wallet and in the books, once. The customer reads the reason. Refuses with <c>Wallets.MoneySpent</c> when the wallet no
    /// longer holds the amount [R-WAL-1], with <c>Wallets.AlipayStays</c>, <c>Wallets.NotPosted</c>, <c>Wallets.ReversedAlready</c> or
    /// <c>Common.TextRequired</c>.
    /// </summary>
    public async Task ReverseAsync(string rechargeNo, string? reason, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletReverse, ct);
        await contexts.WithPartiesAsync(me, FindAsync, async (db, posted) =>
        {
            if (await db.OfflineRecharges.FirstOrDefaultAsync(r => r.RechargeNo == rechargeNo && r.OrganizationId == me.OrganizationId, ct) is not { } entered)
            {
                // One by Alipay: it refuses and says why.
                posted.Reverse(reason, db.Now);
                return;
            }

            entered.Reverse(posted, reason, me.By, db.Now);
            var wallet = await WalletQueries.FindOrAddAsync(db, posted.Parties, ct);
            db.CashRecords.Add(wallet.TakeBack(posted.Amount, posted.RechargeNo, db.Now));
            await LedgerService.ReverseAsync(db, me.OrganizationId, LedgerEvents.OfflineRecharge, posted.RechargeNo, db.Now, ct);
            await reminders.TellCustomerAsync(
                db, wallet, "RechargeReversed", posted.RechargeNo, [WalletNotices.Written(posted.Amount), posted.RechargeNo, posted.ReversalReason], ct);
            db.AfterCommit(WalletChanged.Of(wallet));
            db.AfterCommit(new OfflineRechargeChanged(me.OrganizationId, posted.RechargeNo));
            await db.SaveChangesAsync(ct);
        }, ct);

        async Task<Recharge> FindAsync(KBossDbContext db) =>
            await db.Recharges.FirstOrDefaultAsync(r => r.RechargeNo == rechargeNo && r.SellerId == me.OrganizationId, ct)
            ?? throw (await db.OfflineRecharges.AnyAsync(r => r.RechargeNo == rechargeNo && r.OrganizationId == me.OrganizationId, ct)
                ? new RuleException("Wallets.NotPosted", rechargeNo)
                : new NotFoundException("recharge", rechargeNo));
    }

    /// <summary>What was entered today, by the Shanghai calendar, for each of these customers and is credited or waits for consent; yuan.</summary>
    internal static async Task<Dictionary<long, decimal>> EarlierTodayAsync(
        KBossDbContext db, long organizationId, IReadOnlyCollection<long> buyers, CancellationToken ct)
    {
        var since = ChinaTime.Start(ChinaTime.Day(db.Now));
        var today = await db.OfflineRecharges
            .Where(r => r.OrganizationId == organizationId && EF.Parameter(buyers).Contains(r.BuyerId) && r.CreatedAt >= since && r.ReversedAt == null
                && (r.PostedAt != null || db.ApprovalRequests.Any(a => a.No == r.RequestNo && a.Status == ApprovalStatus.Pending)))
            .Select(r => new { r.BuyerId, r.Amount }).ToListAsync(ct);
        return today.GroupBy(r => r.BuyerId).ToDictionary(g => g.Key, g => g.Sum(r => r.Amount));
    }

    private static async Task<FileDraft?> DraftAsync(FileDrafts drafts, Upload? slip, CancellationToken ct)
    {
        if (slip is null)
        {
            return null;
        }

        var type = UploadType.Document(slip.Content, "slip");
        return await drafts.AddAsync(UploadType.Named(slip.Name, type), type, slip.Content, ct);
    }

    /// <summary>The numbers of the seller's other recharges with the same way and reference.</summary>
    private static async Task<List<string>> SameAsync(KBossDbContext db, OfflineRecharge entered, CancellationToken ct) =>
        entered.ReferenceKey is null ? [] : await db.OfflineRecharges
            .Where(r => r.OrganizationId == entered.OrganizationId && r.Way == entered.Way && r.ReferenceKey == entered.ReferenceKey)
            .OrderBy(r => r.Id).Select(r => r.RechargeNo).ToListAsync(ct);

    private static void DemandKnown(OfflineRecharge entered, List<string> same, EnterRecharge input, DateTime now)
    {
        var refusals = new Refusals();
        if (same.Except(input.SameKnown ?? []).Any())
        {
            refusals.Add(new RuleException("Wallets.ReferenceUsed", entered.Reference, string.Join(", ", same)) { Field = "reference" });
        }

        if (!input.LongAgoKnown && OfflineRecharge.IsLongAgo(entered.ValueDay, now))
        {
            refusals.Add(new RuleException("Wallets.DayLongAgo", OfflineRecharge.UsualDays) { Field = "value-day" });
        }

        refusals.Demand();
    }
}
