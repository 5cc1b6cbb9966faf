using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals;

/// <summary>What time does to requests: those that nobody decided in time are closed, and those who keep one waiting are reminded.</summary>
internal sealed class ApprovalClock(KBossDbContextFactory contexts, ApprovalDesk desk, Reminders reminders, TimeProvider time)
{
    /// <summary>Closes what is due, each request in a transaction of its own, and returns how many were looked at. Safe to run late or twice.</summary>
    public Task<int> ExpireDueAsync(CancellationToken ct = default)
    {
        var now = time.UtcNow();
        return EachAsync(requests => requests.Where(r => r.ExpiresAt <= now), async (db, request) =>
        {
            if (request.Expire(db.Now) is not { } expired)
            {
                return;
            }

            db.Add(expired);
            await desk.CloseAsync(db, request, ct);
            db.AfterCommit(new ApprovalChanged(request.OrganizationId, request.No));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Reminds, by the channels that each has chosen, whoever has kept a request waiting for a day, and again after every further one.</summary>
    public Task<int> RemindDueAsync(CancellationToken ct = default)
    {
        var before = ChinaTime.AddDays(time.UtcNow(), -1);
        return EachAsync(
            requests => requests.Where(r => !r.IsAskedBack && r.LevelSince <= before && (r.RemindedAt == null || r.RemindedAt <= before)),
            (db, request) => RemindAsync(db, request, ct), ct);
    }

    private async Task RemindAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct)
    {
        // Somebody may have decided meanwhile.
        if (!request.IsReminderDue(db.Now))
        {
            return;
        }

        var deciders = (await db.RouteAsync(request, ct)).Deciders.Select(d => d.MemberId).ToList();
        var reminded = request.Remind(db.Now);
        db.Add(reminded);
        var reminder = new Reminder(
            ApprovalReminderCause.Kind, ApprovalReminderCause.Of(request.No, reminded.Number), request.No,
            [request.Maker.Name, request.Kind.ToString(), request.SubjectName, request.No],
            SmsTemplate.ApprovalReminder, new Dictionary<string, string> { ["title"] = $"{request.No} {request.SubjectName}" })
        { ExpiresAt = request.ExpiresAt };
        await reminders.RemindAsync(db, reminder, deciders, ct);
        db.AfterCommit(new ApprovalChanged(request.OrganizationId, request.No));
        await db.SaveChangesAsync(ct);
    }

    private async Task<int> EachAsync(
        Func<IQueryable<ApprovalRequest>, IQueryable<ApprovalRequest>> due, Func<KBossDbContext, ApprovalRequest, Task> act, CancellationToken ct)
    {
        List<(long Id, long OrganizationId)> found;
        await using (var all = contexts.Open(OrganizationScope.Everything))
        {
            found = (await due(all.ApprovalRequests.AsNoTracking().Where(r => r.Status == ApprovalStatus.Pending)).OrderBy(r => r.Id)
                .Select(r => new { r.Id, r.OrganizationId }).ToListAsync(ct)).ConvertAll(r => (r.Id, r.OrganizationId));
        }

        var failures = new List<Exception>();
        foreach (var (id, organizationId) in found)
        {
            try
            {
                await contexts.InTransactionAsync(
                    OrganizationScope.Of(organizationId), null, async db => await act(db, await db.ApprovalRequests.FirstAsync(r => r.Id == id, ct)), ct);
            }
#pragma warning disable CA1031 // The other requests must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? found.Count : throw new AggregateException($"{failures.Count} requests could not be dealt with.", failures);
    }
}

/// <summary>Closes requests that nobody has decided in time.</summary>
internal sealed class ExpireApprovalsJob(JobRecorder recorder, ApprovalClock clock) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => clock.ExpireDueAsync(ct);
}

/// <summary>Reminds whoever keeps a request waiting.</summary>
internal sealed class RemindApproversJob(JobRecorder recorder, ApprovalClock clock) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => clock.RemindDueAsync(ct);
}

/// <summary>A reminder of a request that was decided overnight would only confuse.</summary>
internal sealed class ApprovalReminderCause : IReminderCause
{
    /// <summary>The kind of the notice.</summary>
    public const string Kind = "ApprovalReminder";

    /// <summary>The occasion: the request and which of its reminders it is.</summary>
    public static string Of(string no, int number) => $"{Kind}:{no}:{number}";

    /// <inheritdoc />
    public bool Knows(string kind) => kind == Kind;

    /// <inheritdoc />
    public Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct)
    {
        var no = reminder.Cause.Split(':')[1];
        return db.ApprovalRequests.AnyAsync(r => r.No == no && r.Status == ApprovalStatus.Pending && !r.IsAskedBack, ct);
    }
}
