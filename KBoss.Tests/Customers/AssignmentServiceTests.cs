using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Reports;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Customers;

public sealed class AssignmentServiceTests
{
    [Fact]
    public async Task Public_customers_are_assigned_in_bulk_and_the_salesperson_is_told()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (one, two, rest) = (await team.CustomerAsync(), await team.CustomerAsync(), await team.CustomerAsync());

        Assert.Equal(2, await team.As<AssignmentService>(team.Operations).AssignAsync([one.Code, two.Code], team.First.MemberId));

        Assert.Equal([rest.Code], (await boss.Get<CustomerListQueries>().PoolAsync(SalesTeam.All)).Rows.Select(c => c.Code));
        Assert.Equal(2, (await boss.Get<AssignmentService>().SalespeopleAsync()).Single(s => s.MemberId == team.First.MemberId).Customers);
        await using var db = boss.Db();
        var notice = await db.Notices.SingleAsync();
        Assert.Equal((team.First.MemberId, "CustomersAssigned"), (notice.MemberId, notice.Kind));
        Assert.StartsWith("2\n", notice.Args, StringComparison.Ordinal);
        Assert.Equal(2, await db.CustomerAssignments.CountAsync(a => a.ToId == team.First.MemberId && a.FromId == null && a.By.MemberId == team.Operations.MemberId));
    }

    [Fact]
    public async Task The_second_of_two_windows_is_refused_and_told_who_was_first()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (contested, other) = (await team.CustomerAsync(), await team.CustomerAsync());
        await team.As<AssignmentService>(team.Operations).AssignAsync([contested.Code], team.First.MemberId);

        var refusal = await Assert.ThrowsAsync<RuleException>(() =>
            boss.Get<AssignmentService>().AssignAsync([other.Code, contested.Code], team.Second.MemberId));

        Assert.Equal("Customers.AlreadyAssigned", refusal.Code);
        Assert.Equal([contested.Name, team.First.Name], refusal.Args);
        Assert.Null(await team.SalespersonOfAsync(other));
        Assert.Equal(team.First.MemberId, await team.SalespersonOfAsync(contested));
    }

    [Fact]
    public async Task Of_many_windows_at_once_exactly_one_assigns_the_customer()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync();
        boss.SignIn(team.Operations);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            await using var window = boss.NewScope();
            try
            {
                return await window.ServiceProvider.GetRequiredService<AssignmentService>()
                    .AssignAsync([customer.Code], i % 2 == 0 ? team.First.MemberId : team.Second.MemberId);
            }
            catch (RuleException refusal) when (refusal.Code == "Customers.AlreadyAssigned")
            {
                return 0;
            }
        })));

        Assert.Equal(1, results.Sum());
        await using var db = boss.Db();
        var kept = await db.CustomerAssignments.SingleAsync();
        Assert.Equal(await team.SalespersonOfAsync(customer), kept.ToId);
    }

    [Fact]
    public async Task A_transfer_needs_a_reason_tells_both_salespeople_and_is_kept()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        var service = team.As<AssignmentService>(team.Operations);
        Assert.Equal("reason", (await Assert.ThrowsAsync<RuleException>(() =>
            service.TransferAsync([customer.Code], team.First.MemberId, team.Second.MemberId, " "))).Field);

        await service.TransferAsync([customer.Code], team.First.MemberId, team.Second.MemberId, "片区调整");

        Assert.Equal(team.Second.MemberId, await team.SalespersonOfAsync(customer));
        var history = (await boss.Get<CustomerQueries>().AssignmentsAsync(customer.Code, SalesTeam.All)).Rows;
        Assert.Equal(
            [(team.First.Name, team.Second.Name, "片区调整", team.Operations.Name), (null, team.First.Name, "", team.Operations.Name)],
            history.Select(h => (h.From, h.To, h.Reason, h.By.Name)));
        await using var db = boss.Db();
        Assert.Equal(
            [(team.First.MemberId, "CustomersMovedAway"), (team.Second.MemberId, "CustomersMovedHere")],
            (await db.Notices.Where(n => n.Kind.StartsWith("CustomersMoved")).OrderBy(n => n.Kind).ToListAsync()).Select(n => (n.MemberId, n.Kind)));
        await Assert.ThrowsAsync<NotFoundException>(() => team.As<CustomerQueries>(team.First).DetailsAsync(customer.Code));
    }

    [Fact]
    public async Task What_moved_in_the_meantime_is_not_moved_again()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        var third = await boss.Given.MemberAsync(team.Root, Role.Sales);
        var service = team.As<AssignmentService>(team.Operations);
        await service.TransferAsync([customer.Code], team.First.MemberId, team.Second.MemberId, "一");

        var refusal = await Assert.ThrowsAsync<RuleException>(() => service.TransferAsync([customer.Code], team.First.MemberId, third.MemberId, "二"));

        Assert.Equal("Customers.NoLongerServed", refusal.Code);
        Assert.Equal(team.Second.MemberId, await team.SalespersonOfAsync(customer));
    }

    [Fact]
    public async Task Customers_go_to_active_salespeople_of_the_same_distributor_only()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync();
        var elsewhere = await boss.Given.DistributorAsync(team.Root);
        var stranger = await boss.Given.MemberAsync(elsewhere, Role.Sales);
        var foreign = await boss.Given.CustomerAsync(elsewhere);
        await using (var db = boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == team.Second.MemberId)).Disable();
            await db.SaveChangesAsync();
        }

        var service = team.As<AssignmentService>(team.Operations);
        foreach (var id in new[] { stranger.MemberId, team.Second.MemberId, team.Operations.MemberId, 999_999 })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => service.AssignAsync([customer.Code], id));
            Assert.Equal("Customers.NotASalesperson", refusal.Code);
        }

        await Assert.ThrowsAsync<NotFoundException>(() => service.AssignAsync([foreign.Code], team.First.MemberId));
        await Assert.ThrowsAsync<NotFoundException>(() => service.ReturnToPoolAsync([foreign.Code]));
        Assert.Equal("Customers.NoneSelected", (await Assert.ThrowsAsync<RuleException>(() => service.AssignAsync([], team.First.MemberId))).Code);
        await Assert.ThrowsAsync<PermissionException>(() => team.As<AssignmentService>(team.First).AssignAsync([customer.Code], team.First.MemberId));
    }

    [Fact]
    public async Task A_salesperson_who_left_still_has_customers_to_be_moved()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await using (var db = boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == team.First.MemberId)).Disable();
            await db.SaveChangesAsync();
        }

        var service = team.As<AssignmentService>(team.Operations);
        Assert.False((await service.SalespeopleAsync()).Single(s => s.MemberId == team.First.MemberId).CanReceive);
        await service.TransferAsync([customer.Code], team.First.MemberId, team.Second.MemberId, "离职交接");
        Assert.DoesNotContain(await service.SalespeopleAsync(), s => s.MemberId == team.First.MemberId);
    }

    [Fact]
    public async Task Only_a_customer_that_never_traded_goes_back_to_the_pool()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (quiet, busy) = (await team.CustomerAsync(team.First), await team.CustomerAsync(team.First));
        await boss.Given.MoneyAsync(busy, 10);
        boss.SignIn(team.Operations);
        Assert.Equal([quiet.Code], (await boss.Get<CustomerListQueries>().PoolAsync(SalesTeam.Ask(("state", "untraded")))).Rows.Select(c => c.Code));

        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<AssignmentService>().ReturnToPoolAsync([quiet.Code, busy.Code]));
        Assert.Equal("Customers.HasTradedPool", refusal.Code);
        Assert.NotNull(await team.SalespersonOfAsync(quiet));

        await boss.Get<AssignmentService>().ReturnToPoolAsync([quiet.Code]);
        Assert.Null(await team.SalespersonOfAsync(quiet));
        Assert.Equal("Customers.AlreadyPublic", (await Assert.ThrowsAsync<RuleException>(() => boss.Get<AssignmentService>().ReturnToPoolAsync([quiet.Code]))).Code);
    }
}
