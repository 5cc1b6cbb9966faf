using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Files.Import;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>What the first organizations have with suppliers: profiles, whitelists, accounts, bills and differences.</summary>
internal static class SupplierRows
{
    private static readonly int[] Several = [1, 2, 3];

    public static async Task AddAsync(TestKBoss boss, Organization root, Organization customer, Actor staff, IReadOnlyList<Organization> served)
    {
        await using var db = boss.Db();
        foreach (var (buyer, number) in served.Prepend(customer).Select((buyer, number) => (buyer, number)))
        {
            var parties = new Parties(root.Id, buyer.Id);
            var profile = new TencentProfile(parties);
            profile.Give(new ProfileFacts($"10000000020{number}", $"第一机构的云账号{number}", "第一机构的云联系人"), boss.Now);
            var access = new ZhongjinAccess(parties);
            access.Told(Whitelisting.Refused, $"第一机构的拒绝原因{number}", boss.Now);
            var account = new JinanPoolAccount(
                root.Id, $"first-account-{number}", boss.Get<SecretProtector>().Protect("the password"), $"第一机构的账号备注{number}", boss.Now);
            db.AddRange(profile, access, account);
            await db.SaveChangesAsync();
            var binding = new JinanBinding(account, parties, staff.By, $"第一机构的绑定原因{number}", boss.Now);
            binding.Know(boss.Now);
            db.Add(binding);
            var bill = new JinanBillLine(root.Id, new BillFacts(
                $"FIRST-BILL-{number}", account.Account, "", $"第一机构的账单项目{number}", 1, "核时", 10m, boss.Now, boss.Now, 202601), boss.Now);
            bill.Match(buyer.Id, "", "");
            db.AddRange(bill, new BillDifference(root.Id, new DifferenceFacts(
                202601, $"bill:FIRST-BILL-{number}", BillDifferenceKind.MissingHere, account.Account, buyer.Id, "", "", $"第一机构的差异{number}", 10m, null)));
            await db.SaveChangesAsync();
        }
    }

    /// <summary>Workbooks of accounts; the last one is looked at.</summary>
    public static async Task<long> UploadAsync(TestKBoss boss)
    {
        long id = 0;
        foreach (var number in Several)
        {
            id = await boss.Get<ImportService<JinanAccountSheetRow>>().UploadAsync(
                0, "第一机构的超算账号.xlsx", WorkbookWriter.Export(
                    JinanAccountWorkbook.Schema(), Several.Select(row => new JinanAccountSheetRow { Account = $"first-listed-{number}-{row}", Note = "第一机构要导入的账号" })));
        }

        await boss.Get<ImportService<JinanAccountSheetRow>>().PreviewAsync(id);
        return id;
    }
}
