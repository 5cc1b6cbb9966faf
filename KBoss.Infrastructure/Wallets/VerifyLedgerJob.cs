using KBoss.Domain.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Proves nightly, for every book, that wallets equal it and entries balance [R-LED-3]; a difference fails the run and is logged.</summary>
public sealed class VerifyLedgerJob(JobRecorder recorder, KBossDbContextFactory contexts, TimeProvider time) : RecordedJob(recorder)
{
    protected override async Task<int> RunAsync(CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var books = await db.Organizations.Where(o => o.Kind == OrganizationKind.Distributor).Select(o => new { o.Id, o.Name }).ToListAsync(ct);
        foreach (var book in books)
        {
            await using var own = contexts.Open(OrganizationScope.Of(book.Id));
            var result = await BookVerification.RunAsync(own, book.Id, time.UtcNow(), ct);
            if (!result.Proven)
            {
                throw new InvalidOperationException(
                    $"The book of {book.Name} does not agree: {result.Mismatches.Count} wallets differ, {result.Unbalanced} entries do not balance.");
            }
        }

        return books.Count;
    }
}
