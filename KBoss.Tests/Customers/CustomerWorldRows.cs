using KBoss.Domain.Access;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Customers;
using KBoss.Tests.Architecture.Access;

namespace KBoss.Tests.Customers;

/// <summary>Customers that a salesperson serves, handed over and back, with notes and follow-ups.</summary>
internal sealed class CustomerWorldRows : WorldRows
{
    public override int Position => 70;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Staff);
        var (services, assignments) = (Boss.Get<CustomerService>(), Boss.Get<AssignmentService>());
        string[] codes = [Customer.Code, .. World.Served.Select(o => o.Code)];
        var colleague = World.Members.First(m => m.Roles.Contains(Role.Sales));
        await assignments.AssignAsync(codes, Staff.MemberId);
        await assignments.TransferAsync(codes, Staff.MemberId, colleague.MemberId, "第一机构的移交原因");
        await assignments.TransferAsync(codes, colleague.MemberId, Staff.MemberId, "第一机构的交还原因");
        Keys["note"] = "只有本机构能看到的备注";
        foreach (var number in Several)
        {
            await services.AddNoteAsync(Customer.Code, Keys["note"]);
            await services.AddFollowUpAsync(Customer.Code, new FollowUpFacts(FollowUpWay.Visit, "回访目的说明", "回访内容的记录", Boss.Now.AddDays(number)));
        }
    }
}
