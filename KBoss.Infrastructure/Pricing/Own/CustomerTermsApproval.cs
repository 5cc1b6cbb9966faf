using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>Own terms of a customer, have changed.</summary>
public sealed record CustomerTermsChanged(long SellerId, long BuyerId);

/// <summary>
/// Carries own terms of a customer out, at once or with the last consent: exactly what was asked for, on the basis on which it was asked. Refused is what the
/// world no longer allows: <c>Pricing.CustomerGone</c>, <c>Pricing.OfferGone</c>, <c>Pricing.ModeChanged</c>, <c>Pricing.BasisChanged</c> (the list price),
/// <c>Pricing.OwnTermsChanged</c>, <c>Pricing.PeriodPast</c>, <c>Pricing.OwnBelowCost</c> and <c>Pricing.OwnStackBelowCost</c> for a loss that nobody has
/// consented to [R-PRC-4], <c>Pricing.CostRisen</c> for a margin that is less than the one that was shown, and <c>Pricing.CustomerMoved</c> when the maker no
/// longer serves the customer.
/// </summary>
internal sealed class CustomerTermsApproval(UpstreamSupply upstream) : ApprovalKind<CustomerTermsChange>
{
    public override ApprovalKind Kind => ApprovalKind.CustomerTerms;

    public override string Permission => Permissions.PricesSetCustomer;

    protected override async Task ExecuteAsync(KBossDbContext db, CustomerTermsChange change, ApprovalExecution execution, CancellationToken ct)
    {
        var organizationId = execution.OrganizationId;
        var customer = await db.Customers.Where(c => c.SellerId == organizationId).WithCodes(db, [change.Customer]).FirstOrDefaultAsync(ct)
            ?? throw new RuleException("Pricing.CustomerGone", change.Customer);
        if (!await db.CustomersOf(execution.MakerNow).AnyAsync(c => c.Id == customer.Id, ct))
        {
            throw new RuleException("Pricing.CustomerMoved", customer.Name, execution.Maker.Name);
        }

        // Read before the costs are: whoever changes one of them at this moment is met there.
        var agreements = await db.SupplyAgreements.Where(a => a.OrganizationId == organizationId).InForce(db.Now).ToListAsync(ct);
        var ids = change.Lines.Select(l => l.OfferId).ToList();
        var book = await OwnTermsBook.OpenAsync(db, customer, ids, ct);
        var basis = await SupplyBasis.LoadAsync(db, upstream, organizationId, db.Now, ct);
        var offers = new Dictionary<long, OfferPricing>();
        foreach (var chunk in ids.Chunk(1_000))
        {
            var readings = await db.Offers.AsNoTracking()
                .Where(o => o.OrganizationId == organizationId && EF.Parameter(chunk).Contains(o.Id) && o.Sku.Product.DeletedAt == null).Read(db).ToListAsync(ct);
            foreach (var offer in await basis.OfAsync(readings, ct))
            {
                offers[offer.Reading.Offer.Id] = offer;
            }
        }

        var promotions = await db.PromotionsAsync(organizationId, customer.BuyerId, ids, db.Now, PromotionSelection.All, ct);
        foreach (var line in change.Lines)
        {
            var offer = offers.GetValueOrDefault(line.OfferId) ?? throw new RuleException("Pricing.OfferGone", line.SkuCode);
            var period = line.PeriodAt(db.Now);
            Check(line, offer, period, book.Overlapping(line.OfferId, period), db.Now);
            var stacked = StackedPrices.Lowest(line.UnitPrice, promotions[line.OfferId], period.From, period.To);
            if (line.UnitPrice is { } price && offer.Cost.Fixed is { } cost && (stacked < price ? stacked.Value : price) is var least && least < cost)
            {
                // Consented to is the loss that was seen: a cost that has risen since asks again, and so does a promotion that has come on top.
                if (execution.RequestNo is null || !line.Loses || cost > line.Cost || least < line.Least)
                {
                    throw price < cost
                        ? new RuleException("Pricing.OwnBelowCost", line.SkuCode, price)
                        : new RuleException("Pricing.OwnStackBelowCost", line.SkuCode, price, least);
                }

                db.Add(new LossConsent(offer.Reading.Offer, customer.BuyerId, least, line.Cost!.Value, execution.By, db.Now));
            }

            if (execution.RequestNo is not null && !line.Terms.IsNone)
            {
                line.Shown.Demand(offer, line.SkuCode);
            }

            book.Put(new OwnTermsPut(line.OfferId, line.Terms, line.ModeNumber), period, execution.Maker, execution.RequestNo);
        }

        var suppliers = offers.Values.Where(o => o.Agreement is not null).Select(o => o.Reading.Sku.SupplierId).ToHashSet();
        foreach (var agreement in agreements.Where(a => suppliers.Contains(a.SupplierId)))
        {
            db.Touch(agreement);
        }

        db.AfterCommit(new CustomerTermsChanged(organizationId, customer.BuyerId));
    }

    private static void Check(CustomerTermsLine line, OfferPricing offer, Period period, IReadOnlyList<OwnTermsStood> stands, DateTime now)
    {
        if (period.IsEmpty)
        {
            throw new RuleException("Pricing.PeriodPast") { Field = "valid-to" };
        }

        if (!line.Terms.IsNone && (offer.Mode != line.Mode || offer.ModeNumber != line.ModeNumber))
        {
            throw new RuleException("Pricing.ModeChanged", line.SkuCode);
        }

        if (OwnTermsScope.OwnPrice(line.Mode, offer.Reading.Sku.ListPrice, line.Terms) != line.UnitPrice)
        {
            throw new RuleException("Pricing.BasisChanged", line.SkuCode);
        }

        // What has run out by itself since was known; what others have agreed since was not.
        if (!stands.SequenceEqual(line.Stood.Where(s => !(s.To <= now))))
        {
            throw new RuleException("Pricing.OwnTermsChanged", line.SkuCode);
        }
    }
}
