using System.Globalization;
using System.Security.Cryptography;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Preferences;

/// <summary>What a member has chosen: the channels of each group of news, the quiet hours by the Shanghai clock, the mail address and its proof.</summary>
public sealed record MyPreferences(
    IReadOnlyDictionary<NewsGroups, Channels> Chosen, QuietHours Quiet, string MaskedPhone, bool MailIsOffered, string Mail, string MailAsked,
    IReadOnlyList<ConsentRow> Consents);

/// <summary>When and how somebody said whether advertising may come to the phone. Time is UTC.</summary>
public sealed record ConsentRow(DateTime At, bool Given, ConsentWay Way);

/// <summary>What a member chooses.</summary>
public sealed record Preference(IReadOnlyDictionary<NewsGroups, Channels> Chosen, QuietHours Quiet);

/// <summary>By which channels the signed-in member is told of what: read and changed by nobody else.</summary>
public sealed class PreferenceService(
    ICurrentActor current, KBossDbContextFactory contexts, Outbox outbox, SecretProtector secrets, IMemberAddresses addresses,
    MarketingConsents consents, IOptionsSnapshot<MailOptions> mail)
{
    private const int ConsentsShown = 5;

    /// <summary>What the member has chosen, or the default.</summary>
    public async Task<MyPreferences> GetAsync(CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await using var db = contexts.Open(me);
        var chosen = await db.MessagePreferences.AsNoTracking().FirstOrDefaultAsync(p => p.MemberId == me.MemberId, ct)
            ?? new MessagePreferences(me.OrganizationId, me.MemberId);
        var address = await db.MemberMails.AsNoTracking().FirstOrDefaultAsync(m => m.MemberId == me.MemberId, ct);
        var phone = (await addresses.FindAsync(db, [me.MemberId], ct)).Select(m => m.Phone).FirstOrDefault() ?? "";
        var advertised = await consents.MaySendAsync(phone, ct);
        var said = await db.MarketingConsents.AsNoTracking().Where(c => c.Phone == phone).OrderByDescending(c => c.Id).Take(ConsentsShown)
            .Select(c => new ConsentRow(c.CreatedAt, c.Given, c.Way)).ToListAsync(ct);
        return new MyPreferences(
            News.All.ToDictionary(group => group, group => group == NewsGroups.Marketing
                ? (chosen.For(group) & ~Channels.Sms) | (advertised ? Channels.Sms : Channels.None) : chosen.For(group)),
            chosen.Quiet, Masked.Phone(phone), mail.Value.IsConfigured, address?.Address ?? "", address?.Asked ?? "", said);
    }

    /// <summary>
    /// Chooses anew; the notice of what must be known stays. Advertising by SMS is a consent of the phone: what changes there is kept with its time, for good.
    /// </summary>
    public async Task ChooseAsync(Preference preference, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        NewsGroups With(Channels channel) => preference.Chosen.Where(c => c.Value.HasFlag(channel)).Aggregate(NewsGroups.None, (all, c) => all | c.Key);
        await contexts.InTransactionAsync(me, async db =>
        {
            var row = await db.MessagePreferences.FirstOrDefaultAsync(p => p.MemberId == me.MemberId, ct);
            if (row is null)
            {
                row = new MessagePreferences(me.OrganizationId, me.MemberId);
                db.Add(row);
            }

            row.Choose(With(Channels.Notice), With(Channels.Sms) & ~NewsGroups.Marketing, With(Channels.Mail), preference.Quiet);
            await ConsentAsync(db, me, With(Channels.Sms).HasFlag(NewsGroups.Marketing), ct);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Sends a code to a mail address. Refuses with <c>Messaging.MailInvalid</c>, <c>Messaging.MailNotOffered</c>, <c>Messaging.CodeTooSoon</c> and
    /// <c>Messaging.CodeTooMany</c>.
    /// </summary>
    public async Task AskMailAsync(string? address, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        var to = MemberMail.AddressOf(address);
        if (!mail.Value.IsConfigured)
        {
            throw new RuleException("Messaging.MailNotOffered") { Field = "mail" };
        }

        var digits = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var key = $"{Outbox.Urgent}{Guid.NewGuid():N}";
        await contexts.InTransactionAsync(me, async db =>
        {
            var row = await db.MemberMails.FirstOrDefaultAsync(m => m.MemberId == me.MemberId, ct);
            if (row is null)
            {
                row = new MemberMail(me.OrganizationId, me.MemberId);
                db.Add(row);
            }

            row.Ask(to, HashOf(me, to, digits), db.Now);
            var language = (await addresses.FindAsync(db, [me.MemberId], ct)).Select(m => m.Language).FirstOrDefault() ?? "zh-CN";
            outbox.Add(db, me.OrganizationId, MailOutboxMessage.OutboxKind, key, new MailOutboxMessage(
                to, language, MailOutboxMessage.CodeKind, "", [digits], ExpiresAt: db.Now + MemberMail.Lifetime));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Proves the address by the code that was sent to it; refuses with <c>Messaging.CodeWrong</c> and <c>Messaging.CodeClosed</c>.</summary>
    public async Task ProveMailAsync(string? code, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        var digits = Require.Number(code, "code");
        await contexts.InTransactionAsync(me, async db =>
        {
            var row = await db.MemberMails.FirstOrDefaultAsync(m => m.MemberId == me.MemberId, ct)
                ?? throw new RuleException("Messaging.CodeClosed") { Field = "code" };
            row.Prove(HashOf(me, row.Asked, digits), db.Now);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Forgets the address: no mail any more.</summary>
    public async Task ForgetMailAsync(CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            (await db.MemberMails.FirstOrDefaultAsync(m => m.MemberId == me.MemberId, ct))?.Forget();
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private async Task ConsentAsync(KBossDbContext db, Actor me, bool wanted, CancellationToken ct)
    {
        if (await addresses.FindAsync(db, [me.MemberId], ct) is not [{ Phone: { } phone }, ..])
        {
            return;
        }

        // A withdrawal by an answer stands in the organization of whoever consented, so the last word on the phone may be another's.
        if (await consents.MaySendAsync(phone, ct) != wanted)
        {
            db.Add(new MarketingConsent(me.OrganizationId, phone, wanted, ConsentWay.Preferences, me.By, db.Now));
            db.AfterCommit(new MarketingConsentChanged());
        }
    }

    private string HashOf(Actor me, string address, string code) => secrets.Hash($"mail:{me.MemberId}:{address}:{code}");
}
