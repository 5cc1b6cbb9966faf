using KBoss.Domain.Access;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Texts;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Marketing;

/// <summary>
/// A member of a customer, or none where it has nobody: by what it can be reached, and why not by text message, or not at all.
/// </summary>
internal sealed record Reach(long BuyerId, string Customer, long? MemberId, string Phone, Channels Channels, LeftOut Why);

/// <summary>
/// Whom a campaign reaches at customers whom its organization sees: those who buy there and their Admins, by what each of them wants. What they want is their
/// own; told is only by what they are reached, and why not.
/// </summary>
public sealed class CampaignAudience(KBossDbContextFactory contexts, Reminders reminders, MarketingConsents consents, TextMessages texts)
{
    private const int AtOnce = 500;

    /// <summary>
    /// The members of these customers of a seller, by some of the channels, at an instant (UTC); the buyers have been found in the scope of whoever asks.
    /// </summary>
    internal async Task<IReadOnlyList<Reach>> OfAsync(long sellerId, IEnumerable<long> buyers, Channels channels, DateTime at, CancellationToken ct)
    {
        var found = new List<Reach>();
        var used = new HashSet<string>();
        var mails = channels.HasFlag(Channels.Mail) && reminders.MailIsConfigured();
        foreach (var some in buyers.Order().Chunk(AtOnce))
        {
            found.AddRange(await OfAsync(sellerId, some, channels, mails, PhoneQuota.MarketingQuiet.Over(at), used, ct));
        }

        return found;
    }

    private async Task<List<Reach>> OfAsync(
        long sellerId, long[] buyers, Channels channels, bool mails, DateTime at, HashSet<string> used, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var customers = await db.Customers.AsNoTracking().Where(c => c.SellerId == sellerId && buyers.Contains(c.BuyerId)).OrderBy(c => c.BuyerId)
            .Select(c => new { c.BuyerId, c.Name }).ToListAsync(ct);
        var members = await db.Members.AsNoTracking()
            .Where(m => buyers.Contains(m.OrganizationId) && m.Status != MemberStatus.Deregistered && m.Roles.Any(r => r.Role == Role.Buyer || r.Role == Role.Admin))
            .OrderBy(m => m.Id).Select(m => new { m.Id, m.OrganizationId, m.Phone, m.Status }).ToListAsync(ct);
        var ids = members.ConvertAll(m => m.Id);
        var chosen = await db.MessagePreferences.AsNoTracking().Where(p => ids.Contains(p.MemberId)).ToDictionaryAsync(p => p.MemberId, ct);
        var proven = mails ? await db.MemberMails.Where(m => ids.Contains(m.MemberId) && m.Address != "").Select(m => m.MemberId).ToListAsync(ct) : [];
        var bySms = channels.HasFlag(Channels.Sms);
        var phones = bySms ? members.Where(m => m.Status == MemberStatus.Active).Select(m => m.Phone).ToList() : [];
        var said = await consents.LastWordsAsync(phones, ct);
        var full = await texts.AdvertisedAsync(phones, at, ct);
        var ofBuyer = members.ToLookup(m => m.OrganizationId);
        var found = new List<Reach>();
        foreach (var customer in customers)
        {
            if (!ofBuyer[customer.BuyerId].Any())
            {
                found.Add(new Reach(customer.BuyerId, customer.Name, null, "", Channels.None, LeftOut.Nobody));
            }

            foreach (var member in ofBuyer[customer.BuyerId])
            {
                var (may, why) = (Channels.None, LeftOut.MayNotSignIn);
                if (member.Status == MemberStatus.Active)
                {
                    var wants = (chosen.GetValueOrDefault(member.Id) ?? new MessagePreferences(member.OrganizationId, member.Id)).For(NewsGroups.Marketing);
                    may = wants & channels & (Channels.Notice | (proven.Contains(member.Id) ? Channels.Mail : Channels.None));
                    why = bySms ? WhyNoSms(member.Phone, said, full, used) : LeftOut.None;
                    may |= bySms && why == LeftOut.None ? Channels.Sms : Channels.None;
                    why = may == Channels.None && why == LeftOut.None ? LeftOut.NotWanted : why;
                }

                found.Add(new Reach(customer.BuyerId, customer.Name, member.Id, member.Phone, may, why));
            }
        }

        return found;
    }

    private static LeftOut WhyNoSms(string phone, IReadOnlyDictionary<string, bool> said, IReadOnlySet<string> full, HashSet<string> used) =>
        !said.TryGetValue(phone, out var given) ? LeftOut.NoConsent
        : !given ? LeftOut.Unsubscribed
        : full.Contains(phone) ? LeftOut.OverQuota
        : used.Add(phone) ? LeftOut.None : LeftOut.SamePhone;
}
