using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>What becomes of a sale below cost.</summary>
public enum LossState
{
    /// <summary>It is not sold until somebody has looked at it.</summary>
    Stopped,

    /// <summary>It is sold, because the distributor stops nothing.</summary>
    Sold,

    /// <summary>Somebody has looked at just this loss and sells on.</summary>
    Accepted,
}

/// <summary>
/// Terms on which an offer is sold below its cost; yuan per unit. <see cref="AcceptedBy"/>, when and at which cost: who has looked at a loss on these terms
/// last, even if the cost has risen since.
/// </summary>
/// <param name="BuyerId">The customer or distributor whose terms they are; null for the public terms.</param>
public sealed record LossRow(
    long OfferId, LossKind Kind, long? BuyerId, string BuyerName, string BuyerCode, string ProductName, string SkuCode, string Options, BillingUnit Unit,
    long SupplierId, string SupplierName, SalesMode Mode, decimal UnitPrice, decimal Cost, LossState State,
    string? AcceptedBy, DateTime? AcceptedAt, decimal? AcceptedCost)
{
    public decimal LossPerUnit => Cost - UnitPrice;

    /// <summary>Whether it is bought from another distributor, so that the supplier is not one's own.</summary>
    public bool FromUpstream { get; init; }

    /// <summary>The row as it is accepted: at the price and the cost that were shown.</summary>
    public LossShown Shown => new(OfferId, BuyerId, UnitPrice, Cost);
}

/// <summary>Reads what the distributor sells below its cost [R-PRC-4].</summary>
public sealed class LossQueries(KBossDbContextFactory contexts, ICurrentActor current, Losses losses, TimeProvider time)
{
    /// <summary>How many rows an export has at most.</summary>
    public const int MaxExport = 20_000;

    /// <summary>
    /// A page of what is sold below cost, the largest loss first; filters <c>q</c> (product, Sku code or buyer), <c>supplier</c> (id), <c>kind</c>,
    /// <c>state</c>; sorts <c>loss</c>, <c>product</c>, <c>sku</c>, <c>supplier</c>.
    /// </summary>
    public async Task<Page<LossRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CostsView, ct);
        var rows = await FoundAsync(me, request, ct);
        var size = Math.Clamp(request.Size, 1, PageRequest.MaxSize);
        return new Page<LossRow>([.. rows.Skip((Math.Max(request.Page, 1) - 1) * size).Take(size)], rows.Count);
    }

    /// <summary>What <see cref="ListAsync"/> finds, as a workbook; the export is audited.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CostsView, ct);
        var rows = FirstRows.Of(await FoundAsync(me, request, ct), MaxExport);
        var file = $"below-cost-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        await contexts.AuditAsync(me, "BelowCostExported", "Offers", AuditText.Exported(rows.Count, file), ct);
        return new WorkbookExport(
            file, WorkbookWriter.Export(LossSheetRow.Schema, rows.To(LossSheetRow.Of)));
    }

    /// <summary>The suppliers of what is sold below cost, by name.</summary>
    public async Task<IReadOnlyList<SupplierName>> SuppliersAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CostsView, ct);
        await using var db = contexts.Open(me);
        var found = await losses.FindAsync(db, me.OrganizationId, time.UtcNow(), ct: ct);
        return
        [
            .. found.Select(l => new SupplierName(l.Pricing.Reading.Sku.SupplierId, l.Pricing.Reading.SupplierName))
                .Distinct().OrderBy(s => s.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether the distributor does not sell below cost until somebody has looked at it.</summary>
    public async Task<bool> StopsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CostsView, ct);
        await using var db = contexts.Open(me);
        return await db.Organizations.Where(o => o.Id == me.OrganizationId).Select(o => o.StopsBelowCost).SingleAsync(ct);
    }

    private async Task<List<LossRow>> FoundAsync(Actor me, PageRequest request, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        var supplier = request.Id("supplier");
        var found = await losses.FindAsync(db, me.OrganizationId, time.UtcNow(), supplier, ct: ct);
        var buyers = found.Select(l => l.BuyerId).OfType<long>().Distinct().ToList();
        var named = await db.Organizations.Where(o => EF.Parameter(buyers).Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => new { o.Name, o.Code }, ct);

        var rows = found.Select(Row);
        if (request.Filter("q") is { } text)
        {
            rows = rows.Where(r => SearchText.Holds(r.ProductName, text) || SearchText.Holds(r.SkuCode, text) || SearchText.Holds(r.BuyerName, text));
        }

        if (request.Filter<LossKind>("kind") is { } kind)
        {
            rows = rows.Where(r => r.Kind == kind);
        }

        if (request.Filter<LossState>("state") is { } state)
        {
            rows = rows.Where(r => r.State == state);
        }

        var sorted = request.Sort switch
        {
            "product" => By(r => r.ProductName),
            "sku" => By(r => r.SkuCode),
            "supplier" => By(r => r.SupplierName),
            "loss" when !request.Descending => rows.OrderBy(r => r.LossPerUnit),
            _ => rows.OrderByDescending(r => r.LossPerUnit),
        };
        return [.. sorted.ThenBy(r => r.SkuCode, StringComparer.Ordinal).ThenBy(r => r.BuyerId)];

        IOrderedEnumerable<LossRow> By(Func<LossRow, string> key) =>
            request.Descending ? rows.OrderByDescending(key, StringComparer.Ordinal) : rows.OrderBy(key, StringComparer.Ordinal);

        LossRow Row(Loss loss)
        {
            var (reading, consent) = (loss.Pricing.Reading, loss.Looked);
            var state = !loss.Stops ? LossState.Sold : loss.IsAccepted ? LossState.Accepted : LossState.Stopped;
            var buyer = loss.BuyerId is { } buyerId ? named.GetValueOrDefault(buyerId) : null;
            return new LossRow(
                reading.Offer.Id, loss.Kind, loss.BuyerId, buyer?.Name ?? "", buyer?.Code ?? "", reading.ProductName,
                reading.Sku.Code, reading.Sku.Options, reading.Sku.Unit, reading.Sku.SupplierId, reading.SupplierName, loss.Pricing.ShownMode,
                loss.UnitPrice, loss.Cost, state, consent?.By.Name, consent?.At, consent?.Cost)
            {
                FromUpstream = reading.Offer.UpstreamOfferId is not null,
            };
        }
    }
}
