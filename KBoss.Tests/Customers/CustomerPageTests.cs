using Bunit;
using KBoss.Domain.Access;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Customers;
using KBoss.Web.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Customers;

public sealed class CustomerPageTests
{
    [Fact]
    public async Task The_page_shows_the_tabs_that_modules_bring_in_their_order_and_opens_the_first()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await using var test = PageWithTabs(boss, team.First);

        var page = test.Open<CustomerPage>(p => p.Add(x => x.Id, customer.Code));
        page.WaitForElement("[data-testid='value-shown']");

        Assert.Equal(["action-tab-one", "action-tab-two"], page.FindAll(".k-tabs a").Select(tab => tab.GetAttribute("data-testid")));
        Assert.Equal(("page", null), (page.ById("action-tab-one").GetAttribute("aria-current"), page.ById("action-tab-two").GetAttribute("aria-current")));
        Assert.Equal($"First of {customer.Name}", page.ById("value-shown").TextContent);
    }

    [Theory]
    [InlineData("two", "Second of")]
    [InlineData("nonsense", "First of")]
    [InlineData("hidden", "First of")]
    public async Task The_address_says_which_tab_is_open_among_those_that_the_reader_may_see(string asked, string shown)
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await using var test = PageWithTabs(boss, team.First);
        test.Services.GetRequiredService<NavigationManager>().NavigateTo($"/sales/customers/{customer.Code}?tab={asked}");

        var page = test.Open<CustomerPage>(p => p.Add(x => x.Id, customer.Code));

        Assert.StartsWith(shown, page.WaitForElement("[data-testid='value-shown']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tab_that_changed_something_has_the_page_read_anew()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await using var test = PageWithTabs(boss, team.First);
        var page = test.Open<CustomerPage>(p => p.Add(x => x.Id, customer.Code));
        page.WaitForElement("[data-testid='value-shown']");
        await using (var db = boss.Db())
        {
            db.Customers.Single(c => c.BuyerId == customer.Id).ChangeContact("新联系人", "13900000009");
            await db.SaveChangesAsync();
        }

        await page.InvokeAsync(() => page.FindComponent<First>().Instance.Changed.InvokeAsync());

        page.WaitForState(() => page.FindComponent<First>().Instance.Customer.Contact == "新联系人");
    }

    /// <summary>What modules bring is found by its type when the page is shown, so that a wrong one would be noticed there only.</summary>
    [Fact]
    public async Task The_application_brings_the_known_tabs_and_acts()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddKBossWeb();
        await using var services = builder.Services.BuildServiceProvider();

        var tabs = services.GetServices<ICustomerTab>().OrderBy(tab => tab.Position).ToList();
        Assert.Equal(["facts", "history", "orders", "resources", "suppliers", "cash", "tickets", "conversation", "prices", "promotions", "notes", "members", "follow-ups"],
            tabs.Select(tab => tab.Key));
        Assert.Equal(tabs.Count, tabs.Select(tab => tab.Position).Distinct().Count());
        Assert.All(tabs, tab => Assert.True(tab.Component.IsSubclassOf(typeof(CustomerTabBase)), tab.Key));
        Assert.All(services.GetServices<IOrderAction>(), act => Assert.Equal(typeof(string), act.Component.GetProperty("OrderNo")?.PropertyType));
        Assert.Single(services.GetServices<IOrderAction>());
    }

    private static PageTest PageWithTabs(TestKBoss boss, Actor actor)
    {
        var test = new PageTest(boss, actor);
        test.Services.AddSingleton<ICustomerTab>(new Tab("hidden", 3, Permissions.LedgerView, typeof(Second)));
        test.Services.AddSingleton<ICustomerTab>(new Tab("two", 2, Permissions.CustomersView, typeof(Second)));
        test.Services.AddSingleton<ICustomerTab>(new Tab("one", 1, Permissions.CustomersView, typeof(First)));
        return test;
    }

    private sealed record Tab(string Key, int Position, string Permission, Type Component) : ICustomerTab
    {
        public string Title => Key;
    }

    private class First : CustomerTabBase
    {
        protected virtual string What => "First";

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddAttribute(1, "data-testid", "value-shown");
            builder.AddContent(2, $"{What} of {Customer.Name}");
            builder.CloseElement();
        }
    }

    private sealed class Second : First
    {
        protected override string What => "Second";
    }
}
