using System.Globalization;
using KBoss.Domain.Ledger;

namespace KBoss.Bench;

/// <summary>
/// What paying would cost without KBoss: one customer's orders paid with prepared statements, one IMMEDIATE transaction for each,
/// reading nothing and checking nothing, only writing the rows that the service writes. The gate lets one writer in, as the service does.
/// </summary>
internal sealed class PayByHand : IDisposable
{
    /// <summary>As long as what the service writes about a new task, sealed.</summary>
    private static readonly string Sealed = new('x', 220);

    private readonly HandConnection connection;
    private readonly SemaphoreSlim gate;
    private readonly PayFacts facts;
    private decimal balance;
    private int paid;
    private readonly HandStatement order, change, wallet, cash, entry, line, task, delivery, news, audit;

    public PayByHand(string file, PayFacts facts, SemaphoreSlim gate)
    {
        (this.facts, this.gate, balance) = (facts, gate, facts.Balance);
        connection = new HandConnection(file);
        order = connection.Prepare(
            "UPDATE Orders SET Status = $1, PaidAt = $2, Version = Version + 1 WHERE Id = $3 AND SellerId = $4 AND BuyerId = $5 AND Version = 0");
        wallet = connection.Prepare("UPDATE Wallets SET Balance = $1, Version = $2 + 1 WHERE Id = $3 AND SellerId = $4 AND BuyerId = $5 AND Version = $2");
        change = connection.PrepareInsert("OrderStatusChange", "OrderId", "SellerId", "BuyerId", "From", "To", "By_MemberId", "By_Name", "Reason", "At");
        cash = connection.PrepareInsert("CashRecords", "SellerId", "BuyerId", "Kind", "Amount", "BalanceAfter", "Reference", "At");
        entry = connection.PrepareInsert("JournalEntries", "OrganizationId", "EventKind", "Reference", "At", "Amount", "Cost", "CounterpartyId");
        line = connection.PrepareInsert("JournalLines", "OrganizationId", "JournalEntryId", "Number", "AccountId", "Debit", "Credit", "CounterpartyId");
        task = connection.PrepareInsert(
            "FulfilmentTasks", "OrganizationId", "TaskNo", "SellerId", "BuyerId", "CustomerName", "OrderNo", "OrderLineId", "ProductName", "SkuCode",
            "Options", "Quantity", "Periods", "Unit", "Connector", "Status", "Assignee_Name", "CreatedAt",
            "SupplierId", "State", "Delivered", "Undeliverable", "WaitingSince", "Step", "Tries", "Looks", "ErrorCode", "ErrorArgs");
        delivery = connection.PrepareInsert(
            "LineDeliveries", "SellerId", "BuyerId", "OrderNo", "OrderLineId", "LineNumber", "State", "Delivered", "Undeliverable", "Reason", "ChangedAt",
            "ProductName", "SkuCode", "Options", "Quantity", "Periods", "Unit");
        news = connection.PrepareInsert(
            "OutboxMessages", "OrganizationId", "Kind", "Key", "Payload", "Status", "Attempts", "CreatedAt", "NextAttemptAt", "LastError");
        audit = connection.PrepareInsert("AuditEntries", "OrganizationId", "MemberId", "Actor", "Action", "Subject", "Before", "After", "At");
    }

    /// <summary>Pays the next orders.</summary>
    public async Task PayAsync(int count)
    {
        foreach (var sale in facts.Sales.Skip(paid).Take(count))
        {
            await gate.WaitAsync();
            connection.Begin();
            Pay(sale, balance, facts.WalletVersion + paid, TimeProvider.System.GetUtcNow().UtcDateTime);
            connection.Commit();
            gate.Release();
            balance -= sale.Total;
            paid++;
        }
    }

    public void Dispose() => connection.Dispose();

    private void Pay(SaleFacts sale, decimal balance, int version, DateTime now)
    {
        var (seller, buyer, member, name) = (facts.SellerId, facts.Buyer.OrganizationId, facts.Buyer.MemberId, facts.Buyer.Name);
        var after = balance - sale.Total;
        order.Execute("Paid", now, sale.OrderId, seller, buyer);
        change.Execute(sale.OrderId, seller, buyer, "Unpaid", "Paid", member, name, "", now);
        wallet.Execute(after, version, facts.WalletId, seller, buyer);
        cash.Execute(seller, buyer, "OrderPayment", -sale.Total, after, sale.OrderNo, now);

        entry.Execute(seller, LedgerEvents.Sale, sale.OrderNo, now, sale.Total, sale.Cost, buyer);
        var posted = connection.LastId();
        line.Execute(seller, posted, 1, facts.Accounts[DefaultBook.Prepaid], sale.Total, 0m, buyer);
        line.Execute(seller, posted, 2, facts.Accounts[DefaultBook.Revenue], 0m, sale.Total, null);
        line.Execute(seller, posted, 3, facts.Accounts[DefaultBook.CostOfSales], sale.Cost, 0m, null);
        line.Execute(seller, posted, 4, facts.Accounts[DefaultBook.PayableToSuppliers], 0m, sale.Cost, facts.SupplierId);

        foreach (var sold in sale.Lines)
        {
            var taskNo = $"FT{now:yyyyMMddHHmmss}{sold.Id:D6}";
            task.Execute(
                seller, taskNo, seller, buyer, facts.CustomerName, sale.OrderNo, sold.Id,
                sold.Sold.ProductName, sold.Sold.SkuCode,
                sold.Sold.Options, sold.Sold.Quantity, sold.Sold.Periods, sold.Sold.Unit.ToString(), "Manual", "Open", "", now,
                facts.SupplierId, "ByHand", 0, 0, now, 0, 0, 0, "", "");
            delivery.Execute(
                seller, buyer, sale.OrderNo, sold.Id, sold.Number, "Waiting", 0, 0, "", now,
                sold.Sold.ProductName, sold.Sold.SkuCode, sold.Sold.Options, sold.Sold.Quantity, sold.Sold.Periods, sold.Sold.Unit.ToString());
            news.Execute(seller, "task-news", $"new-{taskNo}", Sealed, "Pending", 0, now, now, "");
        }

        audit.Execute(
            seller, member, name, "Modified", $"Order {sale.OrderNo}",
            """{"PaidAt":null,"Status":"Unpaid"}""", $$"""{"PaidAt":"{{now:O}}","Status":"Paid"}""", now);
        audit.Execute(seller, member, name, "Modified", $"Wallet {buyer}", Balance(balance), Balance(after), now);
    }

    private static string Balance(decimal value) => string.Create(CultureInfo.InvariantCulture, $$"""{"Balance":{{value}}}""");
}
