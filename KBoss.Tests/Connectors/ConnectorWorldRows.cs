using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Customers;
using KBoss.Domain.Ledger;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Files.Import;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors;

/// <summary>What is opened by itself, and what the first organizations have with suppliers: profiles, whitelists, accounts, bills and differences.</summary>
internal sealed class ConnectorWorldRows : WorldRows
{
    public override int Position => 105;

    protected override async Task AddAsync()
    {
        await PlanAsync();
        await using var db = Boss.Db();
        foreach (var (buyer, number) in World.Served.Prepend(Customer).Select((buyer, number) => (buyer, number)))
        {
            var parties = new Parties(Root.Id, buyer.Id);
            var profile = new TencentProfile(parties);
            profile.Give(new ProfileFacts($"10000000020{number}", $"第一机构的云账号{number}", "第一机构的云联系人"), Boss.Now);
            var access = new ZhongjinAccess(parties);
            access.Told(Whitelisting.Refused, $"第一机构的拒绝原因{number}", Boss.Now);
            var account = new JinanPoolAccount(
                Root.Id, $"first-account-{number}", Boss.Get<SecretProtector>().Protect("the password"), $"第一机构的账号备注{number}", Boss.Now);
            db.AddRange(profile, access, account);
            await db.SaveChangesAsync();
            var binding = new JinanBinding(account, parties, Staff.By, $"第一机构的绑定原因{number}", Boss.Now);
            binding.Know(Boss.Now);
            db.Add(binding);
            var bill = new JinanBillLine(Root.Id, new BillFacts(
                $"FIRST-BILL-{number}", account.Account, "", $"第一机构的账单项目{number}", 1, "核时", 10m, Boss.Now, Boss.Now, 202601), Boss.Now);
            bill.Match(buyer.Id, "", "");
            db.AddRange(bill, new BillDifference(Root.Id, new DifferenceFacts(
                202601, $"bill:FIRST-BILL-{number}", BillDifferenceKind.MissingHere, account.Account, buyer.Id, "", "", $"第一机构的差异{number}", 10m, null)));
            await db.SaveChangesAsync();
        }

        Boss.SignIn(Staff);
        foreach (var number in Several)
        {
            Imports["/sales/jinan"] = await Boss.Get<ImportService<JinanAccountSheetRow>>().UploadAsync(
                0, "第一机构的超算账号.xlsx", WorkbookWriter.Export(
                    JinanAccountWorkbook.Schema(), Several.Select(row => new JinanAccountSheetRow { Account = $"first-listed-{number}-{row}", Note = "第一机构要导入的账号" })));
        }

        await Boss.Get<ImportService<JinanAccountSheetRow>>().PreviewAsync(Imports["/sales/jinan"]);
    }

    /// <summary>What is opened by itself from now on, and by which parameters.</summary>
    private async Task PlanAsync()
    {
        await using var db = Boss.Db();
        var connected = await db.Suppliers.SingleAsync(s => s.Id == World.Supplier.Id);
        connected.Change(new SupplierFacts(connected.Name, connected.Kind, Connector.Jinan, connected.Contact, connected.Phone, connected.Note));
        var skus = World.Offers.Select(o => o.SkuId).ToList();
        foreach (var code in await db.Skus.Where(s => skus.Contains(s.Id)).Select(s => s.Code).ToListAsync())
        {
            db.Add(new DeliveryPlan(connected, code, new Dictionary<string, string> { [PlanField.Product] = $"first-organizations-{code}" }, Boss.Now));
        }

        await db.SaveChangesAsync();
    }
}
