using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Organizations;

/// <summary>Who there is: the customer with its members, one for each role, those who ask to join, others that are served, and distributors below.</summary>
internal sealed class OrganizationWorldRows : WorldRows
{
    public override int Position => 10;

    protected override async Task AddAsync()
    {
        var registered = await Boss.RegisterAsync(People.Company with { UserName = "first.contact" });
        World.Buyer = new Actor(registered.MemberId, registered.OrganizationId, OrganizationKind.Customer, "联系人", new HashSet<Role> { Role.Admin, Role.Buyer });
        await Boss.VerifyAsync(registered.OrganizationId);
        foreach (var (userName, phone) in new[] { ("asks.to.join", "13911110077"), ("waits.for.staff", "13911110079"), ("waits.as.well", "13911110080") })
        {
            await Boss.RegisterAsync(People.Company with { UserName = userName, Phone = phone, Contact = "第一机构的申请人", Name = "第一机构的申请名称" });
        }

        await Boss.PassOnAsync("13911110077");
        await using var db = Boss.Db();
        World.Customer = await db.Organizations.SingleAsync(o => o.Id == Buyer.OrganizationId);
        World.Members = [World.Newcomer, .. await MembersAsync(Root), await Boss.Given.MemberAsync(Customer), .. await MembersAsync(Customer)];
        var served = new List<Organization>();
        foreach (var _ in Several)
        {
            Keys["distributor"] = (await Boss.Given.DistributorAsync(Root)).Code;
            await Boss.Given.CustomerAsync(Root);
            served.Add(await Boss.Given.CustomerAsync(Root));
        }

        World.Served = served;
        db.AddRange(served.Select(o => new OrganizationIdentity(
            new Parties(Root.Id, o.Id), IdentityKind.Company, $"the-hash-of-{o.Code}", Boss.Get<SecretProtector>().Protect("the number"), "", Boss.Now)));
        await db.SaveChangesAsync();
        await OrganizeAsync();
        Ids["waiting-claim"] = await db.JoinClaims.Where(c => c.Status == JoinClaimStatus.Waiting).MinAsync(c => c.Id);
        Ids["distributor"] = await db.Organizations.Where(o => o.Code == Keys["distributor"]).Select(o => o.Id).SingleAsync();
        Keys["customer"] = Customer.Code;
        Keys["member"] = await db.Members.Where(m => m.Id == Staff.MemberId).Select(m => m.UserName).SingleAsync();
        Keys["file"] = await db.OrganizationIdentities.Where(i => i.BuyerId == Customer.Id).Select(i => i.DocumentFileKey).FirstAsync();
        World.Name<Member>(World.Newcomer.MemberId);
        World.Name<Organization>(Customer.Id);
    }

    /// <summary>One member for each role.</summary>
    private async Task<List<Actor>> MembersAsync(Organization organization)
    {
        var members = new List<Actor>();
        foreach (var role in RolePermissions.RolesOf(organization.Kind))
        {
            members.Add(await Boss.Given.MemberAsync(organization, role));
        }

        return members;
    }

    private async Task OrganizeAsync()
    {
        Boss.SignIn(Staff);
        var department = await Boss.Get<DepartmentService>().AddAsync(null, "第一机构的部门");
        await Boss.Get<DepartmentService>().AddMembersAsync(department, [.. World.Members.Where(m => m.Kind == OrganizationKind.Distributor).Select(m => m.MemberId)]);
        await using var db = Boss.Db();
        db.Add(new Member(Staff.OrganizationId, "first.candidate", "13911110078", "第一机构的候选人", Boss.Now));
        await db.SaveChangesAsync();
    }
}
