using Bunit;
using KBoss.Domain.Access;
using KBoss.Tests.Support;
using KBoss.Tests.Wallets.Offline;
using KBoss.Web.Customers;
using KBoss.Web.Wallets.Offline;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Customers;

/// <summary>Finding a customer while one types, and choosing it right after.</summary>
public sealed class CustomerFinderTests
{
    [Fact]
    public async Task It_finds_once_the_typing_pauses_and_leads_to_the_only_one_that_it_found()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await team.CustomerAsync(team.First);
        await using var test = new PageTest(boss, team.First);
        var finder = Open(test);
        finder.WaitForAssertion(() => Assert.Equal(2, finder.FindAll("[data-testid=row-customers]").Count));

        var typing = finder.ById("field-customer").InputAsync(customer.Code);
        Assert.False(typing.IsCompleted);
        boss.Time.Advance(TimeSpan.FromMilliseconds(250));
        await typing;
        Assert.Equal([customer.Code], finder.FindAll("[data-testid=row-customers]").Select(card => card.GetAttribute("data-key")));
        Assert.Equal($"/to/{customer.Code}", finder.ById("row-customers").GetAttribute("href"));

        await finder.ById("field-customer").KeyDownAsync("Enter");
        Assert.EndsWith($"/to/{customer.Code}", test.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_chooses_a_customer_right_after_typing_gets_there_without_an_error()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await using var test = new PageTest(boss, team.First);
        var finder = Open(test);
        finder.WaitForElement("[data-testid=row-customers]");

        await LeavesWhileItSearchesAsync(boss, finder, finder.Instance.Dispose, finder.ById("field-customer").InputAsync(customer.Code));
    }

    [Fact]
    public async Task So_does_whoever_chooses_the_customer_of_a_recharge()
    {
        await using var world = await MoneyWorld.StartAsync(below: false);
        world.Boss.SignIn(world.Finance);
        await using var test = new PageTest(world.Boss, world.Finance);
        var search = test.Open<CustomerSearch>();

        await LeavesWhileItSearchesAsync(world.Boss, search, ((IDisposable)search.Instance).Dispose, search.ById("field-customer").InputAsync("客户"));
    }

    private static IRenderedComponent<CustomerFinder> Open(PageTest test) =>
        test.Open<CustomerFinder>(finder => finder.Add(f => f.Href, code => $"/to/{code}"));

    /// <summary>The pause after the typing ends while the page is busy with leaving, so that the search goes on when the component is gone.</summary>
    private static async Task LeavesWhileItSearchesAsync<TComponent>(TestKBoss boss, IRenderedComponent<TComponent> page, Action leave, Task typing)
        where TComponent : IComponent
    {
        using var busy = new ManualResetEventSlim();
        using var paused = new ManualResetEventSlim();
        var ct = Xunit.TestContext.Current.CancellationToken;
        var leaving = Task.Run(
            () => page.InvokeAsync(() =>
            {
                busy.Set();
                paused.Wait(ct);
                leave();
            }),
            ct);
        busy.Wait(ct);
        boss.Time.Advance(TimeSpan.FromMilliseconds(250));
        paused.Set();
        await leaving;
        await typing;
    }
}
