using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Cash;

/// <summary>One movement in the wallet of one of the seller's customers, with the balance after it; yuan, time UTC.</summary>
public sealed record CashOfCustomerRow(
    long Id, string Code, string Customer, CashKind Kind, decimal Amount, decimal BalanceAfter, string Reference, DateTime At);

/// <summary>What all movements that a list finds add up to: into wallets, out of them (below zero), and both together; yuan.</summary>
public sealed record CashSums(decimal In, decimal Out)
{
    public decimal Net => In + Out;
}

/// <summary>The wallet of one of the seller's customers; yuan, time UTC. Without a movement it never held money.</summary>
public sealed record WalletRow(string Code, string Customer, string? Salesperson, decimal Balance, decimal CreditLimit, DateTime? LastMovedAt)
{
    public long? SalespersonId { get; init; }

    /// <summary>What can be spent.</summary>
    public decimal Available => Balance + CreditLimit;
}

/// <summary>One customer's wallet as its seller sees it, with the parties by which news of it is known; yuan.</summary>
public sealed record CustomerWallet(string Code, string Customer, string? Salesperson, Parties Parties, decimal Balance, decimal CreditLimit)
{
    public long? SalespersonId { get; init; }

    /// <summary>What can be spent; below zero once the limit was lowered below what is used.</summary>
    public decimal Available => Balance + CreditLimit;
}

/// <summary>Somebody who serves customers, for a filter.</summary>
public sealed record ServingRow(long MemberId, string Name);

/// <summary>Reads the wallets of the customers whose money the actor sees: all of the seller's for Finance, a salesperson's own for Sales [R-ISO-2].</summary>
public sealed class CashQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>How many rows an export holds at most.</summary>
    public const int MaxExport = 50_000;

    /// <summary>
    /// Cash records, newest first. Filters <c>customer</c> (part of name or code), <c>kind</c>, <c>reference</c>, <c>salesperson</c> (a member's id, or
    /// <c>none</c>), <c>from</c> and <c>to</c> (Shanghai days, both inclusive).
    /// </summary>
    public async Task<Page<CashOfCustomerRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        return await Rows(db, Found(db, me, request)).ToPageAsync(request, ct);
    }

    /// <summary>What everything that <see cref="ListAsync"/> finds adds up to.</summary>
    public async Task<CashSums> SumsAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        return await SumAsync(Found(db, me, request), ct);
    }

    /// <summary>What <see cref="ListAsync"/> finds, as a workbook, the newest <see cref="MaxExport"/> rows.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var rows = await Rows(db, Found(db, me, request)).FirstRowsAsync(MaxExport, ct);
        return new WorkbookExport(
            CashSheetRow.NameOf("cash", time.UtcNow()), WorkbookWriter.Export(CashSheetRow.Schema, rows.To(CashSheetRow.Of)));
    }

    /// <summary>What moved in the wallet of one customer, newest first; the filters of <see cref="ListAsync"/> but the customer.</summary>
    public async Task<Page<CashOfCustomerRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerByCashAsync(me, code, ct);
        var found = Found(db, me, request).Where(r => r.Record.BuyerId == customer.BuyerId);
        var sums = await found.GroupBy(_ => 1).Select(g => new { Count = g.Count(), Amount = g.Sum(r => r.Record.Amount) }).FirstOrDefaultAsync(ct);
        return await Rows(db, found).ToPageAsync(request, sums?.Count ?? 0, ct) with
        {
            Sums = new Dictionary<string, decimal> { ["amount"] = sums?.Amount ?? 0 },
        };
    }

    /// <summary>The wallet of one customer; <see cref="NotFoundException"/> for one whose money the actor does not see.</summary>
    public async Task<CustomerWallet> CustomerAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var found = await db.CustomersByCashOf(me).AsNoTracking().WithCodes(db, [code])
            .Select(c => new
            {
                c.Name,
                c.SellerId,
                c.BuyerId,
                c.SalespersonId,
                Salesperson = db.Members.Where(m => m.Id == c.SalespersonId).Select(m => m.Name).FirstOrDefault(),
                Wallet = db.Wallets.FirstOrDefault(w => w.SellerId == c.SellerId && w.BuyerId == c.BuyerId),
            })
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", code);
        return new CustomerWallet(
            code, found.Name, found.Salesperson, new Parties(found.SellerId, found.BuyerId), found.Wallet?.Balance ?? 0, found.Wallet?.CreditLimit ?? 0)
        {
            SalespersonId = found.SalespersonId,
        };
    }

    /// <summary>
    /// The wallets. Filters <c>customer</c>, <c>salesperson</c> and <c>state</c> (<c>positive</c>, <c>zero</c>, <c>negative</c>: credit is used,
    /// <c>credit</c>: credit is granted); sorts <c>customer</c>, <c>balance</c>, <c>credit</c>, <c>moved</c>.
    /// </summary>
    public async Task<Page<WalletRow>> WalletsAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var page = await Wallets(db, me, request).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(Row)], page.Total);
    }

    /// <summary>What everything that <see cref="WalletsAsync"/> finds adds up to: balances above zero and balances below it; yuan.</summary>
    public async Task<CashSums> WalletSumsAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        return await Wallets(db, me, request).GroupBy(_ => 1)
            .Select(g => new CashSums(g.Sum(w => w.Balance > 0 ? w.Balance : 0), g.Sum(w => w.Balance < 0 ? w.Balance : 0)))
            .FirstOrDefaultAsync(ct) ?? new CashSums(0, 0);
    }

    /// <summary>What <see cref="WalletsAsync"/> finds, as a workbook.</summary>
    public async Task<WorkbookExport> ExportWalletsAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var rows = await Wallets(db, me, request).FirstRowsAsync(MaxExport, ct);
        return new WorkbookExport(
            CashSheetRow.NameOf("wallets", time.UtcNow()), WorkbookWriter.Export(WalletSheetRow.Schema, rows.To(r => WalletSheetRow.Of(Row(r)))));
    }

    /// <summary>Who serves the customers whose money the actor sees, by name; for a filter.</summary>
    public async Task<IReadOnlyList<ServingRow>> ServingAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var serving = db.CustomersByCashOf(me).Where(c => c.SalespersonId != null).Select(c => c.SalespersonId!.Value).Distinct();
        return await db.Members.AsNoTracking().Where(m => m.OrganizationId == me.OrganizationId && serving.Contains(m.Id))
            .OrderBy(m => m.Name).ThenBy(m => m.Id).Select(m => new ServingRow(m.Id, m.Name)).ToListAsync(ct);
    }

    /// <summary>The customers whose money the actor sees, as far as the filters <c>customer</c> and <c>salesperson</c> go.</summary>
    internal static IQueryable<Customer> Customers(KBossDbContext db, Actor me, PageRequest request)
    {
        var customers = db.CustomersByCashOf(me).AsNoTracking();
        if (request.Search("customer") is { } pattern)
        {
            var organizations = db.Organizations.Where(o => SearchText.Finds(o.Code, pattern)).Select(o => o.Id);
            customers = customers.Where(c => SearchText.Finds(c.Name, pattern) || organizations.Contains(c.BuyerId));
        }

        return request.Filter("salesperson") switch
        {
            null => customers,
            var text when long.TryParse(text, CultureInfo.InvariantCulture, out var id) => customers.Where(c => c.SalespersonId == id),
            _ => customers.Where(c => c.SalespersonId == null),
        };
    }

    private static IQueryable<Line> Found(KBossDbContext db, Actor me, PageRequest request)
    {
        var records = db.CashRecords.AsNoTracking().Where(r => r.SellerId == me.OrganizationId);
        if (request.Filter<CashKind>("kind") is { } kind)
        {
            records = records.Where(r => r.Kind == kind);
        }

        if (request.Search("reference") is { } reference)
        {
            records = records.Where(r => SearchText.Finds(r.Reference, reference));
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            records = records.Where(r => r.At >= from);
        }

        if (days.Until is { } to)
        {
            records = records.Where(r => r.At < to);
        }

        return from record in records
               join customer in Customers(db, me, request) on record.BuyerId equals customer.BuyerId
               select new Line { Record = record, Customer = customer.Name };
    }

    private static IQueryable<CashOfCustomerRow> Rows(KBossDbContext db, IQueryable<Line> found) =>
        from line in found
        join organization in db.Organizations on line.Record.BuyerId equals organization.Id
        orderby line.Record.Id descending
        select new CashOfCustomerRow(
            line.Record.Id, organization.Code, line.Customer, line.Record.Kind, line.Record.Amount, line.Record.BalanceAfter, line.Record.Reference, line.Record.At);

    private static async Task<CashSums> SumAsync(IQueryable<Line> found, CancellationToken ct) => await found.GroupBy(_ => 1)
        .Select(g => new CashSums(
            g.Sum(r => r.Record.Amount > 0 ? r.Record.Amount : 0), g.Sum(r => r.Record.Amount < 0 ? r.Record.Amount : 0)))
        .FirstOrDefaultAsync(ct) ?? new CashSums(0, 0);

    private static IQueryable<WalletLine> Wallets(KBossDbContext db, Actor me, PageRequest request)
    {
        var rows =
            from customer in Customers(db, me, request)
            join organization in db.Organizations on customer.BuyerId equals organization.Id
            join wallet in db.Wallets on new { customer.SellerId, customer.BuyerId } equals new { wallet.SellerId, wallet.BuyerId }
            select new WalletLine
            {
                Id = wallet.Id,
                Code = organization.Code,
                Customer = customer.Name,
                SalespersonId = customer.SalespersonId,
                Salesperson = db.Members.Where(m => m.Id == customer.SalespersonId).Select(m => m.Name).FirstOrDefault(),
                Balance = wallet.Balance,
                CreditLimit = wallet.CreditLimit,
                LastMovedAt = db.CashRecords.Where(r => r.BuyerId == wallet.BuyerId && r.SellerId == wallet.SellerId).Max(r => (DateTime?)r.At),
            };
        rows = request.Choice("state", "positive", "zero", "negative", "credit") switch
        {
            "positive" => rows.Where(w => w.Balance > 0),
            "zero" => rows.Where(w => w.Balance == 0),
            "negative" => rows.Where(w => w.Balance < 0),
            "credit" => rows.Where(w => w.CreditLimit > 0),
            _ => rows,
        };
        return rows.Sorted(
            request with { Descending = request.Sort is null ? false : request.Descending },
            ("customer", w => w.Customer), ("balance", w => (double)w.Balance), ("credit", w => (double)w.CreditLimit), ("moved", w => w.LastMovedAt))
            .ThenBy(w => w.Id);
    }

    private static WalletRow Row(WalletLine w) => new(w.Code, w.Customer, w.Salesperson, w.Balance, w.CreditLimit, w.LastMovedAt) { SalespersonId = w.SalespersonId };

    private sealed class Line
    {
        public CashRecord Record { get; init; } = null!;

        public string Customer { get; init; } = "";
    }

    private sealed class WalletLine
    {
        public long Id { get; init; }

        public string Code { get; init; } = "";

        public string Customer { get; init; } = "";

        public long? SalespersonId { get; init; }

        public string? Salesperson { get; init; }

        public decimal Balance { get; init; }

        public decimal CreditLimit { get; init; }

        public DateTime? LastMovedAt { get; init; }
    }
}
