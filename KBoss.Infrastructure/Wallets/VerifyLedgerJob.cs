using KBoss.Domain.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Ledger;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets;

/// <summary>
/// Proves nightly, for every book, that wallets equal it and entries balance [R-LED-3], and keeps how that ended; a difference fails the run and is logged
/// once all books are looked at.
/// </summary>
public sealed class VerifyLedgerJob(JobRecorder recorder, KBossDbContextFactory contexts, TimeProvider time) : RecordedJob(recorder)
{
    protected override async Task<int> RunAsync(CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var books = await db.Organizations.Where(o => o.Kind == OrganizationKind.Distributor).Select(o => new { o.Id, o.Name }).ToListAsync(ct);
        var wrong = new List<string>();
        foreach (var book in books)
        {
            var scope = OrganizationScope.Of(book.Id);
            VerificationResult result;
            await using (var own = contexts.Open(scope))
            {
                result = await BookVerification.RunAsync(own, book.Id, time.UtcNow(), ct);
            }

            await contexts.InTransactionAsync(scope, null, kept => BookVerification.KeepAsync(kept, book.Id, result, ct), ct);
            if (!result.Proven)
            {
                wrong.Add($"The book of {book.Name} does not agree: {result.Mismatches.Count} wallets differ, {result.Unbalanced} entries do not balance.");
            }
        }

        return wrong.Count == 0 ? books.Count : throw new RunFailedException(FailureCause.Mismatch, string.Join(' ', wrong));
    }
}
