using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Support;

/// <summary>A distributor below the root in a running application, with one member for each role, and the customers that it serves.</summary>
public sealed class Distributor
{
    private static int count;

    private readonly RunningKBoss app;
    private readonly string phones;
    private readonly Dictionary<Role, long> staff = [];
    private int customers;

    private Distributor(RunningKBoss app, string name, int number)
    {
        (this.app, Name, Code) = (app, name, $"below-{number}");
        phones = $"1370{number:D3}";
    }

    public string Name { get; }

    public string Code { get; }

    private long Id { get; set; }

    /// <summary>Adds a distributor, its book and its staff. No page makes one yet.</summary>
    public static async Task<Distributor> AddAsync(RunningKBoss app, string name)
    {
        var added = new Distributor(app, name, Interlocked.Increment(ref count));
        await using var db = added.Db();
        var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
        var organization = Organization.CreateDistributor(name, added.Code, root.Id, added.Now);
        db.Add(organization);
        await db.SaveChangesAsync();
        added.Id = organization.Id;
        LedgerService.CreateBook(db, organization.Id);
        foreach (var role in RolePermissions.RolesOf(OrganizationKind.Distributor))
        {
            added.staff[role] = await added.MemberAsync(db, organization, added.AccountOf(role), added.PhoneOf(role), NameOf(role), role);
        }

        return added;
    }

    /// <summary>Signs in who has the role here.</summary>
    public Task SignInAsync(Window window, Role role) => window.SignInAsync(AccountOf(role), PhoneOf(role), People.Password);

    /// <summary>Lets it sell what the root sells and whose codes begin so, at a discount of the list price, bought at another.</summary>
    public async Task SellAsync(string codes, decimal cost, decimal discount)
    {
        await using var db = Db();
        var upstream = await db.Offers.Where(o => o.UpstreamOfferId == null && o.Sku.Code.StartsWith(codes)).ToListAsync();
        foreach (var offer in upstream.Select(o => Offer.Downstream(Id, o, Terms.Of(cost, null))))
        {
            offer.SetPublicTerms(Terms.Of(SalesMode.Discount, discount, null));
            db.Add(offer);
        }

        await db.SaveChangesAsync();
        app.Services.GetRequiredService<Changes>().Publish(new StorefrontChanged());
    }

    /// <summary>A customer that its salesperson serves, with one member who is Admin and Buyer.</summary>
    public async Task<DistributorsCustomer> CustomerAsync(string name)
    {
        var number = ++customers;
        var customer = new DistributorsCustomer(name, $"{Code}-c{number}", $"{Code}-buyer{number}", $"{phones}90{number:D2}");
        await using var db = Db();
        var buyer = Organization.CreateCustomer(name, customer.Code, Id, Now);
        db.Add(buyer);
        await db.SaveChangesAsync();
        var row = new Customer(new Parties(Id, buyer.Id), name, "联系人", customer.Phone, Now);
        row.AssignTo(staff[Role.Sales]);
        db.Add(row);
        db.Add(new Wallet(new Parties(Id, buyer.Id)));
        await MemberAsync(db, buyer, customer.Account, customer.Phone, "采购", Role.Admin, Role.Buyer);
        return customer;
    }

    /// <summary>Moves a customer to another salesperson, who is new.</summary>
    public async Task MoveAsync(DistributorsCustomer customer)
    {
        await using var db = Db();
        var organization = await db.Organizations.SingleAsync(o => o.Id == Id);
        var other = await MemberAsync(db, organization, $"{Code}-sales2", $"{phones}8001", "销售二", Role.Sales);
        (await db.Customers.SingleAsync(c => c.SellerId == Id && c.Name == customer.Name)).AssignTo(other);
        await db.SaveChangesAsync();
        app.Services.GetRequiredService<Changes>().Publish(new CustomersMoved(Id));
    }

    private DateTime Now => app.Services.GetRequiredService<TimeProvider>().UtcNow();

    private string AccountOf(Role role) => $"{Code}-{role.ToString().ToLowerInvariant()}";

    private static string NameOf(Role role) => role switch
    {
        Role.Admin => "管理员",
        Role.Finance => "财务",
        Role.Sales => "销售",
        Role.Operations => "运营",
        Role.Maintenance => "运维",
        _ => role.ToString(),
    };

    private string PhoneOf(Role role) => phones + ((int)role).ToString("D4", CultureInfo.InvariantCulture);

    private KBossDbContext Db() => app.Services.GetRequiredService<KBossDatabase>().OpenToWrite(OrganizationScope.Everything);

    private async Task<long> MemberAsync(KBossDbContext db, Organization organization, string account, string phone, string name, params Role[] roles)
    {
        var member = new Member(organization.Id, account, phone, name, Now);
        foreach (var role in roles)
        {
            member.Give(role, organization.Kind);
        }

        await using var scope = app.Services.CreateAsyncScope();
        member.ChangePassword(scope.ServiceProvider.GetRequiredService<IPasswordHasher<Member>>().HashPassword(member, People.Password));
        member.Consent(UserAgreement.Version, Now);
        db.Add(member);
        await db.SaveChangesAsync();
        return member.Id;
    }
}

/// <summary>A customer of a distributor, and the account of its buyer.</summary>
public sealed record DistributorsCustomer(string Name, string Code, string Account, string Phone)
{
    public Task SignInAsync(Window window) => window.SignInAsync(Account, Phone, People.Password);
}
