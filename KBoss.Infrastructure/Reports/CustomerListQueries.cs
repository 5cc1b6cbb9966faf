using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Promotions;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Reports.Registrations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports;

/// <summary>
/// A customer in a list, by the code of its organization. The phone is masked, the balance is in yuan, times are UTC;
/// <see cref="Expiring"/> counts the resources that end soon, <see cref="Tickets"/> the open tickets.
/// </summary>
public sealed record CustomerRow(
    string Code, string Name, string Contact, string Phone, string? Salesperson, decimal Balance,
    DateTime? LastOrderAt, int Expiring, int Tickets, DateTime? NextFollowUpAt, DateTime CreatedAt)
{
    public long? SalespersonId { get; init; }

    /// <summary>Whose invite code it registered with; null where it registered without one.</summary>
    public string? InvitedBy { get; init; }

    /// <summary>When somebody last talked with it.</summary>
    public DateTime? LastFollowUpAt { get; init; }

    /// <summary>How often somebody talked with it of late (<see cref="FollowUpRhythm.Days"/>).</summary>
    public int FollowUps { get; init; }
}

/// <summary>Lists customers with what the other modules know of them, in two queries for any page.</summary>
public sealed class CustomerListQueries(
    KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<ICustomerBusiness> business, SettingsStore settings, TimeProvider time)
{
    /// <summary>How many customers an export holds at most.</summary>
    public const int MaxExport = 10_000;

    /// <summary>
    /// The customers assigned to the actor. Filters <c>q</c> (name, contact, code, whole phone), <c>attention</c> (<c>expiring</c>, <c>tickets</c>,
    /// <c>follow-up</c>, <c>never-ordered</c>, <c>own-prices</c>: end soon, <c>low-balance</c>), <c>from</c> and <c>to</c> (Shanghai days of registration,
    /// both inclusive), <c>came</c> (<c>code</c>: registered with an invite code, or <c>alone</c>), <c>quiet</c> (so many Shanghai days or more since the last
    /// follow-up, or without one since it registered); sorts <c>created</c>, <c>name</c>, <c>balance</c>, <c>last-order</c>, <c>expiring</c>, <c>tickets</c>,
    /// <c>last-follow-up</c>, <c>follow-ups</c>, <c>next</c>.
    /// </summary>
    public async Task<Page<CustomerRow>> MineAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersServe, ct);
        await using var db = contexts.Open(me);
        return await PageAsync(db, me, db.CustomersOf(me).ServedBy(me), request, ct);
    }

    /// <summary>
    /// All customers of the organization; the filters of <see cref="MineAsync"/> and <c>salesperson</c> (a member's id, or <c>none</c>), its sorts and
    /// <c>salesperson</c>.
    /// </summary>
    public async Task<Page<CustomerRow>> AllAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewAll, ct);
        await using var db = contexts.Open(me);
        return await PageAsync(db, me, OfSalesperson(db.CustomersOf(me), request), request, ct);
    }

    /// <summary>
    /// The customers that <see cref="MineAsync"/> finds, as a workbook. Phones are whole for who may see them, and the audit log says so; otherwise masked.
    /// </summary>
    public async Task<WorkbookExport> ExportMineAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersServe, ct);
        await using var db = contexts.Open(me);
        return await ExportAsync(db, me, db.CustomersOf(me).ServedBy(me), request, ct);
    }

    /// <summary>The customers that <see cref="AllAsync"/> finds, as a workbook; phones as in <see cref="ExportMineAsync"/>.</summary>
    public async Task<WorkbookExport> ExportAllAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewAll, ct);
        await using var db = contexts.Open(me);
        return await ExportAsync(db, me, OfSalesperson(db.CustomersOf(me), request), request, ct);
    }

    /// <summary>The customers of one salesperson, from whom some are to be moved; filter <c>q</c>.</summary>
    public async Task<Page<CustomerRow>> OfSalespersonAsync(long salespersonId, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersAssign, ct);
        await using var db = contexts.Open(me);
        return await PageAsync(db, me, db.CustomersOf(me).Where(c => c.SalespersonId == salespersonId), request, ct);
    }

    /// <summary>
    /// The pool: customers without a salesperson; or, with the filter <c>state</c> = <c>untraded</c>, the assigned ones that never did business and may come
    /// back.
    /// </summary>
    public async Task<Page<CustomerRow>> PoolAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersAssign, ct);
        await using var db = contexts.Open(me);
        var customers = request.Is("state", "untraded")
            ? db.CustomersOf(me).Where(c => c.SalespersonId != null).NeverTraded(db, me.OrganizationId, business)
            : db.CustomersOf(me).Where(c => c.SalespersonId == null);
        return await PageAsync(db, me, customers, request, ct);
    }

    /// <summary>
    /// The buyers, at most so many, that the actor's list finds by its filters: that of <see cref="AllAsync"/> for who sees all, otherwise that of
    /// <see cref="MineAsync"/>.
    /// </summary>
    internal async Task<IReadOnlyList<long>> BuyersAsync(Actor me, PageRequest request, int most, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        return await Filtered(db, me, OfSalesperson(db.CustomersOf(me), request), request, time.UtcNow(), await LowAsync(me, request, ct))
            .OrderBy(c => c.Id).Take(most).Select(c => c.BuyerId).ToListAsync(ct);
    }

    internal static IQueryable<Customer> OfSalesperson(IQueryable<Customer> customers, PageRequest request) => request.Filter("salesperson") switch
    {
        null => customers,
        var text when long.TryParse(text, CultureInfo.InvariantCulture, out var id) => customers.Where(c => c.SalespersonId == id),
        _ => customers.Where(c => c.SalespersonId == null),
    };

    private async Task<Page<CustomerRow>> PageAsync(KBossDbContext db, Actor me, IQueryable<Customer> customers, PageRequest request, CancellationToken ct)
    {
        var page = await Found(db, me, customers, request, time.UtcNow(), await LowAsync(me, request, ct)).ToPageAsync(request, ct);
        return new(
        [
            .. page.Rows.Select(r => new CustomerRow(
                r.Code, r.Name, r.Contact, Masked.Phone(r.Phone), r.Salesperson, r.Balance ?? 0, r.LastOrderAt, r.Expiring, r.Tickets, r.NextAt, r.CreatedAt)
            {
                InvitedBy = r.InvitedBy,
                LastFollowUpAt = r.LastFollowUpAt,
                FollowUps = r.FollowUps,
                SalespersonId = r.SalespersonId,
            }),
        ], page.Total);
    }

    private async Task<WorkbookExport> ExportAsync(KBossDbContext db, Actor me, IQueryable<Customer> customers, PageRequest request, CancellationToken ct)
    {
        var now = time.UtcNow();
        var phones = me.Has(Permissions.CustomersViewSensitive);
        var found = await Found(db, me, customers, request, now, await LowAsync(me, request, ct)).FirstRowsAsync(MaxExport, ct);
        var file = $"customers-{ChinaTime.FromUtc(now).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        await contexts.AuditAsync(
            me, phones ? "CustomersExportedWithPhones" : "CustomersExported", "Customers", AuditText.Exported(found.Count, file), ct);
        return new WorkbookExport(
            file, WorkbookWriter.Export(CustomerSheetRow.Schema, found.To(r => new CustomerSheetRow
            {
                Code = r.Code,
                Name = r.Name,
                Salesperson = r.Salesperson ?? "",
                Contact = r.Contact,
                Phone = phones ? r.Phone : Masked.Phone(r.Phone),
                Balance = r.Balance ?? 0,
                LastOrder = CustomerSheetRow.Minute(r.LastOrderAt),
                Expiring = r.Expiring,
                Tickets = r.Tickets,
                NextFollowUp = CustomerSheetRow.Day(r.NextAt),
                Registered = CustomerSheetRow.Minute(r.CreatedAt),
                LastFollowUp = CustomerSheetRow.Minute(r.LastFollowUpAt),
                FollowUps = r.FollowUps,
            })));
    }

    /// <summary>Below how many yuan a balance is low; asked only where the list is about it.</summary>
    private async Task<decimal> LowAsync(Actor me, PageRequest request, CancellationToken ct) => request.Filter("attention") == "low-balance"
        ? (await settings.OfAsync<ThresholdSettings>(me.OrganizationId, ThresholdSettings.Section, ct)).LowBalance
        : 0;

    private static IQueryable<Line> Found(KBossDbContext db, Actor me, IQueryable<Customer> customers, PageRequest request, DateTime now, decimal low)
    {
        var expiring = ExpiringOf(db, me, now);
        var planned = Planned(db);
        var asking = Asking(db, me);
        var lately = FollowUpRhythm.Since(now);
        var rows =
            from c in Filtered(db, me, customers, request, now, low).AsNoTracking()
            join o in db.Organizations on c.BuyerId equals o.Id
            join m in db.Members on c.SalespersonId equals m.Id into served
            from m in served.DefaultIfEmpty()
            select new Line
            {
                Id = c.Id,
                Code = o.Code,
                Name = c.Name,
                Contact = c.Contact,
                Phone = c.Phone,
                SalespersonId = c.SalespersonId,
                Salesperson = m == null ? null : m.Name,
                Balance = db.Wallets.Where(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId).Select(w => (decimal?)w.Balance).FirstOrDefault(),
                LastOrderAt = db.Orders.Where(x => x.BuyerId == c.BuyerId && x.SellerId == c.SellerId).Max(x => (DateTime?)x.CreatedAt),
                Expiring = expiring.Count(r => r.BuyerId == c.BuyerId),
                Tickets = asking.Count(t => t.BuyerId == c.BuyerId),
                NextAt = planned.Where(f => f.BuyerId == c.BuyerId).Min(f => f.NextAt),
                LastFollowUpAt = db.FollowUps.Where(f => f.BuyerId == c.BuyerId).Max(f => (DateTime?)f.At),
                FollowUps = db.FollowUps.Count(f => f.BuyerId == c.BuyerId && f.At >= lately),
                CreatedAt = c.CreatedAt,
                InvitedBy = (from u in db.InviteUses
                             where u.BuyerId == c.BuyerId && u.OrganizationId == c.SellerId && u.Kind == InviteUseKind.Registered
                             join i in db.InviteCodes on u.InviteCodeId equals i.Id
                             join owner in db.Members on i.MemberId equals owner.Id
                             select owner.Name).FirstOrDefault(),
            };
        return rows.Sorted(
            request with { Descending = request.Sort is null || request.Descending },
            ("created", r => r.Id), ("name", r => r.Name), ("salesperson", r => r.Salesperson), ("balance", r => (double?)r.Balance),
            ("last-order", r => r.LastOrderAt), ("expiring", r => r.Expiring), ("tickets", r => r.Tickets),
            ("last-follow-up", r => r.LastFollowUpAt), ("follow-ups", r => r.FollowUps), ("next", r => r.NextAt)).ThenBy(r => r.Id);
    }

    private static IQueryable<Customer> Filtered(
        KBossDbContext db, Actor me, IQueryable<Customer> customers, PageRequest request, DateTime now, decimal low)
    {
        var expiring = ExpiringOf(db, me, now);
        var planned = Planned(db);
        var asking = Asking(db, me);
        var ending = db.TermsEndingSoon(me, now);
        customers = customers.Sought(db, request);
        var days = request.Days(now);
        if (days.From is { } from)
        {
            customers = customers.Where(c => c.CreatedAt >= from);
        }

        if (days.Until is { } to)
        {
            customers = customers.Where(c => c.CreatedAt < to);
        }

        if (request.Choice("came", "code", "alone") is { } came)
        {
            var byCode = RegistrationQueries.ByCode(db, me);
            customers = came == "code"
                ? customers.Where(c => byCode.Any(u => u.BuyerId == c.BuyerId))
                : customers.Where(c => !byCode.Any(u => u.BuyerId == c.BuyerId));
        }

        if (request.Choice("quiet", FollowUpRhythm.Silences) is { } silence)
        {
            var spoken = FollowUpRhythm.SilentSince(int.Parse(silence, CultureInfo.InvariantCulture), now);
            customers = customers.Where(c => c.CreatedAt < spoken && !db.FollowUps.Any(f => f.BuyerId == c.BuyerId && f.At >= spoken));
        }

        return request.Choice("attention", "expiring", "tickets", "follow-up", "own-prices", "low-balance", "never-ordered") switch
        {
            "expiring" => customers.Where(c => expiring.Any(r => r.BuyerId == c.BuyerId)),
            "tickets" => customers.Where(c => asking.Any(t => t.BuyerId == c.BuyerId)),
            // A follow-up planned for a Shanghai day is due from that day's beginning.
            "follow-up" => customers.Where(c => planned.Any(f => f.BuyerId == c.BuyerId && f.NextAt <= now)),
            "own-prices" => customers.Where(c => ending.Any(t => t.BuyerId == c.BuyerId)),
            "low-balance" => customers.Where(c => db.Wallets.Any(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId && w.Balance < low)),
            "never-ordered" => customers.Where(c => !db.Orders.Any(o => o.BuyerId == c.BuyerId && o.SellerId == c.SellerId)),
            _ => customers,
        };
    }

    private static IQueryable<Resource> ExpiringOf(KBossDbContext db, Actor me, DateTime now) =>
        db.Resources.Expiring(now).Where(r => r.SellerId == me.OrganizationId);

    private static IQueryable<FollowUp> Planned(KBossDbContext db) => db.FollowUps.Where(f => f.NextAt != null);

    private static IQueryable<Ticket> Asking(KBossDbContext db, Actor me) =>
        db.Tickets.Where(t => t.SellerId == me.OrganizationId && t.Status == TicketStatus.Open);

    /// <summary>A customer as the database finds it, with its whole phone.</summary>
    private sealed class Line
    {
        public long Id { get; init; }

        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string Contact { get; init; } = "";

        public string Phone { get; init; } = "";

        public long? SalespersonId { get; init; }

        public string? Salesperson { get; init; }

        public decimal? Balance { get; init; }

        public DateTime? LastOrderAt { get; init; }

        public int Expiring { get; init; }

        public int Tickets { get; init; }

        public DateTime? NextAt { get; init; }

        public DateTime? LastFollowUpAt { get; init; }

        public int FollowUps { get; init; }

        public DateTime CreatedAt { get; init; }

        public string? InvitedBy { get; init; }
    }
}
