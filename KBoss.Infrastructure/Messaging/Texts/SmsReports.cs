using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Messaging.Texts;

/// <summary>Takes what carriers say became of messages: pushed by the vendors, or asked for.</summary>
public sealed class SmsReports(KBossDbContextFactory contexts, IServiceScopeFactory scopes, ILogger<SmsReports> log)
{
    /// <summary>How long after it was sent a message's report is asked for; most are pushed before.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>After three days no carrier says anything any more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private const int AtOnce = 200;

    /// <summary>
    /// Keeps reports and returns how many said something new. One about a message that nobody knows, or to another phone, or that comes again, changes
    /// nothing.
    /// </summary>
    public async Task<int> TakeAsync(SmsVendor vendor, IReadOnlyCollection<SmsReport> reports, CancellationToken ct = default)
    {
        var kept = 0;
        foreach (var report in reports)
        {
            kept += await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var message = report.VendorId.Length > 0
                    ? await db.TextMessages.FirstOrDefaultAsync(m => m.Vendor == vendor && m.VendorId == report.VendorId && m.Phone == report.Phone, ct) : null;
                // A message whose answer was lost is known by our own key, which comes back.
                message ??= report.Key.Length > 0
                    ? await db.TextMessages.FirstOrDefaultAsync(
                        m => m.Key == report.Key && m.Phone == report.Phone && (m.Vendor == vendor || m.Vendor == null), ct) : null;
                if (message?.Report(vendor, report.Delivered, report.VendorId, report.Code, report.Words, report.Parts, report.At) != true)
                {
                    return 0;
                }

                TextMessages.Tell(db, message);
                await db.SaveChangesAsync(ct);
                return 1;
            }, ct);
        }

        return kept;
    }

    /// <summary>Asks the vendors about messages that no report has come for, those first that were asked about longest ago, and returns how many came.</summary>
    public async Task<int> AskAsync(CancellationToken ct = default)
    {
        List<(long Id, SmsVendor? Vendor, SmsAsked Asked)> due;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            var (from, to) = (db.Now - Longest, db.Now - Patience);
            due = (await db.TextMessages
                .Where(m => m.State == TextMessageState.Accepted || m.State == TextMessageState.Uncertain || m.State == TextMessageState.Sending)
                .Where(m => m.SentAt > from && m.SentAt <= to)
                .OrderBy(m => m.AskedAt).ThenBy(m => m.Id).Take(AtOnce)
                .Select(m => new { m.Id, m.Vendor, m.VendorId, m.Key, m.Phone, m.SentAt }).ToListAsync(ct))
                .ConvertAll(m => (m.Id, m.Vendor, new SmsAsked(m.VendorId, m.Key, m.Phone, m.SentAt!.Value)));
        }

        await using var scope = scopes.CreateAsyncScope();
        var came = 0;
        foreach (var vendor in scope.ServiceProvider.GetServices<ISmsVendor>().Where(vendor => vendor.MissingAccount.Count == 0))
        {
            came += await AskAsync(vendor, [.. due.Where(d => d.Vendor is null || d.Vendor == vendor.Vendor)], ct);
        }

        return came;
    }

    private async Task<int> AskAsync(ISmsVendor vendor, IReadOnlyList<(long Id, SmsVendor? Vendor, SmsAsked Asked)> due, CancellationToken ct)
    {
        var came = 0;
        foreach (var (id, _, asked) in due)
        {
            try
            {
                if (await vendor.FindReportAsync(asked, ct) is { } report)
                {
                    came += await TakeAsync(vendor.Vendor, [report], ct);
                    continue;
                }
            }
            catch (SmsVendorException e)
            {
                log.LogWarning("{Vendor} did not say what became of its messages ({Code}); it is asked again later.", vendor.Vendor, e.Code);
                return came;
            }

            await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                (await db.TextMessages.FirstAsync(m => m.Id == id, ct)).Asked(db.Now);
                await db.SaveChangesAsync(ct);
            }, ct);
        }

        return came;
    }
}

/// <summary>Asks the vendors what became of messages for which no report was pushed.</summary>
public sealed class AskSmsReportsJob(JobRecorder recorder, SmsReports reports) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => reports.AskAsync(ct);
}
