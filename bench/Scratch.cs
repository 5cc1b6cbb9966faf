using System.Diagnostics;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
namespace KBoss.Bench;
internal static class Scratch
{
    static Dictionary<string,double> t=new(); static long last;
    static void M(string n){ var now=Stopwatch.GetTimestamp(); t[n]=t.GetValueOrDefault(n)+(now-last)*1000.0/Stopwatch.Frequency; last=Stopwatch.GetTimestamp(); }
    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var ws=new Workspace(); var file=ws.Combine("a.db");
        await using var boss=new BenchKBoss(file); await boss.Database.MigrateAsync();
        var seed=new Seed(boss); var root=await seed.RootAsync(); var offers=await seed.OffersAsync(root, await seed.SupplierAsync(root),100);
        var b=await seed.OrdersAsync(root, await seed.CustomerAsync(root,0), offers, 1200);
        await using var c=boss.SignIn(b.Actor); var sp=c.ServiceProvider; var payment=sp.GetRequiredService<OrderPayment>(); var ledger=sp.GetRequiredService<LedgerService>(); var me=b.Actor;
        var listeners=sp.GetServices<IOrderPaid>().ToList();  
        int n=0; var cpu=TimeSpan.Zero;
        foreach(var no in b.OrderNos){
            if(n++==600){t.Clear();}
            if(n==601) {GC.Collect(); cpu=Process.GetCurrentProcess().TotalProcessorTime;}
            last=Stopwatch.GetTimestamp();
            
            var parties=await payment.PartiesAsync(no, me.OrganizationId); M("parties");
            await using var db=boss.Database.Open(OrganizationScope.Of(parties), me); M("open");
            await using var tx=await db.Database.BeginTransactionAsync(); M("begin");
            var now=TimeProvider.System.GetUtcNow().UtcDateTime;
            var order = await OrderPayment.FindAsync(db, no, me.OrganizationId, default); M("find order");
            var wallet = await WalletQueries.FindOrAddAsync(db, order.SellerId, order.BuyerId, default); M("wallet");
            order.Pay(new OrderActor(1,"x"), now);
            db.CashRecords.Add(wallet.Charge(order.Total, KBoss.Domain.Wallets.CashKind.OrderPayment, order.OrderNo, now)); M("charge");
            var supply = await db.SupplyLines.Include(s => s.OrderLine).Where(s => s.OrderLine.OrderId == order.Id).ToListAsync(); M("supply");
            foreach (var (organizationId, happened) in SalePosting.Events(order, supply, now)) await ledger.PostAsync(db, organizationId, happened); M("post");
            foreach (var l in listeners) await l.OnPaidAsync(db, order, supply, now, default); M("tasks");
            db.ChangeTracker.DetectChanges(); M("detect");
            try { await db.SaveChangesAsync(); } catch (DbUpdateException) { continue; } M("save");
            await tx.CommitAsync(); M("commit");
            await tx.DisposeAsync(); await db.DisposeAsync(); M("dispose");
        }
        Console.WriteLine("CPU ms/order "+(Process.GetCurrentProcess().TotalProcessorTime-cpu).TotalMilliseconds/600);Console.WriteLine(string.Join("\n", t.Select(x=>$"{x.Key,-12} {x.Value/600:F3} ms"))+ $"\ntotal {t.Values.Sum()/600:F3}");
        return [];
    }
}
