using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Zhongjin.Customers;

/// <summary>A customer and where it stands at 中金; times UTC.</summary>
/// <param name="Lines">How many lines of 中金's products it has bought, where the distributor itself buys them there.</param>
/// <param name="Uin">Its account at Tencent Cloud, on whose platform the products run; empty where it has not named one.</param>
public sealed record ZhongjinRow(
    string Code, string Name, string? Salesperson, Whitelisting State, string Reason, bool Telling, string Failure, int Lines, string Uin, DateTime? WantedAt,
    DateTime? SyncedAt, DateTime? CheckedAt)
{
    public long? SalespersonId { get; init; }
}

/// <summary>Where the own organization stands at 中金; times UTC.</summary>
public sealed record MyZhongjin(Whitelisting State, string Reason, DateTime? WantedAt, DateTime? SyncedAt);

/// <summary>Reads where customers stand at 中金: a salesperson those assigned to them [R-ISO-2], whoever may view all of them all.</summary>
public sealed class ZhongjinQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// Customers that have bought something of 中金's, have asked for it or were told to it; with the filter <c>who=all</c> every customer, so that any can be
    /// told. Filters <c>q</c> (name, contact, code, whole phone) and <c>state</c>; sorts <c>name</c> and <c>checked</c>.
    /// </summary>
    public async Task<Page<ZhongjinRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ZhongjinManage, ct);
        await using var db = contexts.Open(me);
        var bought =
            from purchase in db.PurchaseLines
            join supplier in db.Suppliers on purchase.SupplierId equals supplier.Id
            where supplier.Connector == Connector.Zhongjin && purchase.OrderLine.SellerId == me.OrganizationId
            select purchase.OrderLine.BuyerId;
        var rows =
            from customer in db.CustomersOf(me).AsNoTracking().Sought(db, request)
            join access in db.ZhongjinAccesses on customer.BuyerId equals access.BuyerId into accesses
            from access in accesses.DefaultIfEmpty()
            select new { Customer = customer, Access = access };
        if (!request.Is("who", "all"))
        {
            rows = rows.Where(r => r.Access != null || bought.Contains(r.Customer.BuyerId));
        }

        if (request.Filter<Whitelisting>("state") is { } state)
        {
            rows = state == Whitelisting.NotSynced ? rows.Where(r => r.Access == null || r.Access.State == state) : rows.Where(r => r.Access.State == state);
        }

        rows = (request.Sort, request.Descending) switch
        {
            ("checked", false) => rows.OrderBy(r => r.Access.CheckedAt).ThenBy(r => r.Customer.Id),
            ("checked", true) => rows.OrderByDescending(r => r.Access.CheckedAt).ThenBy(r => r.Customer.Id),
            ("name", true) => rows.OrderByDescending(r => r.Customer.Name).ThenBy(r => r.Customer.Id),
            _ => rows.OrderBy(r => r.Customer.Name).ThenBy(r => r.Customer.Id),
        };
        return await rows.Select(r => new ZhongjinRow(
            db.Organizations.Where(o => o.Id == r.Customer.BuyerId).Select(o => o.Code).First(), r.Customer.Name,
            db.Members.Where(m => m.Id == r.Customer.SalespersonId).Select(m => m.Name).FirstOrDefault(),
            r.Access == null ? Whitelisting.NotSynced : r.Access.State, r.Access == null ? "" : r.Access.Reason, r.Access != null && r.Access.Telling,
            r.Access == null ? "" : r.Access.Failure, bought.Count(b => b == r.Customer.BuyerId),
            db.TencentProfiles.Where(p => p.BuyerId == r.Customer.BuyerId).Select(p => p.Uin).FirstOrDefault() ?? "",
            r.Access == null ? null : r.Access.WantedAt, r.Access == null ? null : r.Access.SyncedAt, r.Access == null ? null : r.Access.CheckedAt)
        {
            SalespersonId = r.Customer.SalespersonId,
        }).ToPageAsync(request, ct);
    }

    /// <summary>Where the actor's own organization stands.</summary>
    public async Task<MyZhongjin> MineAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SupplierProfilesView, ct);
        await using var db = contexts.Open(me);
        return await ReadAsync(db, me.OrganizationId, ct);
    }

    /// <summary>For the seller: where one of its customers stands; one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.</summary>
    public async Task<MyZhongjin> OfCustomerAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        return await ReadAsync(db, (await db.FindCustomerAsync(me, code, ct)).BuyerId, ct);
    }

    private static async Task<MyZhongjin> ReadAsync(KBossDbContext db, long buyerId, CancellationToken ct) =>
        await db.ZhongjinAccesses.AsNoTracking().Where(a => a.BuyerId == buyerId)
            .Select(a => new MyZhongjin(a.State, a.Reason, a.WantedAt, a.SyncedAt)).FirstOrDefaultAsync(ct)
        ?? new MyZhongjin(Whitelisting.NotSynced, "", null, null);
}
