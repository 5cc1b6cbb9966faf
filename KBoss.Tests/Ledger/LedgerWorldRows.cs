using KBoss.Domain.Ledger;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.SignIn;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Ledger;

/// <summary>Entries on an account of the distributor's own.</summary>
internal sealed class LedgerWorldRows : WorldRows
{
    private const string OwnAccount = "1999-FIRST";

    public override int Position => 50;

    protected override async Task AddAsync()
    {
        Keys["account"] = OwnAccount;
        foreach (var number in Several)
        {
            await BookAsync(Root, Keys["entry"] = $"第一机构的凭证{number}");
        }
    }

    private async Task BookAsync(Organization root, string reference)
    {
        await using var db = Boss.Db();
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.OrganizationId == root.Id && a.Code == OwnAccount)
            ?? new Account(root.Id, OwnAccount, "第一机构的科目", "Account of the first", AccountKind.Asset);
        db.Add(new JournalEntry(root.Id, LedgerEvents.Recharge, reference, Boss.Now, [new(account, Side.Debit, 1m), new(account, Side.Credit, 1m)]));
        await db.SaveChangesAsync();
    }
}
