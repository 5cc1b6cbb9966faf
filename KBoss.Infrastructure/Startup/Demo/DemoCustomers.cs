using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>
/// Customers for Sales and Operations to work with: a second salesperson, some customers of each and some in the pool,
/// a note, and a follow-up that is due.
/// </summary>
public sealed class DemoCustomers(KBossDbContextFactory contexts, IPasswordHasher<Member> hasher, TimeProvider time) : IDemoStep
{
    /// <summary>The colleague to whom customers can be moved.</summary>
    public static DemoAccount SecondSales { get; } = new("sales2", "13800000006", "销售二", OrganizationKind.Distributor, Role.Sales);

    public Task SeedAsync(CancellationToken ct) => SeedAsync(hasher.HashPassword(null!, DemoOrganizations.Password), ct);

    private Task SeedAsync(string password, CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        if (await db.Members.AnyAsync(m => m.UserName == SecondSales.UserName, ct))
        {
            return;
        }

        var now = time.UtcNow();
        var root = await db.Organizations.FirstAsync(o => o.SellerId == null, ct);
        var first = await db.Members.FirstAsync(m => m.OrganizationId == root.Id && m.UserName == "sales", ct);
        var operations = await db.Members.FirstAsync(m => m.OrganizationId == root.Id && m.UserName == "operations", ct);
        var second = new Member(root.Id, SecondSales.UserName, SecondSales.Phone, SecondSales.Name, now);
        second.Give(SecondSales.Role, root.Kind);
        second.ChangePassword(password);
        second.Consent(UserAgreement.Version, now);
        db.Add(second);
        await db.SaveChangesAsync(ct);
        var organizations = Enumerable.Range(1, 10)
            .Select(i => Organization.CreateCustomer($"客户示例公司 {i:D2}", $"demo-{i:D2}", root.Id, ChinaTime.AddDays(now, -i))).ToList();
        db.AddRange(organizations);
        await db.SaveChangesAsync(ct);

        foreach (var (organization, i) in organizations.Select((o, i) => (o, i)))
        {
            var customer = new Customer(
                new Parties(root.Id, organization.Id), organization.Name, $"联系人 {i + 1:D2}", $"139000010{i:D2}", organization.CreatedAt);
            db.Add(customer);
            db.Add(new Wallet(customer.Parties));
            if (i < 6)
            {
                var to = i < 4 ? first : second;
                db.Add(new CustomerAssignment(customer, to.Id, new By(operations.Id, operations.Name), "初始分配", organization.CreatedAt));
                customer.AssignTo(to.Id);
            }

            if (i == 0)
            {
                db.Add(new CustomerNote(customer, new By(first.Id, first.Name), "希望先试用一个月，再谈长期合作。", ChinaTime.AddDays(now, -3)));
                db.Add(new FollowUp(
                    customer, new By(first.Id, first.Name),
                    new FollowUpFacts(FollowUpWay.Phone, "了解需求", "需要 8 台云主机，等内部预算。", ChinaTime.AddDays(now, -1)), ChinaTime.AddDays(now, -2)));
            }
        }

        // The customer whose buyer can sign in: what it buys is seen on its salesperson's pages.
        var buying = await db.Customers.FirstAsync(c => db.Members.Any(m => m.OrganizationId == c.BuyerId && m.UserName == "company"), ct);
        db.Add(new CustomerAssignment(buying, first.Id, new By(operations.Id, operations.Name), "初始分配", now));
        buying.AssignTo(first.Id);
        await db.SaveChangesAsync(ct);
    }, ct);
}
