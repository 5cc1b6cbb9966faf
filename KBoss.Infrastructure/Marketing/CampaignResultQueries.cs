using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging.Texts;
using KBoss.Infrastructure.Reports.Opportunities;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Marketing;

/// <summary>What became of a campaign at one recipient.</summary>
public enum RecipientResult
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>The campaign was cancelled before its turn.</summary>
    Cancelled,

    /// <summary>Nothing was sent to it, or its text message was dropped at the last moment.</summary>
    LeftOut,

    /// <summary>It was told by notice or mail, and by no text message.</summary>
    Told,

    /// <summary>Its text message waits for the vendor or the morning.</summary>
    Underway,

    /// <summary>The vendor has its text message; the carrier has not said more.</summary>
    HandedOver,

    Delivered,

    /// <summary>Its text message was refused, or the phone did not get it.</summary>
    Failed,
}

/// <summary>
/// What a campaign has come to: members by result, why those that get no text message get none, who has unsubscribed since, the parts that were sent and what
/// they cost, and what its customers have paid since (yuan), <paramref name="Until"/> an instant (UTC).
/// </summary>
public sealed record CampaignSums(
    IReadOnlyDictionary<RecipientResult, int> Results, IReadOnlyDictionary<LeftOut, int> LeftOut, int Unsubscribed, int Parts, decimal Cost, int Orders, int Customers,
    decimal Revenue, DateTime? Until)
{
    /// <summary>How many members have a result.</summary>
    public int Of(RecipientResult result) => Results.GetValueOrDefault(result);
}

/// <summary>
/// One recipient: the customer, unless another salesperson serves it by now, and the phone, masked, unless it was not written to. Code and words are those of
/// vendor or carrier. Times in UTC.
/// </summary>
public sealed record RecipientRow(
    long Id, string? CustomerCode, string? CustomerName, string Phone, RecipientResult Result, LeftOut Why, string Code, string Words, Channels Handed,
    DateTime? HandedAt, DateTime? ReportedAt, bool Unsubscribed);

/// <summary>An order that a customer of a campaign paid after it; the total in yuan.</summary>
public sealed record CampaignOrderRow(string OrderNo, string CustomerCode, string CustomerName, DateTime PaidAt, decimal Total);

/// <summary>
/// What became of campaigns. What is counted as paid since: the orders of customers to whom something was handed over, paid after that and within 30 days of
/// the campaign's beginning, each once, and not cancelled; whether they would have been paid anyway nobody knows.
/// </summary>
public sealed class CampaignResultQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The sums of one campaign.</summary>
    public async Task<CampaignSums> SumAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await using var db = contexts.Open(me);
        var campaign = await db.FindCampaignAsync(me, no, ct);
        var lines = await Lines(db, campaign)
            .GroupBy(l => new { l.Recipient.State, l.Recipient.Why, HasSms = l.Recipient.SmsKey != "", Text = (TextMessageState?)l.Text!.State, l.Text.Code })
            .Select(g => new { g.Key, Count = g.Count(), Parts = g.Sum(l => l.Text!.SentAt != null ? l.Text.Parts : 0) }).ToListAsync(ct);
        var results = lines.GroupBy(l => ResultOf(campaign, l.Key.State, l.Key.HasSms, l.Key.Text, l.Key.Code)).ToDictionary(g => g.Key, g => g.Sum(l => l.Count));
        var why = lines.Where(l => l.Key.Why != LeftOut.None).GroupBy(l => l.Key.Why).ToDictionary(g => g.Key, g => g.Sum(l => l.Count));
        var parts = lines.Sum(l => l.Parts);
        var until = Until(campaign);
        var paid = until is null ? [] : await Orders(db, me, campaign, until.Value).GroupBy(o => o.BuyerId)
            .Select(g => new { Orders = g.Count(), Total = g.Sum(o => o.Total) }).ToListAsync(ct);
        return new CampaignSums(
            results, why, (await UnsubscribedAsync(campaign, ct)).Count, parts, Money.Amount(parts * campaign.SmsPrice), paid.Sum(p => p.Orders), paid.Count,
            paid.Sum(p => p.Total), until);
    }

    /// <summary>
    /// One page of the recipients. Filters <c>result</c> (a <see cref="RecipientResult"/> or <c>Unsubscribed</c>), <c>why</c> (a <see cref="LeftOut"/>) and
    /// <c>q</c> (a part of the customer's name).
    /// </summary>
    public async Task<Page<RecipientRow>> RecipientsAsync(string no, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await using var db = contexts.Open(me);
        var campaign = await db.FindCampaignAsync(me, no, ct);
        var gone = await UnsubscribedAsync(campaign, ct);
        var lines = Lines(db, campaign);
        if (request.Filter("result") == "Unsubscribed")
        {
            lines = lines.Where(l => gone.Contains(l.Recipient.Id));
        }
        else if (request.Filter<RecipientResult>("result") is { } result)
        {
            lines = With(lines, result, campaign.State == CampaignState.Cancelled);
        }

        if (request.Filter<LeftOut>("why") is { } why)
        {
            lines = lines.Where(l => l.Recipient.Why == why);
        }

        var rows =
            from l in lines
            join c in db.CustomersOf(me) on l.Recipient.BuyerId equals c.BuyerId into seen
            from c in seen.DefaultIfEmpty()
            join o in db.Organizations on c.BuyerId equals o.Id into named
            from o in named.DefaultIfEmpty()
            select new { Line = l, Code = o == null ? null : o.Code, Name = c == null ? null : c.Name };
        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => r.Name != null && SearchText.Finds(r.Name, pattern));
        }

        var page = await rows.OrderBy(r => r.Line.Recipient.Id)
            .Select(r => new
            {
                r.Line.Recipient,
                State = (TextMessageState?)r.Line.Text!.State,
                TextCode = r.Line.Text.Code,
                r.Line.Text.Words,
                r.Line.Text.ReportedAt,
                r.Code,
                r.Name,
            }).ToPageAsync(request, ct);
        return new(
            [
                .. page.Rows.Select(r => new RecipientRow(
                    r.Recipient.Id, r.Code, r.Name, r.Name is null || r.Recipient.Phone is null ? "" : Masked.Phone(r.Recipient.Phone),
                    ResultOf(campaign, r.Recipient.State, r.Recipient.SmsKey.Length > 0, r.State, r.TextCode), r.Recipient.Why, r.TextCode ?? "", r.Words ?? "",
                    r.Recipient.Handed, r.Recipient.HandedAt, r.ReportedAt, gone.Contains(r.Recipient.Id))),
            ], page.Total);
    }

    /// <summary>One page of the orders that are counted as paid since, as far as the actor sees their customers; the newest first.</summary>
    public async Task<Page<CampaignOrderRow>> OrdersAsync(string no, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await using var db = contexts.Open(me);
        var campaign = await db.FindCampaignAsync(me, no, ct);
        if (Until(campaign) is not { } until)
        {
            return new([], 0);
        }

        return await (
            from order in Orders(db, me, campaign, until)
            join c in db.CustomersOf(me) on order.BuyerId equals c.BuyerId
            join o in db.Organizations on order.BuyerId equals o.Id
            orderby order.PaidAt descending, order.Id descending
            select new CampaignOrderRow(order.OrderNo, o.Code, c.Name, order.PaidAt!.Value, order.Total)).ToPageAsync(request, ct);
    }

    private static DateTime? Until(Campaign campaign) => campaign.StartedAt is { } started ? ChinaTime.AddDays(started, Campaign.RevenueDays) : null;

    /// <summary>The orders that customers paid after something was handed over to them, of those whom the actor sees.</summary>
    private static IQueryable<Domain.Orders.Order> Orders(KBossDbContext db, Actor me, Campaign campaign, DateTime until)
    {
        var first = db.CampaignRecipients.Where(r => r.CampaignId == campaign.Id && r.HandedAt != null).GroupBy(r => r.BuyerId)
            .Select(g => new { BuyerId = g.Key, At = g.Min(r => r.HandedAt) });
        return from order in db.PaidAt(me.OrganizationId).AsNoTracking().OfCustomersOf(db, me)
               join told in first on order.BuyerId equals told.BuyerId
               where order.PaidAt >= told.At && order.PaidAt < until
               select order;
    }

    private static IQueryable<Line> Lines(KBossDbContext db, Campaign campaign) =>
        from r in db.CampaignRecipients.AsNoTracking()
        where r.CampaignId == campaign.Id
        join t in db.TextMessages.AsNoTracking() on r.SmsKey equals t.Key into texts
        from t in texts.DefaultIfEmpty()
        select new Line { Recipient = r, Text = t };

    private static IQueryable<Line> With(IQueryable<Line> lines, RecipientResult result, bool cancelled) => result switch
    {
        RecipientResult.Waiting => lines.Where(l => !cancelled && l.Recipient.State == RecipientState.Waiting),
        RecipientResult.Cancelled => lines.Where(l => cancelled && l.Recipient.State == RecipientState.Waiting),
        RecipientResult.LeftOut => lines.Where(l => l.Recipient.State == RecipientState.LeftOut || (l.Text != null
            && l.Text.State == TextMessageState.Refused && (l.Text.Code == TextMessages.NoLonger || l.Text.Code == TextMessages.TooLate))),
        RecipientResult.Told => lines.Where(l => l.Recipient.State == RecipientState.Handed && l.Recipient.SmsKey == ""),
        RecipientResult.Underway => lines.Where(l => l.Recipient.State == RecipientState.Handed && l.Recipient.SmsKey != ""
            && (l.Text == null || l.Text.State == TextMessageState.Waiting || l.Text.State == TextMessageState.Sending)),
        RecipientResult.HandedOver => lines.Where(l => l.Text != null && (l.Text.State == TextMessageState.Accepted || l.Text.State == TextMessageState.Uncertain)),
        RecipientResult.Delivered => lines.Where(l => l.Text != null && l.Text.State == TextMessageState.Delivered),
        _ => lines.Where(l => l.Text != null && (l.Text.State == TextMessageState.Undelivered
            || (l.Text.State == TextMessageState.Refused && l.Text.Code != TextMessages.NoLonger && l.Text.Code != TextMessages.TooLate))),
    };

    private static RecipientResult ResultOf(Campaign campaign, RecipientState state, bool hasSms, TextMessageState? text, string? code) => (state, text) switch
    {
        (RecipientState.Waiting, _) => campaign.State == CampaignState.Cancelled ? RecipientResult.Cancelled : RecipientResult.Waiting,
        (RecipientState.LeftOut, _) => RecipientResult.LeftOut,
        (_, null) => hasSms ? RecipientResult.Underway : RecipientResult.Told,
        (_, TextMessageState.Waiting or TextMessageState.Sending) => RecipientResult.Underway,
        (_, TextMessageState.Accepted or TextMessageState.Uncertain) => RecipientResult.HandedOver,
        (_, TextMessageState.Delivered) => RecipientResult.Delivered,
        (_, TextMessageState.Refused) when code is TextMessages.NoLonger or TextMessages.TooLate => RecipientResult.LeftOut,
        _ => RecipientResult.Failed,
    };

    /// <summary>The recipients that have taken their consent back since they were written to. The words are kept by the customers; told is only that.</summary>
    private async Task<List<long>> UnsubscribedAsync(Campaign campaign, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.CampaignRecipients
            .Where(r => r.CampaignId == campaign.Id && r.SmsKey != "" && db.MarketingConsents.Any(c => c.Phone == r.Phone && !c.Given && c.CreatedAt > r.HandedAt))
            .Select(r => r.Id).ToListAsync(ct);
    }

    private sealed class Line
    {
        public CampaignRecipient Recipient { get; init; } = null!;

        public TextMessage? Text { get; init; }
    }
}
