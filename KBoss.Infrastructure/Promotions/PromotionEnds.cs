using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>
/// Warns whoever manages the promotions of a distributor three days before one ends whose products no other promotion goes on with; once for each end, so that
/// a promotion that is prolonged is warned of again. Prices do not wait for it.
/// </summary>
internal sealed class PromotionEnds(KBossDbContextFactory contexts, Reminders reminders, TimeProvider time)
{
    /// <summary>How many Shanghai days ahead.</summary>
    public const int DaysAhead = 3;

    private const string NoticeKind = "PromotionEnding";

    /// <summary>Warns of what ends soon, each promotion in a transaction of its own, and returns of how many. Safe to run late or twice.</summary>
    public async Task<int> WarnAsync(CancellationToken ct = default)
    {
        List<(long Id, long OrganizationId)> due;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            due = (await Ending(db, time.UtcNow()).OrderBy(p => p.To).Select(p => new { p.Id, p.OrganizationId }).ToListAsync(ct))
                .ConvertAll(p => (p.Id, p.OrganizationId));
        }

        var (warned, failures) = (0, new List<Exception>());
        foreach (var (id, organizationId) in due)
        {
            try
            {
                warned += await contexts.InTransactionAsync(OrganizationScope.Of(organizationId), null, db => WarnAsync(db, organizationId, id, ct), ct);
            }
#pragma warning disable CA1031 // The other promotions must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? warned : throw new AggregateException($"Of {failures.Count} promotions that end nobody could be warned.", failures);
    }

    /// <summary>What runs, ends soon, and has products that no other promotion goes on with.</summary>
    private static IQueryable<Promotion> Ending(KBossDbContext db, DateTime now)
    {
        var soon = ChinaTime.AddDays(now, DaysAhead);
        return db.Promotions.At(PromotionStatus.Active, now).Where(p => p.To <= soon && Alone(db, now).Any(x => x.PromotionId == p.Id));
    }

    /// <summary>The products of promotions that no other one offers at the instant at which their promotion ends.</summary>
    private static IQueryable<PromotionProduct> Alone(KBossDbContext db, DateTime now) =>
        from product in db.PromotionProducts
        join p in db.Promotions on product.PromotionId equals p.Id
        where !db.PromotionProducts.Any(other => other.OfferId == product.OfferId
            && db.Promotions.NotOver(now).Any(next => next.Id == other.PromotionId && next.Id != p.Id && next.From <= p.To && next.To > p.To))
        select product;

    private async Task<int> WarnAsync(KBossDbContext db, long organizationId, long id, CancellationToken ct)
    {
        // It may have been ended, prolonged or followed by another meanwhile.
        if (await Ending(db, db.Now).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } promotion)
        {
            return 0;
        }

        var roles = RolePermissions.Holding(Permissions.PromotionsManage).Where(held => held.Kind == OrganizationKind.Distributor).Select(held => held.Role).ToList();
        var readers = await db.Members
            .Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
        var last = ChinaTime.FromUtc(promotion.To.AddTicks(-1)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var cause = ReminderSent.CauseOf($"{NoticeKind}:{promotion.No}:{last}");
        var told = await db.RemindersSent.CountAsync(r => r.Cause == cause && readers.Contains(r.MemberId), ct);
        if (told == readers.Count)
        {
            return 0;
        }

        var alone = await Alone(db, db.Now).CountAsync(x => x.PromotionId == id, ct);
        await reminders.RemindAsync(
            db, new Reminder(NoticeKind, cause, promotion.No, [promotion.Name, last, alone.ToString(CultureInfo.InvariantCulture)]), readers, ct);
        await db.SaveChangesAsync(ct);
        return 1;
    }
}

/// <summary>Warns of promotions that end within three days.</summary>
internal sealed class WarnPromotionsEndJob(JobRecorder recorder, PromotionEnds ends) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => ends.WarnAsync(ct);
}
