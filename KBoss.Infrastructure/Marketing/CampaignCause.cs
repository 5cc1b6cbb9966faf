using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Marketing;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Marketing;

/// <summary>What a campaign has handed over and a phone or mailbox has not got yet is dropped when it was cancelled, or the phone is another by now.</summary>
internal sealed class CampaignCause(KBossDbContextFactory contexts) : IReminderCause
{
    /// <inheritdoc />
    public bool Knows(string kind) => kind == CampaignWords.Kind;

    /// <inheritdoc />
    public async Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct)
    {
        // The campaign is its sender's and not seen by whom it is for.
        await using var all = contexts.Open(OrganizationScope.Everything);
        var no = reminder.Cause.Split(':')[1];
        var phone = await all.Members.Where(m => m.Id == reminder.MemberId).Select(m => m.Phone).FirstOrDefaultAsync(ct);
        return await all.CampaignRecipients.AnyAsync(
            r => r.MemberId == reminder.MemberId && (r.Phone == null || r.Phone == phone)
                && all.Campaigns.Any(c => c.Id == r.CampaignId && c.No == no && c.State != CampaignState.Cancelled), ct);
    }
}

/// <summary>With a customer goes what campaigns keep of it.</summary>
internal sealed class CampaignRemoval : ICustomerRemovalStep
{
    /// <inheritdoc />
    public async Task RemoveAsync(KBossDbContext db, Customer customer, By by, CancellationToken ct) => db.RemoveRange(await db.CampaignRecipients
        .Where(r => r.OrganizationId == customer.SellerId && r.BuyerId == customer.BuyerId).ToListAsync(ct));
}
