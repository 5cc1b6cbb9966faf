using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>
/// Reminds customers, and a week before their salesperson, of resources that end. What renews by itself from a wallet that suffices is not reminded of; where
/// it does not suffice that is said, until on the last three days every attempt tells by itself what has come of it.
/// </summary>
public sealed partial class ResourceReminders(KBossDbContextFactory contexts, ResourceDesk desk, TimeProvider time, ILogger<ResourceReminders> log)
{
    private const string Kind = "ResourceEnding";

    /// <summary>
    /// Everything that is due, each in a transaction of its own, and of how many it was reminded; after a standstill of the one mark that fits now. Twice does
    /// no harm. One that fails does not hold up the others; the failures are thrown at the end.
    /// </summary>
    public async Task<int> RemindDueAsync(CancellationToken ct = default)
    {
        var failures = new List<Exception>();
        var reminded = 0;
        foreach (var id in await DueAsync(ct))
        {
            try
            {
                reminded += await contexts.WithPartiesAsSystemAsync(
                    db => db.Resources.FirstAsync(r => r.Id == id, ct), (db, resource) => RemindAsync(db, resource, ct), ct) ? 1 : 0;
            }
#pragma warning disable CA1031 // The other resources must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotReminded(log, id, e);
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? reminded : throw new AggregateException($"Of {failures.Count} resources that end nobody could be reminded.", failures);
    }

    private static string CauseOf(string resourceNo, DateTime endsAt, EndingMark mark) =>
        ReminderSent.CauseOf(string.Create(CultureInfo.InvariantCulture, $"{Kind}:{resourceNo}:{ResourceDesk.Day(endsAt)}:{mark.Days}"));

    private static Task<bool> WasToldAsync(KBossDbContext db, string cause, CancellationToken ct) => db.RemindersSent.AnyAsync(r => r.Cause == cause, ct);

    private async Task<List<long>> DueAsync(CancellationToken ct)
    {
        var now = time.UtcNow();
        var until = ChinaTime.End(ChinaTime.AddDays(ChinaTime.Day(now), EndingMarks.First));
        var since = ChinaTime.AddDays(now, -EndingMarks.First - 1);
        await using var db = contexts.Open(OrganizationScope.Everything);
        var ending = await db.Resources.Where(r => r.Status != ResourceStatus.Released && r.EndsAt > now && r.EndsAt < until).OrderBy(r => r.EndsAt)
            .Select(r => new { r.Id, r.ResourceNo, r.EndsSoonAt, r.EndsAt }).ToListAsync(ct);
        var told = await db.RemindersSent.Where(r => r.CreatedAt >= since && r.Cause.StartsWith(Kind + ":")).Select(r => r.Cause).Distinct().ToListAsync(ct);
        return
        [
            .. ending
                .Where(r => EndingMarks.At(r.EndsSoonAt!.Value, r.EndsAt!.Value, now) is { } mark
                    && !told.Contains(CauseOf(r.ResourceNo, r.EndsAt!.Value, mark)))
                .Select(r => r.Id),
        ];
    }

    private async Task<bool> RemindAsync(KBossDbContext db, Resource resource, CancellationToken ct)
    {
        // Somebody may have renewed or told of it meanwhile.
        if (resource is not { EndsAt: { } end, EndsSoonAt: { } soon, Status: not ResourceStatus.Released } || EndingMarks.At(soon, end, db.Now) is not { } mark
            || CauseOf(resource.ResourceNo, end, mark) is var cause && await WasToldAsync(db, cause, ct))
        {
            return false;
        }

        var auto = await db.AutoRenewals.AsNoTracking()
            .FirstOrDefaultAsync(a => a.OrganizationId == resource.BuyerId && a.ResourceNo == resource.ResourceNo && a.IsOn, ct);
        if (auto is not null && (mark.Days <= AutoRenewal.FirstDay || await SufficesAsync(db, resource, end, ct)))
        {
            return false;
        }

        var left = mark.Left.ToString(CultureInfo.InvariantCulture);
        string[] args = [resource.Sold.ProductName, resource.ResourceNo, ResourceDesk.Day(end), left];
        var reminder = auto is null
            ? new Reminder(Kind, cause, resource.ResourceNo, args)
            : new Reminder(Kind + "Auto", cause, resource.ResourceNo, [.. args, WalletNotices.Written(auto.Limit)]);
        await desk.TellCustomerAsync(db, resource, ResourceDesk.BySms(reminder, resource, db.Now), ct, Role.Buyer, Role.Admin);
        if (mark.Days == EndingMarks.Salesperson)
        {
            await desk.TellSalespersonAsync(db, resource, Kind + "Customer", cause, args, ct);
        }

        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Whether the wallet holds what this one, and those that renew by themselves no later, may cost at most.</summary>
    private static async Task<bool> SufficesAsync(KBossDbContext db, Resource resource, DateTime end, CancellationToken ct)
    {
        var (now, buyerId, sellerId) = (db.Now, resource.BuyerId, resource.SellerId);
        var renewed = await (
            from auto in db.AutoRenewals.AsNoTracking()
            where auto.OrganizationId == buyerId && auto.IsOn
            join other in db.Resources on auto.ResourceNo equals other.ResourceNo
            where other.BuyerId == buyerId && other.SellerId == sellerId && other.Status != ResourceStatus.Released && other.EndsAt > now && other.EndsAt <= end
            select auto).ToListAsync(ct);
        var wallet = await db.Wallets.AsNoTracking().FirstOrDefaultAsync(w => w.SellerId == sellerId && w.BuyerId == buyerId, ct);
        return wallet?.Covers(renewed.Sum(a => a.Limit)) == true;
    }

    [LoggerMessage(LogLevel.Error, "Nobody could be reminded that the resource {ResourceId} ends")]
    private static partial void LogNotReminded(ILogger logger, long resourceId, Exception e);
}

/// <summary>What was renewed overnight, or has ended, needs no reminder in the morning.</summary>
internal sealed class ResourceEndingCause : IReminderCause
{
    /// <inheritdoc />
    public bool Knows(string kind) =>
        kind.StartsWith("ResourceEnding", StringComparison.Ordinal) || kind.StartsWith("AutoRenewal", StringComparison.Ordinal);

    /// <inheritdoc />
    public async Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct)
    {
        var (no, day) = (reminder.Cause.Split(':')[1], reminder.Cause.Split(':')[2]);
        var end = await db.Resources.Where(r => r.ResourceNo == no && r.Status != ResourceStatus.Released).Select(r => r.EndsAt).FirstOrDefaultAsync(ct);
        return end is { } at && ResourceDesk.Day(at) == day;
    }
}
