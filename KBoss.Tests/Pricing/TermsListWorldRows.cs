using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>Lists of terms to be imported: for everybody, for a customer, for a promotion and for a distributor below.</summary>
internal sealed class TermsListWorldRows : WorldRows
{
    public override int Position => 180;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Staff);
        foreach (var _ in Several)
        {
            Imports["/operations/terms"] = await Boss.Get<ImportService<PublicTermsRow>>().UploadAsync(
                0, "第一机构的条款.xlsx", WorkbookWriter.Export(
                    TermsWorkbook.Schema<PublicTermsRow>(validity: false, costs: false),
                    Several.Select(row => new PublicTermsRow { Supplier = World.Supplier.Name, SkuCode = $"TERMS-{row}", Discount = 0.9m })));
        }

        await Boss.Get<ImportService<PublicTermsRow>>().PreviewAsync(Imports["/operations/terms"]);
        foreach (var _ in Several)
        {
            Imports["/sales/terms"] = await Boss.Get<ImportService<CustomerTermsSheetRow>>().UploadAsync(
                Buyer.OrganizationId, "第一机构的专属价.xlsx", WorkbookWriter.Export(
                    TermsWorkbook.Schema<CustomerTermsSheetRow>(validity: true, costs: false),
                    Several.Select(row => new CustomerTermsSheetRow { Supplier = World.Supplier.Name, SkuCode = $"OWN-TERMS-{row}", Discount = 0.9m })));
        }

        await Boss.Get<ImportService<CustomerTermsSheetRow>>().PreviewAsync(Imports["/sales/terms"]);

        await using var db = Boss.Db();
        var promotion = await db.Promotions.Where(p => p.No == Keys["promotion"]).Select(p => p.Id).SingleAsync();
        World.Name<Promotion>(promotion);
        foreach (var _ in Several)
        {
            Imports["/operations/promotions"] = await Boss.Get<ImportService<PromotionTermsSheetRow>>().UploadAsync(
                promotion, "第一机构的活动产品.xlsx", Sheet(new PromotionTermsSheetRow()));
            Imports["/operations/distributors"] = await Boss.Get<ImportService<DistributorTermsSheetRow>>().UploadAsync(
                Ids["distributor"], "第一机构的供货条款.xlsx", Sheet(new DistributorTermsSheetRow()));
        }

        await Boss.Get<ImportService<PromotionTermsSheetRow>>().PreviewAsync(Imports["/operations/promotions"]);
        await Boss.Get<ImportService<DistributorTermsSheetRow>>().PreviewAsync(Imports["/operations/distributors"]);

        byte[] Sheet<TRow>(TRow empty)
            where TRow : TermsSheetRow, new() => WorkbookWriter.Export(
                TermsWorkbook.Schema<TRow>(validity: false, costs: false),
                Several.Select(row => empty with { Supplier = World.Supplier.Name, SkuCode = $"FIRST-TERMS-{row}", Discount = 0.9m }));
    }
}
