using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Infrastructure.Wallets.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Offline;

/// <summary>Where an offline recharge stands for its seller.</summary>
public enum OfflineRechargeStatus
{
    /// <summary>Somebody is asked for consent.</summary>
    Pending,

    /// <summary>The money stands in the wallet.</summary>
    Posted,

    /// <summary>The money was taken back.</summary>
    Reversed,

    /// <summary>Consent was refused; no money was moved.</summary>
    Refused,

    /// <summary>Whoever asked has taken it back; no money was moved.</summary>
    Withdrawn,

    /// <summary>Nobody decided in time; no money was moved.</summary>
    Expired,

    /// <summary>It was consented to and could not be credited any more; no money was moved.</summary>
    Failed,
}

/// <summary>A customer to credit, as Finance finds it: phone masked; what its wallet holds and what was entered for it today already, in yuan.</summary>
public sealed record CustomerToCredit(
    string Code, string Name, string Contact, string Phone, decimal Balance, decimal CreditLimit, decimal EarlierToday);

/// <summary>The first of the customers that a search finds, and how many it finds.</summary>
public sealed record CustomersToCredit(IReadOnlyList<CustomerToCredit> Rows, int Total);

/// <summary>An offline recharge in a list; yuan, times UTC, the day as it is in Shanghai.</summary>
public sealed record OfflineRechargeRow(
    string RechargeNo, string Code, string Customer, decimal Amount, RechargeChannel Way, string Reference, DateOnly ValueDay, OfflineRechargeStatus Status,
    By EnteredBy, DateTime CreatedAt, bool HasSlip);

/// <summary>
/// One recharge of a customer as its seller sees it; yuan, times UTC. One by Alipay has an order that it was meant for and no slip, note or day.
/// </summary>
public sealed record SellersRecharge(
    string RechargeNo, string Code, string Customer, Parties Parties, decimal Amount, RechargeChannel Channel, string Reference, DateOnly? ValueDay,
    string Note, bool HasSlip, OfflineRechargeStatus? Status, RechargeStatus? OnlineStatus, string? OrderNo, bool OrderPaid, By EnteredBy, DateTime CreatedAt,
    string? RequestNo, By PostedBy, DateTime? PostedAt, By ReversedBy, DateTime? ReversedAt, string ReversalReason, decimal Balance,
    IReadOnlyList<string> SameReference)
{
    /// <summary>Who refused it or took it back, or gave the last consent to what could not be credited any more; empty otherwise.</summary>
    public By ClosedBy { get; init; } = By.Nobody;

    /// <summary>The reason that was given for it; empty if there is none.</summary>
    public string ClosedBecause { get; init; } = "";

    /// <summary>Why it could not be credited, of one that failed.</summary>
    public RuleException? Failure { get; init; }

    /// <summary>Everything that happened to it, newest first.</summary>
    public IReadOnlyList<ThingEvent> Story { get; init; } = [];

    /// <summary>Whether it can still be taken back by what it is; the wallet may not hold the amount any more.</summary>
    public bool CanBeReversed => Status == OfflineRechargeStatus.Posted;

    /// <summary>Whether the wallet holds the amount, without credit [R-WAL-1].</summary>
    public bool IsCovered => Balance >= Amount;
}

/// <summary>A recharge with the same way and reference.</summary>
public sealed record SameReference(string RechargeNo, string Customer, decimal Amount, DateOnly ValueDay, OfflineRechargeStatus Status, DateTime CreatedAt);

/// <summary>Reads recharges of the customers whose money the actor sees; any other is <see cref="NotFoundException"/>.</summary>
public sealed class OfflineRechargeQueries(KBossDbContextFactory contexts, ICurrentActor current, FileStore files, Timeline<RechargeStory> timeline, TimeProvider time)
{
    /// <summary>How many customers a search offers.</summary>
    public const int MostSuggestions = 8;

    /// <summary>
    /// The first customers whose name, contact, code or whole phone is like what was typed, and how many there are: those that are exactly it, then those that
    /// begin with it, then the others; none for less than a character.
    /// </summary>
    public async Task<CustomersToCredit> SuggestAsync(string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletRechargeOffline, ct);
        if (string.IsNullOrWhiteSpace(text))
        {
            return new([], 0);
        }

        var typed = text.Trim();
        var code = typed.ToLowerInvariant();
        var (whole, start, pattern) = (SearchText.Whole(typed), SearchText.AtStart(typed), SearchText.Anywhere(typed));
        // A part of a phone would let people find out what is masked.
        var phone = Phones.Contact(typed);
        await using var db = contexts.Open(me);
        var found =
            from customer in db.CustomersByCashOf(me)
            join organization in db.Organizations on customer.BuyerId equals organization.Id
            where SearchText.Finds(customer.Name, pattern) || SearchText.Finds(customer.Contact, pattern) || SearchText.Finds(organization.Code, pattern)
                || customer.Phone == phone
            orderby organization.Code == code || customer.Phone == phone ? 0
                : SearchText.Finds(customer.Name, whole) ? 1
                : SearchText.Finds(customer.Contact, whole) ? 2
                : SearchText.Finds(customer.Name, start) || SearchText.Finds(organization.Code, start) ? 3
                : SearchText.Finds(customer.Contact, start) ? 4
                : 5,
                customer.Name, customer.Id
            select customer;
        var first = await ToCreditAsync(db, found, ct);
        return new(first, first.Count < MostSuggestions ? first.Count : await found.CountAsync(ct));
    }

    /// <summary>One customer to credit, by the code of its organization.</summary>
    public async Task<CustomerToCredit> CustomerAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletRechargeOffline, ct);
        await using var db = contexts.Open(me);
        var found = await ToCreditAsync(db, db.CustomersByCashOf(me).WithCodes(db, [code]), ct);
        return found.Count > 0 ? found[0] : throw new NotFoundException("customer", code);
    }

    /// <summary>
    /// Offline recharges, newest first. Filters <c>customer</c> (part of name or code), <c>way</c>, <c>reference</c> (part of the slip's number or of the
    /// recharge's), <c>status</c>, <c>from</c> and <c>to</c> (days of value, both inclusive).
    /// </summary>
    public async Task<Page<OfflineRechargeRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var found = Found(db, me, request);
        var sums = await found.GroupBy(_ => 1).Select(g => new { Count = g.Count(), Amount = g.Sum(r => r.Entered.Amount) }).FirstOrDefaultAsync(ct);
        var page = await found.ToPageAsync(request, sums?.Count ?? 0, ct);
        return new([.. page.Rows.Select(line => Row(line, db.Now))], page.Total)
        {
            Sums = new Dictionary<string, decimal> { ["amount"] = sums?.Amount ?? 0 },
        };
    }

    /// <summary>What <see cref="ListAsync"/> finds, as a workbook.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var rows = await Found(db, me, request).FirstRowsAsync(CashQueries.MaxExport, ct);
        return new WorkbookExport(
            CashSheetRow.NameOf("offline-recharges", time.UtcNow()),
            WorkbookWriter.Export(OfflineRechargeSheetRow.Schema, rows.To(line => Sheet(line, db.Now))));
    }

    /// <summary>What stands with the same way and reference, newest first.</summary>
    public async Task<IReadOnlyList<SameReference>> SameReferenceAsync(RechargeChannel way, string? reference, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletRechargeOffline, ct);
        var key = NormalText.Number(reference ?? "");
        if (key.Length == 0)
        {
            return [];
        }

        await using var db = contexts.Open(me);
        var rows = await Lines(db, me, db.CustomersByCashOf(me)).Where(r => r.Entered.Way == way && r.Entered.ReferenceKey == key)
            .OrderByDescending(r => r.Entered.Id).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new SameReference(
                r.Entered.RechargeNo, r.Customer, r.Entered.Amount, r.Entered.ValueDay, StatusOf(r, db.Now), r.Entered.CreatedAt)),
        ];
    }

    /// <summary>One recharge, offline or by Alipay, with what its wallet holds now.</summary>
    public async Task<SellersRecharge> GetAsync(string rechargeNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashView, ct);
        await using var db = contexts.Open(me);
        var found = await Lines(db, me, db.CustomersByCashOf(me)).FirstOrDefaultAsync(r => r.Entered.RechargeNo == rechargeNo, ct);
        var recharge = found is null ? await OnlineAsync(db, me, rechargeNo, ct) : await OfflineAsync(db, me, found, ct);
        return recharge with { Story = await timeline.TellAsync(db, new RechargeStory(me, rechargeNo, recharge.RequestNo, recharge.Parties), ct) };
    }

    private static async Task<SellersRecharge> OfflineAsync(KBossDbContext db, Actor me, Line found, CancellationToken ct)
    {
        var r = found.Entered;
        var same = r.ReferenceKey is null ? [] : await db.OfflineRecharges
            .Where(o => o.OrganizationId == me.OrganizationId && o.Way == r.Way && o.ReferenceKey == r.ReferenceKey && o.Id != r.Id)
            .OrderBy(o => o.Id).Select(o => o.RechargeNo).ToListAsync(ct);
        var status = StatusOf(found, db.Now);
        var recharge = new SellersRecharge(
            r.RechargeNo, found.Code, found.Customer, r.Parties, r.Amount, r.Way, r.Reference, r.ValueDay, r.Note, r.SlipKey.Length > 0, status, null,
            null, false, r.EnteredBy, r.CreatedAt, r.RequestNo, r.PostedBy, r.PostedAt, r.ReversedBy, r.ReversedAt, r.ReversalReason,
            found.Balance ?? 0, same);
        return status is OfflineRechargeStatus.Refused or OfflineRechargeStatus.Withdrawn or OfflineRechargeStatus.Failed
            ? await ClosedAsync(db, me, recharge, ct)
            : recharge;
    }

    /// <summary>
    /// The slip of an offline recharge, for whoever sees the customer's money and for whoever sees the approval that it waits or waited for;
    /// <see cref="NotFoundException"/> for anybody else, and when there is none.
    /// </summary>
    public async Task<(string Name, string ContentType, byte[] Content)> OpenSlipAsync(string rechargeNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await using var db = contexts.Open(me);
        var entered = await db.OfflineRecharges.AsNoTracking()
            .FirstOrDefaultAsync(r => r.OrganizationId == me.OrganizationId && r.RechargeNo == rechargeNo && r.SlipKey != "", ct);
        if (entered is null || !(me.Has(Permissions.CashView) && await db.CustomersByCashOf(me).AnyAsync(c => c.BuyerId == entered.BuyerId, ct)))
        {
            // Whoever does not see the customer's money may be asked for consent to it; anybody else is told that there is none.
            var requestNo = entered?.RequestNo ?? throw new NotFoundException("slip", rechargeNo);
            await db.RouteAsync(me, await db.FindApprovalAsync(me, requestNo, ct), ct);
        }

        var (file, content) = await files.ReadAsync(db, entered.SlipKey, ct);
        return (file.Name, file.ContentType, content);
    }

    /// <summary>The same with who closed the approval, and why.</summary>
    private static async Task<SellersRecharge> ClosedAsync(KBossDbContext db, Actor me, SellersRecharge recharge, CancellationToken ct)
    {
        var request = await db.FindApprovalAsync(me, recharge.RequestNo!, ct);
        var because = await db.ApprovalEvents.AsNoTracking()
            .Where(e => e.RequestNo == request.No && (e.Kind == ApprovalEventKind.Refused || e.Kind == ApprovalEventKind.Withdrawn))
            .OrderByDescending(e => e.Number).Select(e => e.Text).FirstOrDefaultAsync(ct);
        return recharge with
        {
            ClosedBy = request.ClosedBy,
            ClosedBecause = because ?? "",
            Failure = ApprovalJson.ReadRefusal(request.FailureCode, request.FailureArgs),
        };
    }

    private static async Task<IReadOnlyList<CustomerToCredit>> ToCreditAsync(KBossDbContext db, IQueryable<Customer> customers, CancellationToken ct)
    {
        var rows = await customers.AsNoTracking().Take(MostSuggestions).Select(c => new
        {
            c.SellerId,
            c.BuyerId,
            Code = db.Organizations.Where(o => o.Id == c.BuyerId).Select(o => o.Code).First(),
            c.Name,
            c.Contact,
            c.Phone,
            Wallet = db.Wallets.FirstOrDefault(w => w.SellerId == c.SellerId && w.BuyerId == c.BuyerId),
        }).ToListAsync(ct);
        var earlier = rows.Count == 0 ? [] : await OfflineRechargeService.EarlierTodayAsync(db, rows[0].SellerId, [.. rows.Select(r => r.BuyerId)], ct);
        return
        [
            .. rows.Select(r => new CustomerToCredit(
                r.Code, r.Name, r.Contact, Masked.Phone(r.Phone), r.Wallet?.Balance ?? 0, r.Wallet?.CreditLimit ?? 0, earlier.GetValueOrDefault(r.BuyerId))),
        ];
    }

    private static IQueryable<Line> Lines(KBossDbContext db, Actor me, IQueryable<Customer> customers) =>
        from entered in db.OfflineRecharges.AsNoTracking()
        where entered.OrganizationId == me.OrganizationId
        join customer in customers on entered.BuyerId equals customer.BuyerId
        join organization in db.Organizations on entered.BuyerId equals organization.Id
        join request in db.ApprovalRequests on entered.RequestNo equals request.No into requests
        from request in requests.DefaultIfEmpty()
        select new Line
        {
            Approval = request == null ? null : request.Status,
            ExpiresAt = request == null ? null : request.ExpiresAt,
            Entered = entered,
            Customer = customer.Name,
            Code = organization.Code,
            Balance = db.Wallets.Where(w => w.SellerId == customer.SellerId && w.BuyerId == customer.BuyerId).Select(w => (decimal?)w.Balance).FirstOrDefault(),
        };

    private static IQueryable<Line> Found(KBossDbContext db, Actor me, PageRequest request)
    {
        var rows = Lines(db, me, CashQueries.Customers(db, me, request));
        if (request.Filter<RechargeChannel>("way") is { } way)
        {
            rows = rows.Where(r => r.Entered.Way == way);
        }

        if (request.Search("reference") is { } pattern)
        {
            var typed = request.Filter("reference")!;
            var key = SearchText.Anywhere(NormalText.Number(typed) is { Length: > 0 } number ? number : typed);
            rows = rows.Where(r => SearchText.Finds(r.Entered.Reference, pattern) || SearchText.Finds(r.Entered.RechargeNo, pattern)
                || (r.Entered.ReferenceKey != null && SearchText.Finds(r.Entered.ReferenceKey, key)));
        }

        var days = request.Days(db.Now);
        if (days.First is { } from)
        {
            rows = rows.Where(r => r.Entered.ValueDay >= from);
        }

        if (days.Last is { } to)
        {
            rows = rows.Where(r => r.Entered.ValueDay <= to);
        }

        var now = db.Now;
        rows = request.Filter<OfflineRechargeStatus>("status") switch
        {
            OfflineRechargeStatus.Posted => rows.Where(r => r.Entered.PostedAt != null && r.Entered.ReversedAt == null),
            OfflineRechargeStatus.Reversed => rows.Where(r => r.Entered.ReversedAt != null),
            OfflineRechargeStatus.Pending => rows.Where(r => r.Entered.PostedAt == null && r.Approval == ApprovalStatus.Pending && r.ExpiresAt > now),
            OfflineRechargeStatus.Refused => rows.Where(r => r.Entered.PostedAt == null && r.Approval == ApprovalStatus.Refused),
            OfflineRechargeStatus.Withdrawn => rows.Where(r => r.Entered.PostedAt == null && r.Approval == ApprovalStatus.Withdrawn),
            OfflineRechargeStatus.Expired => rows.Where(r => r.Entered.PostedAt == null
                && (r.Approval == ApprovalStatus.Expired || (r.Approval == ApprovalStatus.Pending && r.ExpiresAt <= now))),
            OfflineRechargeStatus.Failed => rows.Where(r => r.Entered.PostedAt == null && r.Approval == ApprovalStatus.Failed),
            _ => rows,
        };
        return rows.OrderByDescending(r => r.Entered.Id);
    }

    private static async Task<SellersRecharge> OnlineAsync(KBossDbContext db, Actor me, string rechargeNo, CancellationToken ct)
    {
        var found = await (
            from recharge in db.Recharges.AsNoTracking()
            where recharge.SellerId == me.OrganizationId && recharge.RechargeNo == rechargeNo && recharge.Channel == RechargeChannel.Alipay
            join customer in db.CustomersByCashOf(me) on recharge.BuyerId equals customer.BuyerId
            join organization in db.Organizations on recharge.BuyerId equals organization.Id
            select new
            {
                Recharge = recharge,
                customer.Name,
                organization.Code,
                Balance = db.Wallets.Where(w => w.SellerId == recharge.SellerId && w.BuyerId == recharge.BuyerId).Select(w => (decimal?)w.Balance).FirstOrDefault(),
            }).FirstOrDefaultAsync(ct) ?? throw new NotFoundException("recharge", rechargeNo);
        var r = found.Recharge;
        return new SellersRecharge(
            r.RechargeNo, found.Code, found.Name, r.Parties, r.Amount, r.Channel, r.TradeNo ?? "", null, "", false, null, r.Status, r.OrderNo, r.OrderPaid,
            // A member of the customer's, of whom its seller has no page.
            By.Part(r.StartedBy.Name), r.CreatedAt, null, By.Nobody, r.PaidAt, By.Nobody, null, "", found.Balance ?? 0, []);
    }

    private static OfflineRechargeStatus StatusOf(Line line, DateTime now) => (line.Entered, line.Approval) switch
    {
        ({ ReversedAt: not null }, _) => OfflineRechargeStatus.Reversed,
        ({ PostedAt: not null }, _) => OfflineRechargeStatus.Posted,
        (_, ApprovalStatus.Pending) => line.ExpiresAt > now ? OfflineRechargeStatus.Pending : OfflineRechargeStatus.Expired,
        (_, ApprovalStatus.Withdrawn) => OfflineRechargeStatus.Withdrawn,
        (_, ApprovalStatus.Expired) => OfflineRechargeStatus.Expired,
        (_, ApprovalStatus.Failed) => OfflineRechargeStatus.Failed,
        _ => OfflineRechargeStatus.Refused,
    };

    private static OfflineRechargeRow Row(Line line, DateTime now) => new(
        line.Entered.RechargeNo, line.Code, line.Customer, line.Entered.Amount, line.Entered.Way, line.Entered.Reference, line.Entered.ValueDay,
        StatusOf(line, now), line.Entered.EnteredBy, line.Entered.CreatedAt, line.Entered.SlipKey.Length > 0);

    private static OfflineRechargeSheetRow Sheet(Line line, DateTime now) => new()
    {
        No = line.Entered.RechargeNo,
        Code = line.Code,
        Customer = line.Customer,
        Amount = line.Entered.Amount,
        Way = line.Entered.Way.ToString(),
        Reference = line.Entered.Reference,
        ValueDay = line.Entered.ValueDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Status = StatusOf(line, now).ToString(),
        EnteredBy = line.Entered.EnteredBy.Name,
        Entered = CashWords.Minute(line.Entered.CreatedAt),
        Posted = CashWords.Minute(line.Entered.PostedAt),
        Reversed = CashWords.Minute(line.Entered.ReversedAt),
        Reason = line.Entered.ReversalReason,
        Note = line.Entered.Note,
    };

    private sealed class Line
    {
        public OfflineRecharge Entered { get; init; } = null!;

        public string Customer { get; init; } = "";

        public string Code { get; init; } = "";

        public decimal? Balance { get; init; }

        /// <summary>How the approval stands; null when nobody was asked.</summary>
        public ApprovalStatus? Approval { get; init; }

        /// <summary>From when on (UTC) nobody decides the approval any more.</summary>
        public DateTime? ExpiresAt { get; init; }
    }
}
