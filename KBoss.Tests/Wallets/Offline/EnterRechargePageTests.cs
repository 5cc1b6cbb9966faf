using Bunit;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Tests.Support;
using KBoss.Web.Wallets.Offline;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets.Offline;

/// <summary>The form in which Finance enters money that came offline.</summary>
public sealed class EnterRechargePageTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    public async Task All_that_is_wrong_is_said_at_its_field_at_once_before_money_is_asked_about(string amount)
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        await using var test = new PageTest(world.Boss, world.Finance);
        var page = Open(test, world);
        await TypeAsync(page, "field-amount", amount);
        await TypeAsync(page, "field-value-day", "2020-01-01");
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("not a picture", "slip.png"));
        await page.ById("form-recharge").SubmitAsync();

        page.WaitForElement("[data-testid='error-slip']");
        Assert.Contains("must be above zero", page.ById("error-amount").TextContent, StringComparison.Ordinal);
        Assert.True(page.Has("error-reference") && page.Has("error-value-day"));
        await using var db = world.Boss.Db();
        Assert.False(await db.OfflineRecharges.AnyAsync());
    }

    [Fact]
    public async Task What_is_known_of_one_date_is_not_known_of_another()
    {
        await using var world = await MoneyWorld.StartAsync();
        await using var test = new PageTest(world.Boss, world.Finance);
        var page = Open(test, world);
        await TypeAsync(page, "field-value-day", "2020-01-01");
        await page.ById("field-long-ago-known").ChangeAsync(new ChangeEventArgs { Value = true });
        Assert.True(page.ById("field-long-ago-known").HasAttribute("checked"));

        await TypeAsync(page, "field-value-day", "2019-01-01");
        Assert.False(page.ById("field-long-ago-known").HasAttribute("checked"));
        await TypeAsync(page, "field-value-day", ChinaTime.Day(world.Boss.Now).ToString("yyyy-MM-dd"));
        Assert.False(page.Has("field-long-ago-known"));
    }

    [Fact]
    public async Task It_says_whose_consent_is_asked_and_when_nobody_can_give_it()
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        await world.PolicyAsync(
            new LevelTerms([new ApproverTerms(ApproverKind.Member, world.Admin.MemberId)], AmountFrom: 100m),
            new LevelTerms([new ApproverTerms(ApproverKind.Member, world.Finance.MemberId)], AmountFrom: 1_000m));
        await using var test = new PageTest(world.Boss, world.Finance);
        var page = Open(test, world);

        await TypeAsync(page, "field-amount", "50");
        page.WaitForAssertion(() => Assert.Equal("Credit ¥50.00", page.ById("action-credit").TextContent.Trim()));
        await TypeAsync(page, "field-amount", "500");
        page.WaitForAssertion(() => Assert.Equal("Ask for approval of ¥500.00", page.ById("action-credit").TextContent.Trim()));
        Assert.Contains(world.Admin.Name, page.ById("value-consent").TextContent, StringComparison.Ordinal);
        await TypeAsync(page, "field-amount", "5000");
        page.WaitForAssertion(() => Assert.Contains("nobody may decide at level 2", page.ById("value-consent").TextContent, StringComparison.Ordinal));
    }

    private static IRenderedComponent<EnterRechargePage> Open(PageTest test, MoneyWorld world)
    {
        test.Services.GetRequiredService<NavigationManager>().NavigateTo($"/finance/recharge?customer={world.Customer.Code}");
        var page = test.Open<EnterRechargePage>();
        page.WaitForElement("[data-testid='form-recharge']");
        return page;
    }

    private static Task TypeAsync(IRenderedComponent<EnterRechargePage> page, string field, string text) =>
        page.ById(field).ChangeAsync(new ChangeEventArgs { Value = text });
}
