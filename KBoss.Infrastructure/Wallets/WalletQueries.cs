using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets;

/// <summary>One movement of the wallet; yuan, time UTC.</summary>
public sealed record CashRow(long Id, CashKind Kind, decimal Amount, decimal BalanceAfter, string Reference, DateTime At);

/// <summary>What a wallet holds and what can be spent of it: the balance and the credit that the seller grants; yuan.</summary>
public sealed record WalletFigures(decimal Balance, decimal CreditLimit)
{
    /// <summary>What can be spent; below zero once the limit was lowered below what is used.</summary>
    public decimal Available => Balance + CreditLimit;
}

/// <summary>
/// A recharge as its buyer sees it, and whether it paid the order that it was meant for; of one that came offline the reference and the Shanghai day, and
/// why it was taken back. Yuan, times UTC.
/// </summary>
public sealed record RechargeDetails(
    string RechargeNo, decimal Amount, RechargeStatus Status, RechargeChannel Channel, string? OrderNo, bool OrderPaid, DateTime CreatedAt, DateTime? PaidAt,
    DateTime ExpiresAt, string Reference, DateOnly? ValueDay, DateTime? ReversedAt, string ReversalReason);

/// <summary>Reads wallets: the customer its own, the seller that of a customer.</summary>
public sealed class WalletQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>What the actor's organization has and can spend; nothing before the first recharge.</summary>
    public async Task<WalletFigures> FiguresAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        return await db.Wallets.Where(w => w.BuyerId == me.OrganizationId).Select(w => new WalletFigures(w.Balance, w.CreditLimit)).FirstOrDefaultAsync(ct)
            ?? new WalletFigures(0, 0);
    }

    /// <summary>Cash records, newest first; filters <c>kind</c>, <c>reference</c>, <c>from</c> and <c>to</c> (Shanghai days, both inclusive).</summary>
    public async Task<Page<CashRow>> CashAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        var query = db.CashRecords.AsNoTracking().Where(r => r.BuyerId == me.OrganizationId);
        if (request.Filter<CashKind>("kind") is { } kind)
        {
            query = query.Where(r => r.Kind == kind);
        }

        if (request.Search("reference") is { } reference)
        {
            query = query.Where(r => SearchText.Finds(r.Reference, reference));
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            query = query.Where(r => r.At >= from);
        }

        if (days.Until is { } to)
        {
            query = query.Where(r => r.At < to);
        }

        var sums = await query.GroupBy(_ => 1).Select(g => new { Count = g.Count(), Amount = g.Sum(r => r.Amount) }).FirstOrDefaultAsync(ct);
        return await query.OrderByDescending(r => r.Id)
            .Select(r => new CashRow(r.Id, r.Kind, r.Amount, r.BalanceAfter, r.Reference, r.At)).ToPageAsync(request, sums?.Count ?? 0, ct) with
        {
            Sums = new Dictionary<string, decimal> { ["amount"] = sums?.Amount ?? 0 },
        };
    }

    /// <summary>
    /// For the seller: what moved in the wallet of one of its customers, newest first. The customer is named by the code of its organization;
    /// one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Page<CashRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        return await db.CashRecords.AsNoTracking().OfCustomersOf(db, me).Where(r => r.BuyerId == customer.BuyerId).OrderByDescending(r => r.Id)
            .Select(r => new CashRow(r.Id, r.Kind, r.Amount, r.BalanceAfter, r.Reference, r.At)).ToPageAsync(request, ct);
    }

    /// <summary>One recharge of the actor's organization; any other is <see cref="NotFoundException"/>.</summary>
    public async Task<RechargeDetails> RechargeAsync(string rechargeNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        var r = await db.Recharges.AsNoTracking().FirstOrDefaultAsync(r => r.RechargeNo == rechargeNo && r.BuyerId == me.OrganizationId, ct)
            ?? throw new NotFoundException("recharge", rechargeNo);
        return Details(r);
    }

    /// <summary>The last payment through Alipay that the actor's organization has begun for an order of its own; null where there is none.</summary>
    public async Task<RechargeDetails?> OfOrderAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        var last = await db.Recharges.AsNoTracking().Where(r => r.OrderNo == orderNo && r.BuyerId == me.OrganizationId)
            .OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
        return last is null ? null : Details(last);
    }

    private static RechargeDetails Details(Recharge r) => new(
        r.RechargeNo, r.Amount, r.Status, r.Channel, r.OrderNo, r.OrderPaid, r.CreatedAt, r.PaidAt, r.ExpiresAt, r.Reference, r.ValueDay, r.ReversedAt,
        r.ReversalReason);

    /// <summary>The wallet of a customer at its seller, added when there is none yet. The caller saves.</summary>
    internal static async Task<Wallet> FindOrAddAsync(KBossDbContext db, Parties parties, CancellationToken ct) =>
        await db.Wallets.FirstOrDefaultAsync(w => w.SellerId == parties.SellerId && w.BuyerId == parties.BuyerId, ct) ?? Add(db, parties);

    /// <summary>The first wallet of a customer at its seller. The caller saves.</summary>
    internal static Wallet Add(KBossDbContext db, Parties parties)
    {
        var wallet = new Wallet(parties);
        db.Wallets.Add(wallet);
        return wallet;
    }
}
