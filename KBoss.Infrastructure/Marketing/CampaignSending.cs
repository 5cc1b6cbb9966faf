using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Marketing;

/// <summary>
/// Hands campaigns over, a few recipients in each transaction: that they were dealt with stands beside the messages that were written for them, so that
/// whoever goes on after a crash, and two who send at once, write to nobody twice.
/// </summary>
public sealed partial class CampaignSending(
    KBossDbContextFactory contexts, Reminders reminders, CampaignAudience audience, TimeProvider time, ILogger<CampaignSending> log)
{
    /// <summary>How many recipients are dealt with in one turn of the writer.</summary>
    public const int BatchSize = 25;

    /// <summary>
    /// Everything that is due, until nothing is left or the hours begin in which advertising rests; returns how many recipients were dealt with. One campaign
    /// that fails does not hold up the others; the failures are thrown at the end.
    /// </summary>
    public async Task<int> SendDueAsync(CancellationToken ct = default)
    {
        var (dealt, failures) = (0, new List<Exception>());
        var due = await DueAsync(ct);
        while (due.Count > 0 && !ct.IsCancellationRequested)
        {
            // In turns: a small campaign does not wait for the end of a large one.
            foreach (var id in due.ToList())
            {
                try
                {
                    if (await SendSomeAsync(id, ct) is > 0 and var some)
                    {
                        dealt += some;
                        continue;
                    }
                }
#pragma warning disable CA1031 // The other campaigns must not wait for one that fails; it is thrown below.
                catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogNotSent(log, id, e);
                    failures.Add(e);
                }

                due.Remove(id);
            }
        }

        return failures.Count == 0 ? dealt : throw new AggregateException($"{failures.Count} campaigns could not be sent.", failures);
    }

    /// <summary>Deals with the next recipients of a campaign and returns with how many; none when it is over, or not to be sent now.</summary>
    internal async Task<int> SendSomeAsync(long campaignId, CancellationToken ct)
    {
        Campaign shown;
        List<CampaignRecipient> next;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            shown = await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
            next = await db.CampaignRecipients.AsNoTracking().Where(r => r.CampaignId == campaignId && r.State == RecipientState.Waiting)
                .OrderBy(r => r.Id).Take(BatchSize).ToListAsync(ct);
        }

        var reaches = (await audience.OfAsync(shown.OrganizationId, next.Select(r => r.BuyerId).Distinct(), shown.Channels, time.UtcNow(), ct))
            .Where(r => r.MemberId is not null).ToDictionary(r => r.MemberId!.Value);
        var ids = next.ConvertAll(r => r.Id);
        return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var campaign = await db.Campaigns.FirstAsync(c => c.Id == campaignId, ct);
            if (!campaign.IsDue(db.Now))
            {
                return 0;
            }

            campaign.Start(db.Now);
            // Whoever cancels it meets us at its row.
            db.Touch(campaign);
            var recipients = await db.CampaignRecipients.Where(r => ids.Contains(r.Id) && r.State == RecipientState.Waiting).OrderBy(r => r.Id).ToListAsync(ct);
            var served = await ServedAsync(db, campaign, recipients, ct);
            foreach (var recipient in recipients)
            {
                await DealWithAsync(db, campaign, recipient, served.Contains(recipient.BuyerId) ? reaches.GetValueOrDefault(recipient.MemberId ?? 0) : null, served, ct);
            }

            if (!await db.CampaignRecipients.AnyAsync(r => r.CampaignId == campaignId && r.State == RecipientState.Waiting && !ids.Contains(r.Id), ct))
            {
                campaign.Finish(db.Now);
            }

            db.AfterCommit(new CampaignChanged(campaign.OrganizationId, campaign.No));
            await db.SaveChangesAsync(ct);
            return recipients.Count;
        }, ct);
    }

    /// <summary>The customers that the campaign may still write to: those of its organization, and of its salesperson unless it is for all.</summary>
    private static async Task<HashSet<long>> ServedAsync(KBossDbContext db, Campaign campaign, List<CampaignRecipient> recipients, CancellationToken ct)
    {
        var buyers = recipients.Select(r => r.BuyerId).Distinct().ToList();
        var customers = db.Customers.Where(c => c.SellerId == campaign.OrganizationId && buyers.Contains(c.BuyerId));
        if (!campaign.OfAll)
        {
            customers = customers.Where(c => c.SalespersonId == campaign.By.MemberId);
        }

        return [.. await customers.Select(c => c.BuyerId).ToListAsync(ct)];
    }

    private async Task DealWithAsync(KBossDbContext db, Campaign campaign, CampaignRecipient recipient, Reach? reach, HashSet<long> served, CancellationToken ct)
    {
        if (!served.Contains(recipient.BuyerId))
        {
            recipient.LeaveOut(LeftOut.NotServed);
            return;
        }

        if (reach is null)
        {
            recipient.LeaveOut(LeftOut.MayNotSignIn);
            return;
        }

        var (channels, why) = (recipient.Planned & reach.Channels, LeftOut.None);
        if (recipient.Planned.HasFlag(Channels.Sms) && reach.Phone != recipient.Phone)
        {
            (channels, why) = (channels & ~Channels.Sms, LeftOut.PhoneChanged);
        }
        else if (recipient.Planned.HasFlag(Channels.Sms) && !channels.HasFlag(Channels.Sms))
        {
            why = reach.Why;
        }

        if (channels != Channels.None)
        {
            await reminders.RemindAsync(db, CampaignWords.For(campaign.No, campaign.Facts, reach.Customer, channels, db.Now), [recipient.MemberId!.Value], ct);
            var cause = CampaignWords.CauseOf(campaign.No);
            channels = db.RemindersSent.Local.FirstOrDefault(r => r.MemberId == recipient.MemberId && r.Cause == cause)?.Channels ?? Channels.None;
        }

        if (channels == Channels.None)
        {
            recipient.LeaveOut(why != LeftOut.None ? why : reach.Why != LeftOut.None ? reach.Why : LeftOut.NotWanted);
        }
        else
        {
            recipient.Hand(channels, why, Reminders.SmsKey(recipient.MemberId!.Value, CampaignWords.CauseOf(campaign.No)), db.Now);
        }
    }

    private async Task<List<long>> DueAsync(CancellationToken ct)
    {
        var now = time.UtcNow();
        if (PhoneQuota.MarketingQuiet.Over(now) != now)
        {
            return [];
        }

        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Campaigns.Where(c => (c.State == CampaignState.Scheduled || c.State == CampaignState.Sending) && c.SendAt <= now)
            .OrderBy(c => c.SendAt).Select(c => c.Id).ToListAsync(ct);
    }

    [LoggerMessage(LogLevel.Error, "The campaign {CampaignId} could not be sent")]
    private static partial void LogNotSent(ILogger logger, long campaignId, Exception e);
}

/// <summary>Hands over the campaigns whose time has come.</summary>
internal sealed class SendCampaignsJob(JobRecorder recorder, CampaignSending sending) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => sending.SendDueAsync(ct);
}
