using KBoss.Domain.Access;
using KBoss.Domain.Orders;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Bench;

/// <summary>Everything that must be known to write one customer's payments without reading; amounts in yuan.</summary>
internal sealed record PayFacts(
    long SellerId, Actor Buyer, string CustomerName, long SupplierId, long WalletId, decimal Balance, int WalletVersion,
    IReadOnlyDictionary<string, long> Accounts, IReadOnlyList<SaleFacts> Sales)
{
    /// <summary>Reads the facts before the clock starts.</summary>
    public static async Task<PayFacts> ReadAsync(BenchKBoss boss, Buyer buyer)
    {
        await using var db = boss.Db();
        var customer = await db.Customers.FirstAsync(c => c.BuyerId == buyer.Actor.OrganizationId);
        var wallet = await db.Wallets.FirstAsync(w => w.BuyerId == customer.BuyerId);
        var supply = await db.PurchaseLines.Where(s => s.OrderLine.BuyerId == customer.BuyerId).ToListAsync();
        var costs = supply.ToLookup(s => s.OrderLineId, s => s.Amount);
        var orders = await db.Orders.Include(o => o.Lines).Where(o => o.BuyerId == customer.BuyerId).OrderBy(o => o.Id).ToListAsync();
        return new PayFacts(
            customer.SellerId, buyer.Actor, customer.Name, supply[0].SupplierId, wallet.Id, wallet.Balance, wallet.Version,
            await db.Accounts.ToDictionaryAsync(a => a.Code, a => a.Id),
            [.. orders.Select(o => new SaleFacts(o.Id, o.OrderNo, o.Total, o.Lines.Sum(l => costs[l.Id].Sum()), o.Lines))]);
    }
}

/// <summary>One order to be paid; yuan.</summary>
internal sealed record SaleFacts(long OrderId, string OrderNo, decimal Total, decimal Cost, IReadOnlyList<OrderLine> Lines);
