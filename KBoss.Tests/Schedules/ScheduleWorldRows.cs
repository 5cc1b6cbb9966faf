using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Tests.Architecture.Access;

namespace KBoss.Tests.Schedules;

/// <summary>Runs of a schedule.</summary>
internal sealed class ScheduleWorldRows : WorldRows
{
    public override int Position => 98;

    protected override async Task AddAsync()
    {
        await using var db = Boss.Db();
        db.AddRange(Several.Select(n => new JobRun("verify-ledger", Boss.Now, Boss.Now, succeeded: true, n, "")));
        await db.SaveChangesAsync();
    }
}
