using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Delivery;
using KBoss.Tests.Support;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>How long what has ended can be renewed is what its seller has set, and what was promised is never taken back.</summary>
public sealed class GraceTests
{
    [Theory]
    // At the root its own days count; below, those of the seller, but no more than the root gives, at whose supplier it goes on running.
    [InlineData(false, "3", null, 3)]
    [InlineData(false, "0", null, 0)]
    [InlineData(true, null, null, 7)]
    [InlineData(true, "10", "4", 4)]
    [InlineData(true, "10", "30", 10)]
    [InlineData(true, null, "30", 7)]
    public async Task The_days_of_the_seller_count_but_no_more_than_those_of_the_distributor_that_buys_from_the_supplier(
        bool secondLevel, string? root, string? below, int days)
    {
        await using var shop = await RenewShop.StartAsync(secondLevel);
        await SetAsync(shop, shop.Root, root);
        await SetAsync(shop, shop.Seller, below);
        var no = (await shop.DeliveredAsync())[0];
        var over = ChinaTime.AddDays((await shop.GetAsync(no)).EndsAt!.Value, days);

        shop.Boss.Time.SetUtcNow(over.AddTicks(-1));
        await StandsAsync(shop, no, days == 0 ? ResourceState.Ending : ResourceState.Grace);
        shop.Boss.Time.SetUtcNow(over);
        await StandsAsync(shop, no, ResourceState.Released);
        Assert.Equal("Delivery.ResourceReleased", (await shop.Renewals.PreviewAsync([(no, 1)]))[0].Refusal?.Code);
        await shop.EndAsync();
        Assert.Equal((ResourceStatus.Released, 1), ((await shop.GetAsync(no)).Status, (await shop.TasksAsync(ResourceTaskKind.Release)).Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fewer_days_count_for_what_is_delivered_or_renewed_from_then_on_and_more_for_all_that_ends(bool secondLevel)
    {
        await using var shop = await RenewShop.StartAsync(secondLevel);
        var (kept, renewed) = ((await shop.DeliveredAsync())[0], (await shop.DeliveredAsync())[0]);
        await SetAsync(shop, shop.Seller, "2");
        shop.Boss.SignIn(shop.Buyer);
        await shop.RenewAsync(renewed);
        Assert.Equal((7, 2), (await DaysAsync(shop, kept), await DaysAsync(shop, renewed)));

        await shop.MoveToEndAsync(kept);
        await shop.EndAsync();
        Assert.Equal(7, await DaysAsync(shop, kept));

        await SetAsync(shop, shop.Root, "20");
        await SetAsync(shop, shop.Seller, "20");
        await shop.MoveToEndAsync(renewed);
        await shop.EndAsync();
        Assert.Equal((7, 20), (await DaysAsync(shop, kept), await DaysAsync(shop, renewed)));
        shop.Boss.SignIn(shop.Buyer);
        await StandsAsync(shop, kept, ResourceState.Released);
        await StandsAsync(shop, renewed, ResourceState.Grace);
    }

    private static async Task SetAsync(RenewShop shop, Organization distributor, string? days)
    {
        if (days is not null)
        {
            await shop.Boss.Given.SettingAsync(distributor, ThresholdSettings.Section, ("gracedays", days));
        }
    }

    private static async Task<int> DaysAsync(RenewShop shop, string no)
    {
        var resource = await shop.GetAsync(no);
        return ChinaTime.Day(resource.ReleasesAt!.Value).DayNumber - ChinaTime.Day(resource.EndsAt!.Value).DayNumber;
    }

    /// <summary>The list of the state holds it, the others do not, and the page says the same.</summary>
    private static async Task StandsAsync(RenewShop shop, string no, ResourceState state)
    {
        shop.Boss.SignIn(shop.Buyer);
        var resources = shop.Boss.Get<ResourceService>();
        foreach (var asked in Enum.GetValues<ResourceState>())
        {
            var found = (await resources.ListAsync(Workbooks.Page(("state", asked.ToString())))).Rows.Any(r => r.ResourceNo == no);
            Assert.Equal(asked == state, found);
        }

        Assert.Equal(state, (await resources.DetailsAsync(no)).Row.State);
    }
}
