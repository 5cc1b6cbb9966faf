using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Connectors.Partners;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Jinan.Bills;

/// <summary>What a sync of a month brought: new lines, accounts asked about, and accounts that could not be, with the vendor's message.</summary>
public sealed record BillSyncResult(int New, int Accounts, IReadOnlyList<string> Failures);

/// <summary>Bills or differences of a distributor have changed.</summary>
public sealed record JinanBillsChanged(long OrganizationId, int Month);

/// <summary>
/// Fetches a month's bills of every account of a distributor, account by account and outside any transaction, and stores each line once [R-JN-2]: what is there
/// already is left as it is. Then the month is compared.
/// </summary>
public sealed class JinanBillSync(JinanClient jinan, KBossDbContextFactory contexts, BillComparison comparison)
{
    /// <summary>Syncs a month (<c>yyyyMM</c>) of a distributor; an account that fails does not keep the others from it.</summary>
    internal async Task<BillSyncResult> RunAsync(long organizationId, int month, CancellationToken ct)
    {
        List<string> accounts;
        await using (var db = contexts.Open(OrganizationScope.Of(organizationId)))
        {
            accounts = await db.JinanAccounts.Where(a => a.OrganizationId == organizationId).OrderBy(a => a.AccountKey).Select(a => a.Account).ToListAsync(ct);
        }

        var (added, whole, failures) = (0, true, new List<string>());
        foreach (var account in accounts)
        {
            try
            {
                var lines = await jinan.BillsAsync(account, month / 100, month % 100, organizationId, ct);
                added += await StoreAsync(organizationId, month, account, lines, ct);
            }
            catch (PartnerException e)
            {
                failures.Add($"{account}: {e.Message}");
                whole &= e.Code == PartnerException.NotFound;
                if (e.Code is PartnerException.NotConfigured or PartnerException.Unreachable)
                {
                    // It is the same for all others.
                    break;
                }
            }
        }

        await contexts.InTransactionAsync(OrganizationScope.Of(organizationId), null, async db =>
        {
            // By half a month everything else would be missing there.
            if (whole)
            {
                await comparison.RunAsync(db, organizationId, month, ct);
            }

            db.AfterCommit(new JinanBillsChanged(organizationId, month));
            await db.SaveChangesAsync(ct);
        }, ct);
        return new BillSyncResult(added, accounts.Count, failures);
    }

    private Task<int> StoreAsync(long organizationId, int month, string account, IReadOnlyList<JinanBill> lines, CancellationToken ct) =>
        lines.Count == 0 ? Task.FromResult(0) : contexts.InTransactionAsync(OrganizationScope.Of(organizationId), null, async db =>
        {
            var mine = lines.Where(l => NormalText.Key(l.Account) == NormalText.Key(account)).DistinctBy(l => NormalText.Key(l.BillNo)).ToList();
            var keys = mine.Select(l => NormalText.Key(l.BillNo)).ToList();
            var known = (await db.JinanBills.Where(b => EF.Parameter(keys).Contains(b.BillNoKey)).Select(b => b.BillNoKey).ToListAsync(ct)).ToHashSet();
            var added = mine.Where(l => !known.Contains(NormalText.Key(l.BillNo))).Select(l => new JinanBillLine(organizationId, new BillFacts(
                l.BillNo, account, l.Reference ?? "", l.Item, l.Usage, l.Unit, l.Amount, l.From.ToUniversalTime(), l.To.ToUniversalTime(), month), db.Now)).ToList();
            db.AddRange(added);
            await db.SaveChangesAsync(ct);
            return added.Count;
        }, ct);
}
