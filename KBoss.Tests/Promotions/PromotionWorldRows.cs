using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Promotions;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Promotions;

/// <summary>Promotions with invite codes, and customers that joined by them.</summary>
internal sealed class PromotionWorldRows : WorldRows
{
    public override int Position => 80;

    protected override async Task AddAsync()
    {
        await InviteAsync(Customer, World.Members.First(m => m.Roles.Contains(Role.Sales)));
        foreach (var other in World.Served.Take(2))
        {
            await using var db = Boss.Db();
            await Boss.Get<PromotionJoining>().JoinAsync(
                db, await db.Promotions.SingleAsync(p => p.No == Keys["promotion"]), new Parties(Staff.OrganizationId, other.Id), Keys["invite"], Boss.Now);
            await db.SaveChangesAsync();
        }
    }

    private async Task InviteAsync(Organization customer, Actor colleague)
    {
        var terms = new InviteTerms(Boss.Now, Boss.Now.AddDays(9), null, "邀请码的备注说明");
        foreach (var number in Several)
        {
            var promotion = new Promotion(
                Staff.OrganizationId, $"PMFIRST{number}", Staff.By,
                new PromotionFacts($"第一机构的促销活动{number}", Boss.Now, Boss.Now.AddDays(30), Audience.ByCode), Boss.Now);
            promotion.Publish(Boss.Now);
            await using (var db = Boss.Db())
            {
                db.Add(promotion);
                await db.SaveChangesAsync();
            }

            Keys["promotion"] = promotion.No;
            Boss.SignIn(Staff);
            Keys["invite"] = (await Boss.Get<InviteService>().CreateAsync(promotion.No, terms)).Codes[0];
            Boss.SignIn(Buyer);
            await Boss.Get<InviteEntryService>().EnterAsync(Keys["invite"]);
        }

        Boss.SignIn(Staff);
        await Boss.Get<InviteService>().CreateAsync(Keys["promotion"], terms, 3);
        Boss.SignIn(colleague);
        Keys["colleagues-invite"] = (await Boss.Get<InviteService>().CreateAsync(Keys["promotion"], terms)).Codes[0];
        await using var later = Boss.Db();
        later.Add(new InviteUse(await later.InviteCodes.OrderByDescending(i => i.Id).FirstAsync(), customer.Id, InviteUseKind.Registered, Boss.Now));
        await later.SaveChangesAsync();
    }
}
