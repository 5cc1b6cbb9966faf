using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Somebody has consented to advertising or has taken that back; whoever shows how many have, reads again.</summary>
public sealed record MarketingConsentChanged;

/// <summary>
/// Which phones may be sent advertising: those whose owner said so and has not taken it back, by the page of reminders or by answering a message. It is asked
/// across organizations, because one signature stands under all messages; it says yes or no and nothing else.
/// </summary>
public sealed class MarketingConsents(KBossDbContextFactory contexts)
{
    private const int AtOnce = 500;

    /// <summary>Whether a phone may be sent advertising now.</summary>
    public async Task<bool> MaySendAsync(string phone, CancellationToken ct) => (await MaySendAsync([phone], ct)).Count > 0;

    /// <summary>Those among the phones that may be sent advertising now.</summary>
    public async Task<IReadOnlySet<string>> MaySendAsync(IReadOnlyCollection<string> phones, CancellationToken ct)
    {
        var said = await LastWordsAsync(phones, ct);
        return said.Where(word => word.Value).Select(word => word.Key).ToHashSet();
    }

    /// <summary>The last word on each of the phones that has one: whether advertising may come.</summary>
    internal async Task<IReadOnlyDictionary<string, bool>> LastWordsAsync(IReadOnlyCollection<string> phones, CancellationToken ct)
    {
        var said = new Dictionary<string, bool>();
        await using var db = contexts.Open(OrganizationScope.Everything);
        foreach (var some in phones.Distinct().Chunk(AtOnce))
        {
            var last = await db.MarketingConsents.Where(c => some.Contains(c.Phone)).GroupBy(c => c.Phone).Select(g => g.Max(c => c.Id)).ToListAsync(ct);
            foreach (var word in await db.MarketingConsents.Where(c => last.Contains(c.Id)).Select(c => new { c.Phone, c.Given }).ToListAsync(ct))
            {
                said[word.Phone] = word.Given;
            }
        }

        return said;
    }

    /// <summary>
    /// Takes an answer to a message: one that says so ends the consent of its phone, for good until it is given again. A phone that we never wrote to, and
    /// one that has not consented, is left alone.
    /// </summary>
    internal Task<bool> ReplyAsync(string phone, string text, CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        if (!MarketingConsent.IsWithdrawal(text)
            || await db.MarketingConsents.Where(c => c.Phone == phone).OrderByDescending(c => c.Id).FirstOrDefaultAsync(ct) is not { Given: true } given)
        {
            return false;
        }

        db.Add(new MarketingConsent(given.OrganizationId, phone, given: false, ConsentWay.Reply, By.Part("SMS"), db.Now));
        db.AfterCommit(new MarketingConsentChanged());
        await db.SaveChangesAsync(ct);
        return true;
    }, ct);
}
