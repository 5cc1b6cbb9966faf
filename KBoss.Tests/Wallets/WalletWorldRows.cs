using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;

namespace KBoss.Tests.Wallets;

/// <summary>Money of the customer: paid online, received offline, and still on its way.</summary>
internal sealed class WalletWorldRows : WorldRows
{
    public override int Position => 40;

    protected override async Task AddAsync()
    {
        foreach (var _ in Several)
        {
            await Boss.Given.MoneyAsync(Customer, 500m);
        }

        Boss.SignIn(Staff);
        foreach (var number in Several)
        {
            Keys["offline"] = (await Boss.Get<OfflineRechargeService>().EnterAsync(new EnterRecharge(
                $"the-form-of-the-first-{number}", Customer.Code,
                new ReceivedOffline(10m, RechargeChannel.Bank, number == 1 ? AccessWorld.SlipNumber : $"{AccessWorld.SlipNumber}{number}", ChinaTime.Day(Boss.Now), "第一机构收款的备注"),
                new Upload($"第一机构的回单{number}.pdf", People.Pdf)))).RechargeNo;
        }

        await using var db = Boss.Db();
        db.Add(new Recharge(new Parties(Root.Id, Customer.Id), Buyer.By, Keys["recharge"] = "RCFIRST0001", 88m, RechargeChannel.Alipay, null, Boss.Now));
        await db.SaveChangesAsync();
    }
}
