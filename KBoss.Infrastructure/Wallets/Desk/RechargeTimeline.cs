using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Desk;

/// <summary>A recharge whose story is told, to whoever sees the money of its customer.</summary>
/// <param name="RequestNo">The request for consent that it waited for; null where nobody was asked.</param>
public sealed record RechargeStory(Actor Reader, string RechargeNo, string? RequestNo, Parties Parties) : ThingStory(Reader)
{
    public override IReadOnlyList<string> Subjects => Reader.Has(Permissions.AuditView) || Reader.Has(Permissions.WalletReverse) ? [$"Recharge {RechargeNo}"] : [];

    /// <summary>The steps say when it was credited and taken back.</summary>
    public override IReadOnlyList<string> Said =>
    [
        "Recharge.Status", "Recharge.PaidAt", "Recharge.PostedAt", "Recharge.PostedBy", "Recharge.ReversedAt", "Recharge.ReversedBy", "Recharge.ReversalReason",
        "Recharge.OrderPaid", "Recharge.TradeNo",
    ];
}

/// <summary>What happened to a recharge: begun or entered, consented to, credited, taken back, and what the book says of it, for whoever reads that.</summary>
internal sealed class RechargeTimeline : IThingTimeline<RechargeStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, RechargeStory story, CancellationToken ct)
    {
        var (seller, buyer) = (story.Parties.SellerId, story.Parties.BuyerId);
        var events = new List<ThingEvent>();
        if (await db.OfflineRecharges.AsNoTracking().FirstOrDefaultAsync(r => r.OrganizationId == seller && r.RechargeNo == story.RechargeNo, ct) is { } entered)
        {
            events.Add(new ThingEvent(entered.CreatedAt, "Recharge.Entered", entered.EnteredBy, entered.Amount) { Text = entered.Note });
            if (entered.ReversedAt is { } reversed)
            {
                events.Add(new ThingEvent(reversed, "Recharge.Reversed", entered.ReversedBy, entered.Amount) { Text = entered.ReversalReason });
            }
        }
        else if (await db.Recharges.AsNoTracking().FirstOrDefaultAsync(r => r.SellerId == seller && r.BuyerId == buyer && r.RechargeNo == story.RechargeNo, ct) is { } online)
        {
            events.Add(new ThingEvent(online.CreatedAt, "Recharge.Begun", online.StartedBy, online.Amount));
        }

        // What it moved in the wallet is told with the balance after it.
        var moved = await db.CashRecords.AsNoTracking().Where(r => r.SellerId == seller && r.BuyerId == buyer && r.Reference == story.RechargeNo)
            .OrderByDescending(r => r.Id).Take(ThingStory.Most).Select(r => new { r.At, r.Kind, r.Amount, r.BalanceAfter }).ToListAsync(ct);
        events.AddRange(moved.Select(r => new ThingEvent(r.At, $"Cash.{r.Kind}", By.Nobody, r.Amount, r.BalanceAfter)));
        if (story.RequestNo is { } no)
        {
            var steps = await db.ApprovalEvents.AsNoTracking().Where(e => e.OrganizationId == seller && e.RequestNo == no)
                .OrderByDescending(e => e.Id).Take(ThingStory.Most).Select(e => new { e.At, e.Kind, e.By, e.Text }).ToListAsync(ct);
            events.AddRange(steps.Select(e => new ThingEvent(e.At, $"Approval.{e.Kind}", e.By) { Text = e.Text, About = new ThingRef(Thing.Approval, no) }));
        }

        if (story.Reader.Has(Permissions.LedgerView))
        {
            var entries = await db.JournalEntries.AsNoTracking().Where(e => e.Reference == story.RechargeNo)
                .OrderByDescending(e => e.Id).Take(ThingStory.Most).Select(e => new { e.EventKind, e.At, e.Amount }).ToListAsync(ct);
            events.AddRange(entries.Select(e => new ThingEvent(e.At, "Entry.Posted", By.System, e.Amount)
            {
                About = new ThingRef(Thing.Entry, e.EventKind, "", story.RechargeNo),
            }));
        }

        return events;
    }
}
