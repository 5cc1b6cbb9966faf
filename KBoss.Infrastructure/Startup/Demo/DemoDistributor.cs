using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>A distributor below the root with staff of its own, a customer that buys there, and everything that the root sells to everybody.</summary>
public sealed class DemoDistributor(KBossDbContextFactory contexts, IPasswordHasher<Member> hasher, TimeProvider time) : IDemoStep
{
    public const string Name = "北辰云（分销示例）";
    public const string Code = "beichen";

    /// <summary>What the distributor pays the root, of the root's public price.</summary>
    private const decimal Cost = 0.96m;

    private static readonly DemoAccount Company = new("north-company", "13700000025", "采购专员", OrganizationKind.Customer, Role.Buyer);

    private static readonly DemoAccount[] Staff =
    [
        new("north-admin", "13700000021", "北辰管理员", OrganizationKind.Distributor, Role.Admin),
        new("north-operations", "13700000022", "北辰运营", OrganizationKind.Distributor, Role.Operations),
        new("north-sales", "13700000023", "北辰销售", OrganizationKind.Distributor, Role.Sales),
        new("north-finance", "13700000024", "北辰财务", OrganizationKind.Distributor, Role.Finance),
    ];

    /// <summary>Every account of the distributor and of its customer, for the sign-in page and the README.</summary>
    public static IReadOnlyList<DemoAccount> Accounts { get; } = [.. Staff, Company];

    public async Task SeedAsync(CancellationToken ct)
    {
        var password = hasher.HashPassword(null!, DemoOrganizations.Password);
        await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var root = await db.Organizations.FirstAsync(o => o.SellerId == null, ct);
            if (await db.Organizations.AnyAsync(o => o.Code == Code, ct))
            {
                return;
            }

            var now = time.UtcNow();
            var distributor = Organization.CreateDistributor(Name, Code, root.Id, now);
            db.Add(distributor);
            await db.SaveChangesAsync(ct);
            LedgerService.CreateBook(db, distributor.Id);
            var staff = Staff.Select(account => MemberOf(distributor, account, password, now)).ToList();
            db.AddRange(staff);
            await AddOffersAsync(db, root.Id, distributor.Id, ct);

            var buyer = Organization.CreateCustomer("北辰示例客户", $"{Code}-01", distributor.Id, now);
            db.Add(buyer);
            await db.SaveChangesAsync(ct);
            db.Add(MemberOf(buyer, Company, password, now, Role.Admin));
            var customer = new Customer(new Parties(distributor.Id, buyer.Id), buyer.Name, Company.Name, Company.Phone, now);
            var (operations, sales) = (staff[1], staff[2]);
            customer.AssignTo(sales.Id);
            db.Add(customer);
            db.Add(new Wallet(customer.Parties));
            db.Add(new CustomerAssignment(customer, sales.Id, new By(operations.Id, operations.Name), "初始分配", now));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static Member MemberOf(Organization organization, DemoAccount account, string password, DateTime now, params Role[] more)
    {
        var member = new Member(organization.Id, account.UserName, account.Phone, account.Name, now);
        foreach (var role in more.Prepend(account.Role))
        {
            member.Give(role, organization.Kind);
        }

        member.ChangePassword(password);
        member.Consent(UserAgreement.Version, now);
        return member;
    }

    /// <summary>What the root sells to everybody, a little below what everybody pays there, at the prices of the root.</summary>
    private static async Task AddOffersAsync(KBossDbContext db, long rootId, long distributorId, CancellationToken ct)
    {
        var sold = await db.Offers.Include(o => o.Sku).Where(o => o.OrganizationId == rootId).OrderBy(o => o.Id).ToListAsync(ct);
        var floors = await db.SupplyPrices.Where(p => p.OrganizationId == rootId).ToDictionaryAsync(p => p.SkuId, p => p.FloorPrice, ct);
        foreach (var upstream in sold.Where(o => o.PublicTerms.Mode is SalesMode.Discount or SalesMode.FloorPrice))
        {
            var terms = upstream.PublicTerms;
            var cost = terms.Discount is { } discount
                ? Terms.Of(decimal.Round(discount * Cost, 4), null)
                : Terms.Of(null, decimal.Round(terms.UnitPrice(upstream.Sku.ListPrice)!.Value * Cost, 2));
            if (cost.UnitPrice(upstream.Sku.ListPrice) < floors.GetValueOrDefault(upstream.SkuId))
            {
                // Nobody sells on what has become too dear for the root.
                continue;
            }

            var offer = Offer.Downstream(distributorId, upstream, cost);
            offer.SetPublicTerms(terms);
            db.Add(offer);
        }

        await db.SaveChangesAsync(ct);
    }
}
