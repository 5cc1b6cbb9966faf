using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Offline;

/// <summary>One movement of the wallet as the approver sees it; yuan, time UTC.</summary>
public sealed record EvidenceMovement(CashKind Kind, string Reference, decimal Amount, DateTime At);

/// <summary>
/// What an approver looks at, as it stood when consent was asked for: the customer, what came and how, the wallet before and after, and what went through
/// the wallet in the last <see cref="Days"/> days, newest first; what was entered for the customer before on the same Shanghai day; yuan, times UTC.
/// </summary>
public sealed record OfflineRechargeEvidence(
    string CustomerCode, string CustomerName, string RechargeNo, decimal Amount, RechargeChannel Way, string Reference, DateOnly ValueDay, string Note,
    bool HasSlip, IReadOnlyList<string> SameReference, decimal BalanceBefore, decimal BalanceAfter, decimal CreditLimit,
    int Recharges, decimal Recharged, int Orders, decimal Spent, IReadOnlyList<EvidenceMovement> Movements, decimal EarlierToday = 0)
{
    /// <summary>How far it looks back.</summary>
    public const int Days = 90;

    /// <summary>How many movements it shows; the sums are of all.</summary>
    public const int MostMovements = 20;

    /// <summary>This recharge and those of the same day before it, by which thresholds are judged.</summary>
    public decimal Today => Amount + EarlierToday;

    internal static async Task<OfflineRechargeEvidence> OfAsync(
        KBossDbContext db, Customer customer, OfflineRecharge entered, IReadOnlyList<string> same, decimal earlier, CancellationToken ct)
    {
        var code = await db.Organizations.Where(o => o.Id == customer.BuyerId).Select(o => o.Code).FirstAsync(ct);
        var wallet = await db.Wallets.AsNoTracking().FirstOrDefaultAsync(w => w.BuyerId == customer.BuyerId && w.SellerId == customer.SellerId, ct);
        var since = ChinaTime.AddDays(db.Now, -Days);
        var moved = db.CashRecords.Where(r => r.BuyerId == customer.BuyerId && r.SellerId == customer.SellerId && r.At >= since);
        var sums = await moved.GroupBy(r => r.Kind).Select(g => new { g.Key, Count = g.Count(), Amount = g.Sum(r => r.Amount) }).ToListAsync(ct);
        var newest = await moved.OrderByDescending(r => r.Id).Take(MostMovements)
            .Select(r => new EvidenceMovement(r.Kind, r.Reference, r.Amount, r.At)).ToListAsync(ct);
        var before = wallet?.Balance ?? 0;
        var recharges = sums.Where(s => s.Key != CashKind.OrderPayment).ToList();
        var orders = sums.Where(s => s.Key == CashKind.OrderPayment).ToList();
        return new OfflineRechargeEvidence(
            code, customer.Name, entered.RechargeNo, entered.Amount, entered.Way, entered.Reference, entered.ValueDay, entered.Note,
            entered.SlipKey.Length > 0, same, before, before + entered.Amount, wallet?.CreditLimit ?? 0,
            recharges.Where(s => s.Key != CashKind.RechargeReversal).Sum(s => s.Count), recharges.Sum(s => s.Amount),
            orders.Sum(s => s.Count), -orders.Sum(s => s.Amount), newest, earlier);
    }
}
