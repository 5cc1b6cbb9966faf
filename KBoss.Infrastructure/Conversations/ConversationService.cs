using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Conversations;
using KBoss.Domain.Talk;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Talk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Conversations;

/// <summary>
/// The lasting talk between a customer and its seller. The seller's people name the customer by the code of its organization; a member of a customer names
/// none. A conversation that the actor does not talk in is <see cref="NotFoundException"/>.
/// </summary>
public sealed class ConversationService(KBossDbContextFactory contexts, ICurrentActor current, FileStore files, ConversationNews news, Changes changes)
{
    /// <summary>
    /// Says something, with pictures or PDFs, and returns its number; the same once more under the same <paramref name="sentKey"/> is not said again, nor the same
    /// words within <see cref="TalkText.Again"/> where nothing was said since. Refuses with <c>Conversations.SentAlready</c>
    /// for something else under a key of before, <c>Talk.TooManyFiles</c>, the refusals of <see cref="UploadType.Document"/>,
    /// and <c>Common.TextRequired</c> when there is nothing to send.
    /// </summary>
    public async Task<int> SayAsync(string? code, string sentKey, string? text, IReadOnlyList<Upload>? sent = null, CancellationToken ct = default)
    {
        var me = await current.DemandSpeakerAsync(ct);
        await using (var own = contexts.Open(me))
        {
            // No file is written for somebody who may not talk here.
            await own.FindTalkedToAsync(me, code, ct);
        }

        using var drafts = files.Draft();
        var written = await drafts.AddAllAsync(sent, ct);
        return await contexts.WithPartiesAsync(me, db => db.FindTalkedToAsync(me, code, ct), async (db, customer) =>
        {
            // Who moves or deletes the customer at this moment is met on its row: the message goes to whoever serves it then, or nowhere.
            db.Touch(customer);
            var key = Require.Text(sentKey, "key", ConversationMessage.MaxKey);
            if (await db.ConversationMessages.FirstOrDefaultAsync(m => m.BuyerId == customer.BuyerId && m.SentKey == key, ct) is { } before)
            {
                return before.Is(me.By, text, written.Count) ? before.Number : throw new RuleException("Conversations.SentAlready");
            }

            var conversation = await db.Conversations.FirstOrDefaultAsync(c => c.BuyerId == customer.BuyerId, ct);
            if (conversation is null)
            {
                conversation = new Conversation(customer.Parties, db.Now);
                db.Add(conversation);
            }

            if (await db.ConversationMessages.FirstOrDefaultAsync(m => m.BuyerId == customer.BuyerId && m.Number == conversation.Messages, ct) is { } last
                && last.IsAgain(me.By, text, written.Count, db.Now))
            {
                return last.Number;
            }

            var message = conversation.Say(me.Speaker(), key, text, written.Count, db.Now);
            db.Add(message);
            foreach (var (draft, number) in written.Select((d, i) => (d, i + 1)))
            {
                var stored = draft.Keep(db, me.OrganizationId);
                db.Add(new ConversationFile(message, number, stored.Key, stored.Name, stored.ContentType, stored.Size));
            }

            await news.TellAsync(db, conversation, customer, me, ct);
            db.AfterCommit(new ConversationChanged(customer.SellerId, customer.BuyerId));
            await db.SaveChangesAsync(ct);
            return message.Number;
        }, ct);
    }

    /// <summary>The actor has read up to a message, and with it what the notices told of it.</summary>
    public async Task ReadAsync(string? code, int number, CancellationToken ct = default)
    {
        var me = await current.DemandSpeakerAsync(ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var customer = await db.FindTalkedToAsync(me, code, ct);
            var last = await db.Conversations.Where(c => c.BuyerId == customer.BuyerId).Select(c => (int?)c.Messages).FirstOrDefaultAsync(ct);
            if (last is null)
            {
                return;
            }

            var reading = await db.ConversationReadings.FirstOrDefaultAsync(r => r.BuyerId == customer.BuyerId && r.MemberId == me.MemberId, ct);
            if (reading is null)
            {
                reading = new ConversationReading(me.OrganizationId, me.MemberId, customer.BuyerId);
                db.Add(reading);
            }

            reading.Read(Math.Min(number, last.Value));
            var subject = await ConversationNews.SubjectAsync(db, me.Kind, customer.BuyerId, ct);
            foreach (var notice in await db.Notices
                .Where(n => n.MemberId == me.MemberId && n.Kind == ConversationNews.Kind && n.Subject == subject && n.ReadAt == null).ToListAsync(ct))
            {
                notice.Read(db.Now);
            }

            db.AfterCommit(new ConversationRead(me.MemberId, customer.BuyerId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Tells open pages that the actor is writing to the other side; nothing is kept of it.</summary>
    public async Task TypeAsync(string? code, CancellationToken ct = default)
    {
        var me = await current.DemandSpeakerAsync(ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindTalkedToAsync(me, code, ct);
        changes.Publish(new ConversationTyping(customer.SellerId, customer.BuyerId, me.SideOf(), me.MemberId, me.Name));
    }
}
