using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Ledger;
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

/// <summary>
/// What happened to a recharge: begun or entered, consented to, credited, taken back, and what the book says of it, for whoever reads that. Of an entry of the
/// book, the recharge behind it, for whoever sees the money of its customer.
/// </summary>
internal sealed class RechargeTimeline(IThingChanges changes) : IThingTimeline<RechargeStory>, IThingTimeline<EntryStory>
{
    private const string TakenBack = $"Cash.{nameof(CashKind.RechargeReversal)}";

    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, RechargeStory story, CancellationToken ct)
    {
        var events = await StepsAsync(db, story, ct);
        if (story.Reader.Has(Permissions.LedgerView))
        {
            var entries = await db.JournalEntries.AsNoTracking().Where(e => e.Reference == story.RechargeNo)
                .OrderByDescending(e => e.Id).Select(e => new { e.EventKind, e.At, e.Amount }).InOrderAsync(ct);
            events.AddRange(entries.Select(e => new ThingEvent(e.At, "Entry.Posted", By.System, e.Amount)
            {
                About = new ThingRef(Thing.Entry, e.EventKind, "", story.RechargeNo),
            }));
        }

        return events;
    }

    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, EntryStory story, CancellationToken ct)
    {
        if (await FindAsync(db, story, ct) is not { } recharge)
        {
            return [];
        }

        var about = new ThingRef(Thing.Recharge, recharge.RechargeNo);
        return
        [
            .. (await StepsAsync(db, recharge, ct)).Select(step => step with { About = step.About ?? about }),
            .. await changes.OfAsync(db, recharge.Reader, recharge.Subjects, recharge.Said, ct),
        ];
    }

    /// <summary>The recharge behind an entry; null where there is none, or none that the reader sees.</summary>
    private static async Task<RechargeStory?> FindAsync(KBossDbContext db, EntryStory story, CancellationToken ct)
    {
        var (me, number) = (story.Reader, story.Reference);
        if (!me.Has(Permissions.CashView))
        {
            return null;
        }

        var buyers = db.CustomersByCashOf(me).Select(c => c.BuyerId);
        var entered = db.OfflineRecharges.AsNoTracking().Where(r => r.OrganizationId == me.OrganizationId && r.RechargeNo == number && buyers.Contains(r.BuyerId))
            .Select(r => new { r.BuyerId, r.RequestNo });
        var online = db.Recharges.AsNoTracking().Where(r => r.SellerId == me.OrganizationId && r.RechargeNo == number && buyers.Contains(r.BuyerId))
            .Select(r => new { r.BuyerId, RequestNo = (string?)null });
        var found = await entered.FirstOrDefaultAsync(ct) ?? await online.FirstOrDefaultAsync(ct);
        return found is null ? null : new RechargeStory(me, number, found.RequestNo, new Parties(me.OrganizationId, found.BuyerId));
    }

    private static async Task<List<ThingEvent>> StepsAsync(KBossDbContext db, RechargeStory story, CancellationToken ct)
    {
        var (seller, buyer) = (story.Parties.SellerId, story.Parties.BuyerId);
        var events = new List<ThingEvent>();
        var entered = await db.OfflineRecharges.AsNoTracking().FirstOrDefaultAsync(r => r.OrganizationId == seller && r.RechargeNo == story.RechargeNo, ct);
        if (entered is not null)
        {
            events.Add(new ThingEvent(entered.CreatedAt, "Recharge.Entered", entered.EnteredBy, entered.Amount) { Text = entered.Note });
        }
        else if (await db.Recharges.AsNoTracking().FirstOrDefaultAsync(r => r.SellerId == seller && r.BuyerId == buyer && r.RechargeNo == story.RechargeNo, ct) is { } online)
        {
            events.Add(new ThingEvent(online.CreatedAt, "Recharge.Begun", online.StartedBy, online.Amount));
        }

        if (story.RequestNo is { } no)
        {
            var steps = await db.ApprovalEvents.AsNoTracking().Where(e => e.OrganizationId == seller && e.RequestNo == no)
                .OrderByDescending(e => e.Id).Select(e => new { e.At, e.Kind, e.By, e.Text }).InOrderAsync(ct);
            events.AddRange(steps.Select(e => new ThingEvent(e.At, $"Approval.{e.Kind}", e.By) { Text = e.Text, About = new ThingRef(Thing.Approval, no) }));
        }

        // What it moved in the wallet is told with the balance after it.
        var moved = await db.CashRecords.AsNoTracking().Where(r => r.SellerId == seller && r.BuyerId == buyer && r.Reference == story.RechargeNo)
            .OrderByDescending(r => r.Id).Select(r => new { r.At, r.Kind, r.Amount, r.BalanceAfter }).InOrderAsync(ct);
        var cash = moved.ConvertAll(r => new ThingEvent(r.At, $"Cash.{r.Kind}", By.Nobody, r.Amount, r.BalanceAfter));
        events.AddRange(cash.Where(e => e.Kind != TakenBack));
        if (entered?.ReversedAt is { } reversed)
        {
            events.Add(new ThingEvent(reversed, "Recharge.Reversed", entered.ReversedBy, entered.Amount) { Text = entered.ReversalReason });
        }

        events.AddRange(cash.Where(e => e.Kind == TakenBack));
        return events;
    }
}
