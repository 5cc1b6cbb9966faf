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

/// <summary>
/// A statement between two organizations, named by a number of its own: who keeps the wallet and whose it is. Of the month that is under way it holds what
/// has happened so far, as of <see cref="At"/> (UTC).
/// </summary>
/// <param name="Since">When the customer came to the seller (UTC): before that there is nothing to state.</param>
public sealed record StatementDetails(
    string StatementNo, string Seller, string Customer, string CustomerCode, Statement Statement, bool IsOver, DateTime At, DateTime Since)
{
    /// <summary>The month as an address names it.</summary>
    public string Month => StatementQueries.Written(Statement.Month);

    /// <summary>Its first and its last day.</summary>
    public string Days => string.Create(
        CultureInfo.InvariantCulture, $"{Statement.Month:yyyy-MM-dd} – {ChinaTime.AddDays(ChinaTime.AddMonths(Statement.Month, 1), -1):yyyy-MM-dd}");
}

/// <summary>
/// What the wallet of a customer did in a Shanghai month (<c>yyyy-MM</c>), for the seller and for the customer itself; without a month in the one that is
/// under way. <c>Wallets.MonthInvalid</c> for one that is none, lies ahead, or lies before <see cref="Statement.FirstMonth"/>.
/// </summary>
public sealed class StatementQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The statement of one of the seller's customers; <see cref="NotFoundException"/> for one whose money the actor does not see.</summary>
    public async Task<StatementDetails> OfCustomerAsync(string code, string? month, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        return await contexts.ReadWithPartiesAsync(
            me, db => db.FindCustomerByCashAsync(me, code, ct), (db, customer) => ReadAsync(db, customer, month, ct));
    }

    /// <summary>The statement of the actor's own organization.</summary>
    public async Task<StatementDetails> MineAsync(string? month, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        return await contexts.ReadWithPartiesAsync(
            me,
            async db => await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("customer"),
            (db, customer) => ReadAsync(db, customer, month, ct));
    }

    /// <summary>The same as <see cref="OfCustomerAsync"/>, as a workbook.</summary>
    public async Task<WorkbookExport> ExportOfCustomerAsync(string code, string? month, CancellationToken ct = default) =>
        Export(await OfCustomerAsync(code, month, ct));

    /// <summary>The same as <see cref="MineAsync"/>, as a workbook.</summary>
    public async Task<WorkbookExport> ExportMineAsync(string? month, CancellationToken ct = default) => Export(await MineAsync(month, ct));

    /// <summary>A month as an address names it.</summary>
    internal static string Written(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static async Task<StatementDetails> ReadAsync(KBossDbContext db, Customer customer, string? month, CancellationToken ct)
    {
        var now = db.Now;
        var asked = Month(month, now);
        var (from, to) = Statement.PeriodOf(asked);
        // In one statement: what is booked between two would stand in neither or in both. The moment decides, not the order in which two commits came.
        var moved = await db.Customers.Where(c => c.Id == customer.Id).Select(c => new
        {
            Before = db.CashRecords.Where(r => r.SellerId == c.SellerId && r.BuyerId == c.BuyerId && r.At < from).Sum(r => r.Amount),
            Records = db.CashRecords.Where(r => r.SellerId == c.SellerId && r.BuyerId == c.BuyerId && r.At >= from && r.At < to)
                .OrderBy(r => r.At).ThenBy(r => r.Id).Select(r => new { r.Kind, r.Reference, r.At, r.Amount }).ToList(),
        }).FirstAsync(ct);
        var names = await db.Organizations.Where(o => o.Id == customer.SellerId || o.Id == customer.BuyerId)
            .Select(o => new { o.Id, o.Name, o.Code }).ToDictionaryAsync(o => o.Id, ct);
        var (seller, buyer) = (names[customer.SellerId], names[customer.BuyerId]);
        var statement = Statement.Of(asked, moved.Before, moved.Records.Select(r => (r.Kind, r.Reference, r.At, r.Amount)));
        return new StatementDetails(
            $"ST{asked.ToString("yyyyMM", CultureInfo.InvariantCulture)}-{buyer.Code}", seller.Name, buyer.Name, buyer.Code, statement, to <= now, now, customer.CreatedAt);
    }

    private static DateOnly Month(string? text, DateTime now)
    {
        var current = Statement.MonthOf(now);
        if (string.IsNullOrWhiteSpace(text))
        {
            return current;
        }

        return DateOnly.TryParseExact($"{text}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            && month <= current && month >= Statement.FirstMonth
            ? month
            : throw new RuleException("Wallets.MonthInvalid", text, Written(Statement.FirstMonth), Written(current)) { Field = "month" };
    }

    private static WorkbookExport Export(StatementDetails details)
    {
        var statement = details.Statement;
        return new WorkbookExport($"{details.StatementNo}.xlsx", WorkbookWriter.Export(StatementSheetRow.Schema,
        [
            new StatementSheetRow { At = CashWords.Minute(statement.Period.From), Kind = nameof(Statement.Opening), Balance = statement.Opening },
            .. statement.Lines.Select(line => new StatementSheetRow
            {
                At = CashWords.Minute(line.At),
                Kind = line.Kind.ToString(),
                Reference = line.Reference,
                In = line.Amount > 0 ? line.Amount : null,
                Out = line.Amount < 0 ? -line.Amount : null,
                Balance = line.Balance,
            }),
            new StatementSheetRow
            {
                At = CashWords.Minute(details.IsOver ? statement.Period.To : details.At),
                Kind = nameof(Statement.Closing),
                In = statement.In,
                Out = statement.Out,
                Balance = statement.Closing,
            },
        ],
        [
            (new("对账单号", "Statement number"), details.StatementNo),
            (new("商家", "Seller"), details.Seller),
            (new("客户", "Customer"), details.Customer),
            (new("机构代码", "Organization code"), details.CustomerCode),
            (new("账期", "Period"), details.Days),
        ]));
    }
}
