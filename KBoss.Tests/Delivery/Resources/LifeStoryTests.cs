using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Desk;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Support;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>The story of an order and of what it brought goes on after the delivery, for its customer and for its seller's people, by the clock alone.</summary>
public sealed class LifeStoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_goes_on_until_what_it_brought_is_released(bool secondLevel)
    {
        await using var shop = await RenewShop.StartAsync(secondLevel);
        var resources = await shop.DeliveredAsync(2);
        var (renewed, left) = (resources[0], resources[1]);
        var orderNo = (await shop.GetAsync(left)).OrderNo;
        var (end, release) = ((await shop.GetAsync(left)).EndsAt!.Value, (await shop.GetAsync(left)).ReleasesAt!.Value);

        // Two that end at one instant are one line.
        var ends = Assert.Single(await LifeAsync(orderNo));
        Assert.Equal(("Resource.Ends", end, true, 2, null), (ends.Kind, ends.At, ends.Ahead, (int)ends.Args[1], ends.About));

        await shop.MoveToEndAsync(left, TimeSpan.FromDays(1));
        var renewal = await shop.RenewAsync(renewed);
        var later = (await shop.GetAsync(renewed)).EndsAt!.Value;
        Assert.Equal([(renewed, later), (left, end)], (await LifeAsync(orderNo)).Select(e => (e.About!.Key, e.At)));
        Assert.Equal(renewal, (await StoryAsync(orderNo)).Single(e => e.Kind == "Resource.RenewedBy").About!.Key);
        var ofRenewal = await StoryAsync(renewal);
        Assert.Equal(new ThingRef(Thing.Resource, renewed), ofRenewal.Single(e => e.Kind == "Resource.Renewed").About);
        Assert.Equal((later, true), ofRenewal.Where(e => e.Kind == "Resource.Ends").Select(e => (e.At, e.Ahead)).Single());

        shop.Boss.Time.SetUtcNow(end.AddHours(1));
        Assert.Equal(
            [("Resource.Ends", renewed, later, true), ("Resource.Releases", left, release, true), ("Resource.Expired", left, end, false)],
            (await LifeAsync(orderNo)).Select(e => (e.Kind, e.About!.Key, e.At, e.Ahead)));

        shop.Boss.Time.SetUtcNow(release.AddHours(1));
        Assert.Equal(
            [("Resource.Released", left, release, false), ("Resource.Expired", left, end, false)],
            (await LifeAsync(orderNo)).Where(e => e.About!.Key == left).Select(e => (e.Kind, e.About!.Key, e.At, e.Ahead)));

        // Whoever may see the resource is told the same, also without the audit log and without tasks.
        var operations = await shop.Boss.Given.MemberAsync(shop.Seller, Role.Operations);
        shop.Boss.SignIn(operations);
        string[] told = ["Resource.Released", "Resource.Expired", "Resource.Delivered", "Order.Placed"];
        Assert.Equal(told, (await shop.Boss.Get<ResourceDeskQueries>().GetAsync(left)).Story.Select(e => e.Kind));
        Assert.Contains("Resource.Released", (await shop.Boss.Get<OrderDeskQueries>().GetAsync(orderNo)).Story.Select(e => e.Kind));
        shop.Boss.SignIn(shop.Buyer);
        Assert.Equal(told, (await shop.Boss.Get<ResourceService>().DetailsAsync(left)).Story.Select(e => e.Kind).Where(kind => kind != "Wallet.Paid"));

        var others = await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(shop.Seller), Role.Buyer);
        shop.Boss.SignIn(others);
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Boss.Get<OrderQueries>().StoryAsync(orderNo));
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Boss.Get<ResourceService>().DetailsAsync(left));
        if (secondLevel)
        {
            shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Root, Role.Admin, Role.Finance, Role.Maintenance));
            await Assert.ThrowsAsync<NotFoundException>(() => shop.Boss.Get<OrderDeskQueries>().GetAsync(orderNo));
            await Assert.ThrowsAsync<NotFoundException>(() => shop.Boss.Get<ResourceDeskQueries>().GetAsync(left));
        }

        async Task<IReadOnlyList<ThingEvent>> StoryAsync(string no)
        {
            shop.Boss.SignIn(shop.Buyer);
            return await shop.Boss.Get<OrderQueries>().StoryAsync(no);
        }

        async Task<List<ThingEvent>> LifeAsync(string no) =>
            [.. (await StoryAsync(no)).Where(e => e.Kind is "Resource.Ends" or "Resource.Expired" or "Resource.Releases" or "Resource.Released")];
    }

    [Fact]
    public async Task An_end_that_passed_before_somebody_renewed_stays_in_the_story()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        var end = (await shop.GetAsync(no)).EndsAt!.Value;
        await shop.MoveToEndAsync(no, TimeSpan.FromHours(-2));
        shop.Boss.SignIn(shop.Buyer);
        await shop.RenewAsync(no, 2);

        var story = (await shop.Boss.Get<ResourceService>().DetailsAsync(no)).Story;

        string[] told = ["Resource.Ends", "Resource.Renewed", "Resource.Expired"];
        Assert.Equal(told, story.Select(e => e.Kind).Where(kind => told.Contains(kind)));
        Assert.Equal(end, story.Single(e => e.Kind == "Resource.Expired").At);
    }

    [Fact]
    public async Task A_story_takes_as_many_queries_however_often_it_was_renewed()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        var orderNo = (await shop.GetAsync(no)).OrderNo;
        await GoOnAsync();
        var before = await CountAsync();
        for (var i = 0; i < 3; i++)
        {
            await GoOnAsync();
        }

        Assert.Equal(before, await CountAsync());
        Assert.InRange(before.OfOrder, 1, 8);

        async Task GoOnAsync()
        {
            shop.Boss.SignIn(shop.Buyer);
            await shop.RenewAsync(no);
            await shop.Boss.Get<TicketService>().OpenAsync(new OpenTicket("续费", "续费成功了吗？", orderNo, []));
        }

        async Task<(int OfOrder, int OfResource)> CountAsync()
        {
            shop.Boss.SignIn(shop.Buyer);
            using var sql = new CommandCount(shop.Boss);
            await shop.Boss.Get<OrderQueries>().StoryAsync(orderNo);
            var ofOrder = sql.Queries.Count;
            await shop.Boss.Get<ResourceService>().DetailsAsync(no);
            return (ofOrder, sql.Queries.Count - ofOrder);
        }
    }
}
