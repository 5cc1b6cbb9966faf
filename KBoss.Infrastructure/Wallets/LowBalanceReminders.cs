using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Wallets;

/// <summary>
/// Reminds a customer and its salesperson when the balance has fallen below what the seller's settings say: once for each fall, named by the movement that
/// fell, so that only another one from above it is told again. A wallet that was never above it is not told of.
/// </summary>
public sealed partial class LowBalanceReminders(
    KBossDbContextFactory contexts, Reminders reminders, SettingsStore settings, ILogger<LowBalanceReminders> log)
{
    private const string Kind = "LowBalance";

    /// <summary>
    /// Everything that has fallen, each wallet in a transaction of its own, and of how many it was reminded. Twice does no harm. One that fails does not hold
    /// up the others; the failures are thrown at the end.
    /// </summary>
    public async Task<int> RemindDueAsync(CancellationToken ct = default)
    {
        var failures = new List<Exception>();
        var reminded = 0;
        foreach (var (walletId, below) in await DueAsync(ct))
        {
            try
            {
                reminded += await contexts.WithPartiesAsSystemAsync(
                    db => db.Wallets.FirstAsync(w => w.Id == walletId, ct), (db, wallet) => RemindAsync(db, wallet, below, ct), ct) ? 1 : 0;
            }
#pragma warning disable CA1031 // The other customers must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotReminded(log, walletId, e);
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? reminded : throw new AggregateException($"Of {failures.Count} low balances nobody could be reminded.", failures);
    }

    /// <summary>The movement by which a wallet that is below an amount (yuan) fell below it; null when it was never above.</summary>
    internal static Task<long?> FallAsync(KBossDbContext db, Wallet wallet, decimal below, CancellationToken ct) => db.CashRecords
        .Where(r => r.SellerId == wallet.SellerId && r.BuyerId == wallet.BuyerId && r.BalanceAfter < below && r.BalanceAfter - r.Amount >= below)
        .OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Select(r => (long?)r.Id).FirstOrDefaultAsync(ct);

    private static string CauseOf(long fall) => ReminderSent.CauseOf(string.Create(CultureInfo.InvariantCulture, $"{Kind}:{fall}"));

    private async Task<List<(long WalletId, decimal Below)>> DueAsync(CancellationToken ct)
    {
        var due = new List<(long, decimal)>();
        await using var db = contexts.Open(OrganizationScope.Everything);
        foreach (var sellerId in await db.Wallets.Select(w => w.SellerId).Distinct().ToListAsync(ct))
        {
            var below = (await settings.OfAsync<ThresholdSettings>(sellerId, ThresholdSettings.Section, ct)).LowBalance;
            var low = await db.Wallets.Where(w => w.SellerId == sellerId && w.Balance < below)
                .Where(w => db.Organizations.Any(o => o.Id == w.BuyerId && o.Kind == OrganizationKind.Customer))
                .Select(w => new
                {
                    w.Id,
                    Fall = db.CashRecords
                        .Where(r => r.SellerId == w.SellerId && r.BuyerId == w.BuyerId && r.BalanceAfter < below && r.BalanceAfter - r.Amount >= below)
                        .OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Select(r => (long?)r.Id).FirstOrDefault(),
                }).ToListAsync(ct);
            var causes = low.Where(w => w.Fall != null).ToDictionary(w => w.Id, w => CauseOf(w.Fall!.Value));
            var named = causes.Values.ToList();
            var told = await db.RemindersSent.Where(r => EF.Parameter(named).Contains(r.Cause)).Select(r => r.Cause).Distinct().ToListAsync(ct);
            due.AddRange(causes.Where(c => !told.Contains(c.Value)).Select(c => (c.Key, below)));
        }

        return due;
    }

    private async Task<bool> RemindAsync(KBossDbContext db, Wallet wallet, decimal below, CancellationToken ct)
    {
        // It may have been recharged, or told of, meanwhile.
        if (wallet.Balance >= below || await FallAsync(db, wallet, below, ct) is not { } fall
            || CauseOf(fall) is var cause && await db.RemindersSent.AnyAsync(r => r.Cause == cause, ct))
        {
            return false;
        }

        var left = WalletNotices.Written(wallet.Balance);
        var buyers = await db.Members
            .Where(m => m.OrganizationId == wallet.BuyerId && m.Status == MemberStatus.Active && m.Roles.Any(r => r.Role == Role.Buyer || r.Role == Role.Admin))
            .Select(m => m.Id).ToListAsync(ct);
        var plain = wallet.Balance.ToString("0.00", CultureInfo.InvariantCulture);
        await reminders.RemindAsync(
            db, new Reminder(Kind, cause, "", [left], SmsTemplate.LowBalance, new Dictionary<string, string> { ["balance"] = plain }), buyers, ct);
        var served = await (
            from customer in db.Customers
            where customer.SellerId == wallet.SellerId && customer.BuyerId == wallet.BuyerId
            join member in db.Members on customer.SalespersonId equals (long?)member.Id
            where member.Status == MemberStatus.Active
            join organization in db.Organizations on customer.BuyerId equals organization.Id
            select new { member.Id, customer.Name, organization.Code }).FirstOrDefaultAsync(ct);
        if (served is not null)
        {
            await reminders.RemindAsync(db, new Reminder(Kind + "Customer", cause, served.Code, [served.Name, left]), [served.Id], ct);
        }

        await db.SaveChangesAsync(ct);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "Nobody could be reminded of the low wallet {WalletId}")]
    private static partial void LogNotReminded(ILogger logger, long walletId, Exception e);
}

/// <summary>Who has recharged overnight needs no reminder in the morning.</summary>
internal sealed class LowBalanceCause(SettingsStore settings) : IReminderCause
{
    /// <inheritdoc />
    public bool Knows(string kind) => kind.StartsWith("LowBalance", StringComparison.Ordinal);

    /// <inheritdoc />
    public async Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct)
    {
        var fall = long.Parse(reminder.Cause.Split(':')[1], CultureInfo.InvariantCulture);
        var wallet = await (
            from record in db.CashRecords
            where record.Id == fall
            join held in db.Wallets on new { record.SellerId, record.BuyerId } equals new { held.SellerId, held.BuyerId }
            select held).AsNoTracking().FirstOrDefaultAsync(ct);
        if (wallet is null)
        {
            return false;
        }

        var below = (await settings.OfAsync<ThresholdSettings>(wallet.SellerId, ThresholdSettings.Section, ct)).LowBalance;
        return wallet.Balance < below && await LowBalanceReminders.FallAsync(db, wallet, below, ct) == fall;
    }
}

/// <summary>Reminds of balances that have fallen low.</summary>
internal sealed class RemindOfLowBalancesJob(JobRecorder recorder, LowBalanceReminders reminders) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => reminders.RemindDueAsync(ct);
}
