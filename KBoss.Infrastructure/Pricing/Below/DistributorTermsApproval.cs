using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Below;

/// <summary>
/// Carries terms of a distributor below out, at once or with the last consent: exactly what was asked for, on the basis on which it was asked. Refused with
/// <c>Pricing.DistributorGone</c>, <c>Pricing.OfferGone</c>, <c>Pricing.ModeChanged</c>, <c>Pricing.BasisChanged</c>, <c>Pricing.DistributorTermsChanged</c>,
/// <c>Pricing.OwnBelowCost</c> for a loss that nobody has consented to [R-PRC-4], and <c>Pricing.CostRisen</c> for a margin that is less than shown. What rises
/// is told to those below who sell it for less.
/// </summary>
internal sealed class DistributorTermsApproval(UpstreamSupply upstream, Outbox outbox) : ApprovalKind<DistributorTermsChange>
{
    public override ApprovalKind Kind => ApprovalKind.DistributorTerms;

    public override string Permission => Permissions.PricesSetDistributor;

    protected override async Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, DistributorTermsChange change, CancellationToken ct) =>
        await db.Organizations.Where(o => o.Code == change.Distributor && o.Kind == OrganizationKind.Distributor).Select(o => o.Id).ToListAsync(ct);

    protected override async Task ExecuteAsync(KBossDbContext db, DistributorTermsChange change, ApprovalExecution execution, CancellationToken ct)
    {
        var sellerId = execution.OrganizationId;
        var below = await db.Organizations.FirstOrDefaultAsync(
            o => o.Code == change.Distributor && o.SellerId == sellerId && o.Kind == OrganizationKind.Distributor, ct)
            ?? throw new RuleException("Pricing.DistributorGone", change.Distributor);
        // Read before the costs are: whoever changes one of them at this moment is met there.
        var agreements = await db.SupplyAgreements.Where(a => a.OrganizationId == sellerId).InForce(db.Now).ToListAsync(ct);
        var basis = await SupplyBasis.LoadAsync(db, upstream, sellerId, db.Now, ct);
        var suppliers = new HashSet<long>();
        var rising = new HashSet<long>();
        foreach (var chunk in change.Lines.Chunk(1_000))
        {
            var ids = chunk.Select(l => l.OfferId).ToList();
            var bought = await db.Offers.Where(o => o.OrganizationId == below.Id && EF.Parameter(ids).Contains(o.UpstreamOfferId!.Value))
                .ToDictionaryAsync(o => o.UpstreamOfferId!.Value, ct);
            var readings = await db.Offers
                .Where(o => o.OrganizationId == sellerId && EF.Parameter(ids).Contains(o.Id) && o.Sku.Product.DeletedAt == null).Read(db).ToListAsync(ct);
            var offers = (await basis.OfAsync(readings, ct)).ToDictionary(o => o.Reading.Offer.Id);
            foreach (var line in chunk)
            {
                var offer = offers.GetValueOrDefault(line.OfferId) ?? throw new RuleException("Pricing.OfferGone", line.SkuCode);
                var stands = bought.GetValueOrDefault(line.OfferId);
                Check(line, offer, stands?.CostTerms ?? Terms.None);
                Accept(db, line, offer, below.Id, execution);
                if (execution.RequestNo is not null)
                {
                    line.Shown.Demand(offer, line.SkuCode);
                }

                var before = stands?.CostTerms.UnitPrice(offer.Reading.Sku.ListPrice);
                if (stands is null)
                {
                    db.Add(Offer.Downstream(below.Id, offer.Reading.Offer, line.Terms));
                }
                else
                {
                    stands.ChangeCostTerms(line.Terms);
                }

                suppliers.Add(offer.Reading.Sku.SupplierId);
                if (before < line.UnitPrice)
                {
                    rising.Add(offer.Reading.Sku.SupplierId);
                }
            }
        }

        foreach (var agreement in agreements.Where(a => suppliers.Contains(a.SupplierId)))
        {
            db.Touch(agreement);
        }

        await TellAsync(db, sellerId, below.Id, change.Lines, rising, ct);
        db.AfterCommit(new StorefrontChanged());
    }

    private static void Check(DistributorTermsLine line, OfferPricing offer, Terms stands)
    {
        if (offer.Mode != line.Mode || offer.ModeNumber != line.ModeNumber)
        {
            throw new RuleException("Pricing.ModeChanged", line.SkuCode);
        }

        if (line.Terms.UnitPrice(offer.Reading.Sku.ListPrice) != line.UnitPrice)
        {
            throw new RuleException("Pricing.BasisChanged", line.SkuCode);
        }

        if ((stands.Discount, stands.Price) != (line.StoodDiscount, line.StoodPrice))
        {
            throw new RuleException("Pricing.DistributorTermsChanged", line.SkuCode);
        }
    }

    /// <summary>Consented to is the loss that was seen: a cost that has risen since asks again.</summary>
    private static void Accept(KBossDbContext db, DistributorTermsLine line, OfferPricing offer, long belowId, ApprovalExecution execution)
    {
        if (!(line.UnitPrice < offer.Cost.Fixed))
        {
            return;
        }

        if (execution.RequestNo is null || !line.Loses || offer.Cost.Fixed > line.Cost)
        {
            throw new RuleException("Pricing.OwnBelowCost", line.SkuCode, line.UnitPrice);
        }

        db.Add(new LossConsent(offer.Reading.Offer, belowId, line.UnitPrice, line.Cost!.Value, execution.By, db.Now));
    }

    private async Task TellAsync(
        KBossDbContext db, long sellerId, long belowId, IReadOnlyList<DistributorTermsLine> lines, IEnumerable<long> rising, CancellationToken ct)
    {
        var seller = await db.Organizations.Where(o => o.Id == sellerId).Select(o => o.Name).SingleAsync(ct);
        // Each in the grid where it is shown: what has a price of its own stands in another one than what has a discount.
        foreach (var grid in lines.GroupBy(l => l.Price is null ? "discounts" : "prices").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var count = grid.Count().ToString(CultureInfo.InvariantCulture);
            await SupplySales.TellOperationsAsync(db, belowId, "SupplyTermsChanged", grid.Key, [count, seller], ct);
        }

        foreach (var supplierId in rising)
        {
            // After the commit, each of those below in its own scope.
            outbox.Add(db, belowId, DownstreamLosses.OutboxKind, $"supply-terms-{Guid.NewGuid():N}", new ListPricesChanged(sellerId, supplierId));
        }
    }
}
