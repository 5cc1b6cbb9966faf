using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Promotions;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Homes;

/// <summary>
/// What Operations begins the day with; times UTC. <see cref="Products"/> says whether there is anything to sell; <see cref="PublicWaiting"/> customers without
/// a salesperson wait for a word; <see cref="EndingPromotions"/> run and end within <see cref="PromotionStates.SoonDays"/> days; <see cref="BadImports"/> are
/// those of the last <see cref="OperationsHomeQueries.ImportDays"/> days, the newest first.
/// </summary>
public sealed record OperationsHome(
    int Products, int PublicCustomers, DateTime? PublicSince, int PublicWaiting, int RunningPromotions, int EndingPromotions, DateTime? FirstPromotionEndAt,
    int Devices, int FreeDevices, int DevicesInUse, int DevicesInCheck, int FaultyDevices, IReadOnlyList<BadImport> BadImports)
{
    /// <summary>How many promotions ran at the same time a month before.</summary>
    public int RunningBefore { get; init; }
}

/// <summary>An upload of which rows were rejected; of products by the id of the supplier, otherwise of public terms.</summary>
public sealed record BadImport(string FileName, long? SupplierId, int Rejected, string By, DateTime At);

/// <summary>Counts and adds up for the home of Operations: two queries.</summary>
public sealed class OperationsHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>Of how many days uploads are told.</summary>
    public const int ImportDays = 7;

    private const int MostImports = 5;
    private const string OfProducts = "Products";

    private static readonly string[] Kinds = [OfProducts, "TermsPublic"];

    /// <summary>The queues and figures, without what is priced.</summary>
    public async Task<OperationsHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetPublic, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var (soon, since) = (ChinaTime.AddDays(now, PromotionStates.SoonDays), ChinaTime.AddDays(now, -ImportDays));
        var free = db.CustomersOf(me).Where(c => c.SalespersonId == null);
        var words = db.Conversations.Where(v => v.WaitingSince != null && db.TalkedToBy(me).Any(c => c.BuyerId == v.BuyerId));
        var promotions = db.Promotions.Where(p => p.OrganizationId == me.OrganizationId);
        var (running, before) = (promotions.At(PromotionStatus.Active, now), promotions.At(PromotionStatus.Active, PeriodSums.MonthBefore(now)));
        var devices = db.Devices.Where(d => d.OrganizationId == me.OrganizationId && d.State != DeviceState.Retired);
        var offers = db.Offers.Where(f => f.OrganizationId == me.OrganizationId && f.Sku.Product.DeletedAt == null);
        var bad = db.Imports.Where(i => Kinds.Contains(i.Kind) && i.UploadedAt >= since && i.Rejected > 0);
        return await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new OperationsHome(
                offers.Take(1).Count(),
                free.Count(), free.Min(c => (DateTime?)c.CreatedAt), words.Count(),
                running.Count(), running.Count(p => p.To <= soon), running.Where(p => p.To <= soon).Min(p => (DateTime?)p.To),
                devices.Count(), devices.Count(d => d.State == DeviceState.Free), devices.Count(d => d.State == DeviceState.InUse),
                devices.Count(d => d.State == DeviceState.InCheck), devices.Count(d => d.State == DeviceState.Faulty),
                bad.Where(i => i.OrganizationId == o.Id).OrderByDescending(i => i.UploadedAt).Take(MostImports)
                    .Select(i => new BadImport(
                        i.FileName, i.Kind == OfProducts ? i.SubjectId : null, i.Rejected, i.UploadedBy.Name, i.CommittedAt ?? i.UploadedAt)).ToList())
            {
                RunningBefore = before.Count(),
            })
            .SingleAsync(ct);
    }

    /// <summary>
    /// What was ordered, by the month of the order: yuan, without what was cancelled, as <see cref="PeriodSum.One"/>, and how many orders, all of them, as
    /// <see cref="PeriodSum.Two"/>, as the list of orders counts them.
    /// </summary>
    public async Task<MonthSums> OrderedAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        return await db.OrdersOf(me).AsNoTracking()
            .Select(o => new Dated { At = o.CreatedAt, One = o.Status == OrderStatus.Cancelled ? 0 : o.Total, Two = 1, Three = 0 })
            .ByMonthAsync(time.UtcNow(), ct);
    }
}
