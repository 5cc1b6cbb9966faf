using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>
/// Warns the salesperson of a customer a week before terms of its own end and nothing follows them, Operations where there is no salesperson. Prices do not
/// wait for it: from the instant at which they end, the customer pays as everybody does.
/// </summary>
internal sealed class OwnTermsEnds(KBossDbContextFactory contexts, Reminders reminders, TimeProvider time)
{
    /// <summary>How many Shanghai days ahead.</summary>
    public const int DaysAhead = 7;

    private const string NoticeKind = "OwnTermsEnding";

    /// <summary>Warns of what ends soon, each customer in a transaction of its own, and returns of how many terms. Safe to run late or twice.</summary>
    public async Task<int> WarnAsync(CancellationToken ct = default)
    {
        List<(long OrganizationId, long BuyerId)> due;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            due = (await Ending(db, time.UtcNow()).Select(t => new { t.OrganizationId, t.BuyerId }).Distinct()
                    .OrderBy(t => t.OrganizationId).ThenBy(t => t.BuyerId).ToListAsync(ct))
                .ConvertAll(t => (t.OrganizationId, t.BuyerId));
        }

        var (warned, failures) = (0, new List<Exception>());
        foreach (var (organizationId, buyerId) in due)
        {
            try
            {
                warned += await contexts.InTransactionAsync(OrganizationScope.Of(organizationId), null, db => WarnAsync(db, organizationId, buyerId, ct), ct);
            }
#pragma warning disable CA1031 // The other customers must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? warned : throw new AggregateException($"Of {failures.Count} customers' terms nobody could be warned.", failures);
    }

    /// <summary>What ends within the week without anything that follows, and of which nobody was warned.</summary>
    private static IQueryable<CustomerTerms> Ending(KBossDbContext db, DateTime now)
    {
        var soon = ChinaTime.AddDays(now, DaysAhead);
        return db.CustomerTerms.Where(t => t.ValidTo > now && t.ValidTo <= soon && t.ValidTo > t.ValidFrom && t.EndWarnedAt == null
            && db.Offers.Any(o => o.Id == t.OfferId && o.Sku.Product.DeletedAt == null)
            && !db.CustomerTerms.Any(next => next.OrganizationId == t.OrganizationId && next.BuyerId == t.BuyerId && next.OfferId == t.OfferId
                && next.ValidFrom == t.ValidTo && (next.ValidTo == null || next.ValidTo > next.ValidFrom)));
    }

    private async Task<int> WarnAsync(KBossDbContext db, long organizationId, long buyerId, CancellationToken ct)
    {
        var ending = await Ending(db, db.Now).Where(t => t.BuyerId == buyerId).OrderBy(t => t.ValidTo).ToListAsync(ct);
        var customer = await db.Customers.Where(c => c.SellerId == organizationId && c.BuyerId == buyerId)
            .Select(c => new { c.Name, c.SalespersonId, Code = db.Organizations.Where(o => o.Id == buyerId).Select(o => o.Code).First() })
            .FirstOrDefaultAsync(ct);
        if (customer is not null)
        {
            var readers = await db.Members
                .Where(m => m.Id == customer.SalespersonId && m.OrganizationId == organizationId && m.Status == MemberStatus.Active)
                .Select(m => m.Id).ToListAsync(ct);
            foreach (var grid in ending.GroupBy(t => t.Terms.Price is null ? "discounts" : "prices"))
            {
                var (subject, first) = ($"{grid.Key}/{customer.Code}", ChinaTime.FromUtc(grid.First().ValidTo!.Value.AddTicks(-1)));
                string[] args =
                [
                    grid.Count().ToString(CultureInfo.InvariantCulture), customer.Name, first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ];
                var told = readers.Count > 0 ? readers : await SupplySales.OperationsAsync(db, organizationId, ct);
                // The first of them names the occasion: each is warned of once.
                var cause = string.Create(CultureInfo.InvariantCulture, $"{NoticeKind}:{grid.First().Id}");
                await reminders.RemindAsync(db, new Reminder(NoticeKind, cause, subject, args), told, ct);
            }
        }

        ending.ForEach(t => t.WarnOfEnd(db.Now));
        await db.SaveChangesAsync(ct);
        return ending.Count;
    }
}

/// <summary>Warns of own terms of customers that end within a week.</summary>
internal sealed class WarnOwnTermsEndJob(JobRecorder recorder, OwnTermsEnds ends) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => ends.WarnAsync(ct);
}
