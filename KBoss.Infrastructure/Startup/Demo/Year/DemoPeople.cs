using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo.Year;

/// <summary>A customer of the demo data and who buys for it.</summary>
internal sealed record DemoBuyer(string Code, long SellerId, long BuyerId, Actor Actor);

/// <summary>Who acts in the demo data: the staff by their user names, the buyers by the codes of their organizations.</summary>
internal sealed class DemoPeople
{
    private readonly Dictionary<string, Actor> staff = [];
    private readonly Dictionary<string, DemoBuyer> buyers = [];
    private readonly string password;

    private DemoPeople(string password) => this.password = password;

    /// <summary>The staff member with this user name.</summary>
    public Actor this[string userName] => staff[userName];

    public IReadOnlyDictionary<string, DemoBuyer> Buyers => buyers;

    /// <summary>Finds the people of the first demo data, and gives the customers without members somebody who buys.</summary>
    public static async Task<DemoPeople> GatherAsync(DemoPast past, IPasswordHasher<Member> hasher, CancellationToken ct)
    {
        var people = new DemoPeople(hasher.HashPassword(null!, DemoOrganizations.Password));
        var without = new List<(string Code, long SellerId, long BuyerId)>();
        await using (var db = past.Open())
        {
            var organizations = await db.Organizations.AsNoTracking().ToDictionaryAsync(o => o.Id, ct);
            foreach (var member in await db.Members.AsNoTracking().Include(m => m.Roles).ToListAsync(ct))
            {
                people.Add(organizations[member.OrganizationId], member);
            }

            without.AddRange(organizations.Values
                .Where(o => o.Kind == OrganizationKind.Customer && people.buyers.Values.All(b => b.BuyerId != o.Id))
                .OrderBy(o => o.Id).Take(6).Select(o => (o.Code, o.SellerId!.Value, o.Id)));
        }

        await people.AddStaffAsync(past, "north-maintenance", "13700000026", "北辰运维", Role.Maintenance, people["north-admin"].OrganizationId, ct);
        foreach (var (code, _, buyerId) in without)
        {
            await people.AddBuyerAsync(past, buyerId, code, ct);
        }

        return people;
    }

    /// <summary>A customer comes to a seller and is given to one of its salespeople, or to nobody.</summary>
    public async Task WelcomeAsync(DemoPast past, string code, string name, Actor by, Actor? salesperson, CancellationToken ct)
    {
        var buyerId = await past.AsAsync<KBossDbContextFactory, long>(null, contexts => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var organization = Organization.CreateCustomer(name, code, by.OrganizationId, db.Now);
            db.Add(organization);
            await db.SaveChangesAsync(ct);
            var customer = new Customer(new Parties(by.OrganizationId, organization.Id), name, "采购联系人", PhoneOf(code), db.Now);
            db.Add(customer);
            db.Add(new Wallet(customer.Parties));
            if (salesperson is not null)
            {
                db.Add(new CustomerAssignment(customer, salesperson.MemberId, by.By, "初始分配", db.Now));
                customer.AssignTo(salesperson.MemberId);
            }

            await db.SaveChangesAsync(ct);
            return organization.Id;
        }, ct));
        await AddBuyerAsync(past, buyerId, code, ct);
    }

    /// <summary>
    /// The agreement in force is of a day within the year, and nobody can have agreed to it before: whoever was there by then agrees on that day.
    /// </summary>
    public static Task AgreeAsync(DemoPast past, DateTime end, CancellationToken ct) =>
        past.AsAsync<KBossDbContextFactory>(null, contexts => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var day = DateOnly.ParseExact(UserAgreement.Version, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (begins, agreed) = (ChinaTime.Start(day), ChinaTime.Start(day).AddHours(10));
            if (agreed >= end)
            {
                return;
            }

            foreach (var member in await db.Members.Where(m => m.ConsentAt < begins).ToListAsync(ct))
            {
                member.Consent(UserAgreement.Version, agreed);
            }

            await db.SaveChangesAsync(ct);
        }, ct));

    private Task AddStaffAsync(DemoPast past, string userName, string phone, string name, Role role, long organizationId, CancellationToken ct) =>
        past.AsAsync<KBossDbContextFactory>(null, contexts => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var organization = await db.Organizations.FirstAsync(o => o.Id == organizationId, ct);
            var member = new Member(organizationId, userName, phone, name, db.Now);
            member.Give(role, organization.Kind);
            member.ChangePassword(password);
            member.Consent(UserAgreement.Version, db.Now);
            db.Add(member);
            await db.SaveChangesAsync(ct);
            Add(organization, member);
        }, ct));

    private Task AddBuyerAsync(DemoPast past, long buyerId, string code, CancellationToken ct) =>
        past.AsAsync<KBossDbContextFactory>(null, contexts => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var organization = await db.Organizations.FirstAsync(o => o.Id == buyerId, ct);
            var member = new Member(organization.Id, $"{code}-buyer", PhoneOf(code), "采购联系人", db.Now);
            member.Give(Role.Admin, organization.Kind);
            member.Give(Role.Buyer, organization.Kind);
            member.ChangePassword(password);
            member.Consent(UserAgreement.Version, db.Now);
            db.Add(member);
            await db.SaveChangesAsync(ct);
            Add(organization, member);
        }, ct));

    private void Add(Organization organization, Member member)
    {
        var actor = new Actor(member.Id, organization.Id, organization.Kind, member.Name, member.Roles.Select(r => r.Role).ToHashSet())
        {
            IsOfRoot = organization.SellerId is null,
        };
        if (organization.Kind == OrganizationKind.Customer)
        {
            buyers[BuyerCode(organization, member)] = new DemoBuyer(organization.Code, organization.SellerId!.Value, organization.Id, actor);
        }
        else
        {
            staff[member.UserName] = actor;
        }
    }

    /// <summary>The customers with accounts of the README go by these; the others by the codes of their organizations.</summary>
    private static string BuyerCode(Organization organization, Member member) =>
        member.UserName is "company" or "person" or "north-company" ? member.UserName : organization.Code;

    /// <summary>A number that nobody has, the same for a code each time.</summary>
    private static string PhoneOf(string code) =>
        $"1360000{code.Aggregate(17, (sum, c) => ((sum * 31) + c) % 10_000):D4}";
}
