using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Customers;

/// <summary>A distributor with two salespeople, Operations and Admin: what tests of customers start from.</summary>
internal sealed record SalesTeam(TestKBoss Boss, Organization Root, Actor First, Actor Second, Actor Operations, Actor Admin)
{
    public static PageRequest All { get; } = Ask();

    public static async Task<SalesTeam> StartAsync()
    {
        var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        return new SalesTeam(
            boss, root, await boss.Given.MemberAsync(root, Role.Sales), await boss.Given.MemberAsync(root, Role.Sales),
            await boss.Given.MemberAsync(root, Role.Operations), await boss.Given.MemberAsync(root, Role.Admin));
    }

    /// <summary>A page of 50 with filters.</summary>
    public static PageRequest Ask(params (string Name, string Value)[] filters) =>
        new(1, 50, null, false, filters.ToDictionary(f => f.Name, f => f.Value));

    /// <summary>The services as the actor has them.</summary>
    public T As<T>(Actor actor)
        where T : notnull
    {
        Boss.SignIn(actor);
        return Boss.Get<T>();
    }

    /// <summary>A customer of the distributor, in the pool or with a salesperson.</summary>
    public async Task<Organization> CustomerAsync(Actor? salesperson = null)
    {
        var customer = await Boss.Given.CustomerAsync(Root);
        if (salesperson is not null)
        {
            await As<AssignmentService>(Operations).AssignAsync([customer.Code], salesperson.MemberId);
        }

        return customer;
    }

    /// <summary>The salesperson of a customer, as stored.</summary>
    public async Task<long?> SalespersonOfAsync(Organization customer)
    {
        await using var db = Boss.Db();
        return await db.Customers.Where(c => c.BuyerId == customer.Id).Select(c => c.SalespersonId).SingleAsync();
    }
}
