using KBoss.Domain.Customers;
using KBoss.Domain.Leads;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Leads;
using KBoss.Tests.Architecture.Access;

namespace KBoss.Tests.Leads;

/// <summary>What the customer has left on the message board, and its own record.</summary>
internal sealed class LeadWorldRows : WorldRows
{
    public override int Position => 200;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Buyer);
        var record = Boss.Get<OwnRecordService>();
        await record.ChangeAsync(await record.GetAsync(), new RecordFacts("第一机构的收货地址", "第一机构的发票抬头", "91350100M000100Y43", "第一机构的开户行", "6222000011112222"));
        foreach (var number in Several)
        {
            Keys["lead"] = await Boss.Get<MessageBoard>().LeaveAsync(
                $"the-form-{number}", new LeadMessage(LeadKind.Purchase, "第一机构的留言人", "第一机构的公司", $"1370000900{number}", "first@example.com", $"第一机构的留言{number}"));
        }

        Boss.SignIn(Staff);
        await Boss.Get<LeadService>().TakeAsync(Keys["lead"]);
        await Boss.Get<LeadService>().NoteAsync(Keys["lead"], "第一机构的线索备注");
    }
}
