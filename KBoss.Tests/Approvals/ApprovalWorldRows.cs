using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Approvals.Policies;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Approvals;

/// <summary>Changes of a kind that nothing carries out yet wait for the consent of an Admin.</summary>
internal sealed class ApprovalWorldRows : WorldRows
{
    public override int Position => 140;

    protected override async Task AddAsync()
    {
        var maker = World.Members.First(m => m.Roles.Contains(Role.Operations));
        long standIn;
        await using (var db = Boss.Db())
        {
            standIn = await db.Members.Where(m => m.UserName == "first.candidate").Select(m => m.Id).SingleAsync();
        }

        Boss.SignIn(Staff);
        await Boss.Get<ApprovalPolicyService>().SaveAsync(new SavePolicy(
            ApprovalKind.SupplierSettlement, 0, [new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Admin)], StandInId: standIn)]));
        await Boss.Get<ApproverAbsenceService>().SetAsync(ChinaTime.Day(Boss.Now).AddDays(30), ChinaTime.Day(Boss.Now).AddDays(31));
        foreach (var number in Several)
        {
            Boss.SignIn(maker);
            Keys["approval"] = (await Boss.Get<KBossDbContextFactory>().InTransactionAsync(maker, async db =>
            {
                var asked = await Boss.Get<ApprovalDesk>().AskAsync(
                    db, maker, ApprovalKind.SupplierSettlement, new { Number = number }, new ApprovalFacts("第一机构的审批对象", 100m), new { Text = "第一机构的审批依据" }, default);
                await db.SaveChangesAsync();
                return asked;
            })).RequestNo!;
            Boss.SignIn(Staff);
            await Boss.Get<ApprovalService>().SayAsync(Keys["approval"], "第一机构的审批留言");
        }
    }
}
