using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Infrastructure.Marketing;

/// <summary>How many members get no text message, or nothing at all, for a reason; <paramref name="Nothing"/> of them get nothing.</summary>
public sealed record LeftOutCount(LeftOut Why, int Members, int Nothing);

/// <summary>A recipient whose eyes can be borrowed: the phone masked.</summary>
public sealed record CampaignReader(long MemberId, string Customer, string Phone);

/// <summary>What one recipient would read: the customer's name, the phone masked; empty texts where it is not told that way.</summary>
public sealed record CampaignSample(long MemberId, string Customer, string Phone, string Sms, int Parts, string Title, string Text);

/// <summary>
/// What a campaign would come to if it were sent at a moment: <paramref name="Found"/> customers in its source, of whom so many customers and members are
/// reached; the cost in yuan; <paramref name="StartsAt"/> (UTC) is when the first would be handed over.
/// </summary>
public sealed record CampaignPreview(
    int Found, int Customers, int Members, int BySms, int ByNotice, int ByMail, IReadOnlyList<LeftOutCount> LeftOut, int Parts, decimal SmsPrice, decimal Cost,
    CampaignSample? Sample, SmsApproval? Approval, DateTime StartsAt)
{
    /// <summary>How many recipients can be chosen from to read as one of them.</summary>
    public const int MostReaders = 200;

    /// <summary>The recipients that can be chosen, by name.</summary>
    public IReadOnlyList<CampaignReader> Readers { get; init; } = [];

    /// <summary>How many members get nothing.</summary>
    public int Nothing => LeftOut.Sum(reason => reason.Nothing);
}

/// <summary>Works out what a campaign would come to.</summary>
public sealed class CampaignPreviews(CampaignCustomers customers, CampaignAudience audience, SmsApprovals approvals, SettingsStore settings, TimeProvider time)
{
    /// <summary>
    /// Everybody in the source, reached or not, and the sum of it, as <paramref name="reader"/> would read it where it is reached. Refused as
    /// <see cref="CampaignCustomers.FindAsync"/> is.
    /// </summary>
    internal async Task<(CampaignPreview Preview, IReadOnlyList<Reach> Reaches)> MakeAsync(
        Actor me, CampaignFacts facts, DateTime? at, long? reader, CancellationToken ct)
    {
        var now = time.UtcNow();
        var starts = PhoneQuota.MarketingQuiet.Over(at > now ? at.Value : now);
        var found = await customers.FindAsync(me, facts, ct);
        var reaches = await audience.OfAsync(me.OrganizationId, found, facts.Channels, starts, ct);
        var template = facts.Channels.HasFlag(Channels.Sms) ? CampaignWords.TemplateOf(facts.Template) : null;
        var approval = template is null ? null : await approvals.AskAsync(template.Template, ct);
        var price = (await settings.OfAsync<MarketingSettings>(me.OrganizationId, MarketingSettings.Section, ct)).SmsPrice;
        string Filled(string customer) => template!.Fill(approval!.SignName ?? "", CampaignWords.ValuesFor(template, facts, customer));
        var reached = reaches.Where(r => r.Channels != Channels.None).ToList();
        var parts = template is null ? 0 : reached.Where(r => r.Channels.HasFlag(Channels.Sms)).Sum(r => SmsTexts.Parts(Filled(r.Customer)));
        var sample = reached.Find(r => r.MemberId == reader && reader is not null)
            ?? reached.Find(r => template is null || r.Channels.HasFlag(Channels.Sms)) ?? reached.FirstOrDefault();
        var sampleSms = sample is not null && template is not null && sample.Channels.HasFlag(Channels.Sms) ? Filled(sample.Customer) : "";
        return (
            new CampaignPreview(
                found.Count, reached.DistinctBy(r => r.BuyerId).Count(), reached.Count, By(Channels.Sms), By(Channels.Notice), By(Channels.Mail),
                [
                    .. reaches.Where(r => r.Why != LeftOut.None).GroupBy(r => r.Why).OrderBy(g => g.Key)
                        .Select(g => new LeftOutCount(g.Key, g.Count(), g.Count(r => r.Channels == Channels.None))),
                ],
                parts, price, Money.Amount(parts * price),
                sample is null ? null : new CampaignSample(
                    sample.MemberId ?? 0, sample.Customer, Masked.Phone(sample.Phone), sampleSms, sampleSms.Length == 0 ? 0 : SmsTexts.Parts(sampleSms),
                    CampaignFacts.For(facts.Title ?? "", sample.Customer), CampaignFacts.For(facts.Text ?? "", sample.Customer)),
                approval, starts)
            {
                Readers =
                [
                    .. reached.OrderBy(r => r.Customer, StringComparer.Ordinal).ThenBy(r => r.MemberId).Take(CampaignPreview.MostReaders)
                        .Select(r => new CampaignReader(r.MemberId ?? 0, r.Customer, Masked.Phone(r.Phone))),
                ],
            },
            reaches);

        int By(Channels channel) => reached.Count(r => r.Channels.HasFlag(channel));
    }
}
