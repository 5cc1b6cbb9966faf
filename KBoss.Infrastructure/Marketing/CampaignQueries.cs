using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Marketing;

/// <summary>A campaign in a list: how many members it is to reach and how many it has been handed to; times in UTC.</summary>
public sealed record CampaignRow(
    string No, string Name, CampaignState State, CampaignSource Source, Channels Channels, By By, DateTime CreatedAt, DateTime? SendAt, int Recipients, int Handed);

/// <summary>One campaign as its page shows it; times in UTC, the price of a part in yuan.</summary>
/// <param name="Mine">Whether the reader may change and send it.</param>
public sealed record CampaignDetails(
    string No, int Version, CampaignFacts Facts, CampaignState State, bool OfAll, bool Mine, By By, DateTime CreatedAt, DateTime? SendAt, DateTime? ConfirmedAt,
    By ConfirmedBy, DateTime? StartedAt, DateTime? EndedAt, decimal SmsPrice);

/// <summary>Reads campaigns: a salesperson's own, or all of the organization's for who may view all customers.</summary>
public sealed class CampaignQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The templates that a campaign can use.</summary>
    public static IReadOnlyList<SmsText> Templates => CampaignWords.Templates;

    /// <summary>
    /// One page, the newest first. Filters <c>q</c> (name or number), <c>state</c>, <c>source</c>; sorts <c>created</c>, <c>name</c>, <c>send-at</c>.
    /// </summary>
    public async Task<Page<CampaignRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await using var db = contexts.Open(me);
        var campaigns = db.CampaignsOf(me).AsNoTracking();
        if (request.Search() is { } pattern)
        {
            campaigns = campaigns.Where(c => SearchText.Finds(c.Name, pattern) || SearchText.Finds(c.No, pattern));
        }

        if (request.Filter<CampaignState>("state") is { } state)
        {
            campaigns = campaigns.Where(c => c.State == state);
        }

        if (request.Filter<CampaignSource>("source") is { } source)
        {
            campaigns = campaigns.Where(c => c.Source == source);
        }

        return await campaigns
            .Sorted(
                request with { Descending = request.Sort is null || request.Descending },
                ("created", c => c.CreatedAt), ("name", c => c.Name), ("send-at", c => c.SendAt)).ThenByDescending(c => c.Id)
            .Select(c => new CampaignRow(
                c.No, c.Name, c.State, c.Source, c.Channels, c.By, c.CreatedAt, c.SendAt,
                db.CampaignRecipients.Count(r => r.CampaignId == c.Id && r.Planned != Channels.None),
                db.CampaignRecipients.Count(r => r.CampaignId == c.Id && r.State == RecipientState.Handed)))
            .ToPageAsync(request, ct);
    }

    /// <summary>One campaign.</summary>
    public async Task<CampaignDetails> GetAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await using var db = contexts.Open(me);
        var c = await db.FindCampaignAsync(me, no, ct);
        return new CampaignDetails(
            c.No, c.Version, c.Facts, c.State, c.OfAll, CampaignService.IsMine(c, me), c.By, c.CreatedAt, c.SendAt, c.ConfirmedAt, c.ConfirmedBy, c.StartedAt,
            c.EndedAt, c.SmsPrice);
    }
}
