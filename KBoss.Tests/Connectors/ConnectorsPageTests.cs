using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Tests.Support;
using KBoss.Web.Connectors;

namespace KBoss.Tests.Connectors;

public sealed class ConnectorsPageTests
{
    [Fact]
    public async Task Maintenance_sees_how_each_interface_stands_tests_one_and_reads_its_calls_without_loading_again()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var root = await world.Boss.Given.RootAsync();
        await using var test = new PageTest(world.Boss, await world.Boss.Given.MemberAsync(root, Role.Maintenance));
        var page = test.Open<ConnectorsPage>();
        page.WaitForAssertion(() => Assert.Equal("Configured", Status(page, "Jinan")));
        Assert.Equal("Missing", Status(page, "Alipay"));
        Assert.Contains("Alipay:AppId", page.Find("[data-testid='row-vendors'][data-key='Alipay']").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid='row-calls']"));

        await page.Find("[data-testid='row-vendors'][data-key='Jinan'] [data-testid='action-test']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("true", page.ById("value-answer").GetAttribute("data-works")));
        await world.Boss.Get<VendorCallWriter>().WriteAsync();

        page.WaitForAssertion(() => Assert.Contains("ping", page.Find("[data-testid='row-calls']").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(
            () => Assert.Contains("Calls: 1,", page.Find("[data-testid='row-vendors'][data-key='Jinan'] [data-testid='value-calls']").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Operations_sees_which_Skus_have_a_plan_and_tries_one()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(Connector.TencentCloud, secondLevel: true);
        await using var test = new PageTest(world.Boss, place.Operations);
        var page = test.Open<DeliveryPlansPage>();
        page.WaitForAssertion(() => Assert.Contains("S5.LARGE8", page.Find("[data-testid='row-delivery-plans']").TextContent, StringComparison.Ordinal));

        await page.ById("action-try-plan").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("true", page.ById("value-answer").GetAttribute("data-works")));
        Assert.Empty(world.Tencent.Instances);
    }

    private static string? Status(IRenderedComponent<ConnectorsPage> page, string vendor) =>
        page.Find($"[data-testid='row-vendors'][data-key='{vendor}'] [data-testid='status']").GetAttribute("data-status");
}
