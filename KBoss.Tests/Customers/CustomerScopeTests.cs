using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;

namespace KBoss.Tests.Customers;

public sealed class CustomerScopeTests
{
    [Fact]
    public async Task R_ISO_2_a_salesperson_sees_the_customers_assigned_to_them_and_no_other()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (mine, theirs, pool) = (await team.CustomerAsync(team.First), await team.CustomerAsync(team.Second), await team.CustomerAsync());

        Assert.Equal([mine.Code], (await team.As<CustomerListQueries>(team.First).MineAsync(SalesTeam.All)).Rows.Select(c => c.Code));
        Assert.Equal([theirs.Code], (await team.As<CustomerListQueries>(team.Second).MineAsync(SalesTeam.All)).Rows.Select(c => c.Code));
        await Assert.ThrowsAsync<PermissionException>(() => team.As<CustomerListQueries>(team.First).AllAsync(SalesTeam.All));
        await using var db = boss.Db(team.Root.Id);
        Assert.Equal([mine.Id], db.CustomersOf(team.First).Select(c => c.BuyerId));
        Assert.Equal([mine.Id], db.Wallets.OfCustomersOf(db, team.First).Select(w => w.BuyerId));
        Assert.NotEqual(mine.Id, pool.Id);
    }

    [Fact]
    public async Task R_ISO_2_Admin_and_Operations_see_all_customers_of_the_organization_and_of_no_other()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (assigned, pool) = (await team.CustomerAsync(team.First), await team.CustomerAsync());
        var elsewhere = await boss.Given.CustomerAsync(await boss.Given.DistributorAsync(team.Root));

        foreach (var actor in new[] { team.Admin, team.Operations })
        {
            var seen = (await team.As<CustomerListQueries>(actor).AllAsync(SalesTeam.All)).Rows.Select(c => c.Code).ToList();
            Assert.Equal(new[] { assigned.Code, pool.Code }.Order(), seen.Order());
            Assert.Equal(pool.Name, (await team.As<CustomerQueries>(actor).DetailsAsync(pool.Code)).Name);
            await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<CustomerQueries>().DetailsAsync(elsewhere.Code));
        }
    }

    [Fact]
    public async Task R_ISO_2_nothing_of_another_salespersons_customer_is_reached_or_changed()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var theirs = await team.CustomerAsync(team.Second);
        var code = theirs.Code;
        boss.SignIn(team.First);
        var (reads, acts, removal) = (boss.Get<CustomerQueries>(), boss.Get<CustomerService>(), boss.Get<CustomerRemoval>());

        foreach (var attempt in new Func<Task>[]
        {
            () => reads.DetailsAsync(code), () => reads.NotesAsync(code, SalesTeam.All), () => reads.FollowUpsAsync(code, SalesTeam.All),
            () => reads.AssignmentsAsync(code, SalesTeam.All), () => boss.Get<CustomerOverviewQueries>().OfCustomerAsync(code),
            () => boss.Get<OrderQueries>().OfCustomerAsync(code, SalesTeam.All), () => boss.Get<ResourceService>().OfCustomerAsync(code, SalesTeam.All),
            () => boss.Get<WalletQueries>().OfCustomerAsync(code, SalesTeam.All), () => boss.Get<CustomerTermsQueries>().OfCustomerAsync(code, SalesTeam.All),
            () => boss.Get<TicketQueries>().OfCustomerAsync(code, SalesTeam.All),
            () => acts.ChangeContactAsync(code, "某人", "13900000000"), () => acts.RevealPhoneAsync(code), () => acts.AddNoteAsync(code, "x"),
            () => acts.AddFollowUpAsync(code, new FollowUpFacts(FollowUpWay.Phone, "x", "x", null)), () => acts.DeleteNoteAsync(code, 1),
            () => removal.DeleteAsync(code),
        })
        {
            await Assert.ThrowsAsync<NotFoundException>(attempt);
        }
    }

    [Fact]
    public async Task Other_roles_see_no_customers_at_all()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync();
        foreach (var actor in new[]
        {
            await boss.Given.MemberAsync(team.Root, Role.Finance), await boss.Given.MemberAsync(team.Root, Role.Maintenance),
            await boss.Given.MemberAsync(customer, Role.Admin, Role.Buyer),
        })
        {
            boss.SignIn(actor);
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerListQueries>().MineAsync(SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerListQueries>().AllAsync(SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerListQueries>().PoolAsync(SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerQueries>().DetailsAsync(customer.Code));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerOverviewQueries>().OfCustomerAsync(customer.Code));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<OrderQueries>().OfCustomerAsync(customer.Code, SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<ResourceService>().OfCustomerAsync(customer.Code, SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<WalletQueries>().OfCustomerAsync(customer.Code, SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerTermsQueries>().OfCustomerAsync(customer.Code, SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerService>().RevealPhoneAsync(customer.Code));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<InviteQueries>().ListAsync(SalesTeam.All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<AssignmentService>().AssignAsync([customer.Code], team.First.MemberId));
        }
    }
}
