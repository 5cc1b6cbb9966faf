using System.Collections.Concurrent;
using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Preferences;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Messaging;

public sealed class RemindersTests
{
    private static readonly Reminder Ending = new(
        "ResourceExpiring", "ResourceExpiring:R1:7", "R1", ["云主机", "7"], SmsTemplate.ResourceExpiring,
        new Dictionary<string, string> { ["product"] = "云主机", ["date"] = "2026-01-12", ["days"] = "7" });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cause_is_told_once_by_notice_and_sms_however_often_and_by_how_many_it_is_told(bool atRoot)
    {
        await using var world = await World.StartAsync(atRoot);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.RemindAsync(Ending))));
        await world.RemindAsync(Ending);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => world.Boss.Get<OutboxDispatcher>().DispatchAsync()));
        await world.DispatchAsync();

        var message = Assert.Single(world.Vendor.Messages);
        Assert.Equal((world.Phone, SmsTemplate.ResourceExpiring, "云主机"), (message.Phone, message.Template, message.Parameters["product"]));
        await using var db = world.Boss.Db();
        Assert.Equal(("ResourceExpiring", "R1"), await db.Notices.Select(n => ValueTuple.Create(n.Kind, n.Subject)).SingleAsync());
        Assert.Equal(Channels.Notice | Channels.Sms, (await db.RemindersSent.SingleAsync()).Channels);

        // The next occasion is another one.
        await world.RemindAsync(Ending with { Cause = "ResourceExpiring:R1:3" });
        await world.DispatchAsync();
        Assert.Equal(2, world.Vendor.Messages.Count);
    }

    [Fact]
    public async Task Twice_in_one_transaction_is_once_and_what_the_transaction_undoes_was_not_told()
    {
        await using var world = await World.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.RemindAsync(Ending, afterwards: () => throw new InvalidOperationException()));
        await using (var db = world.Boss.Db())
        {
            Assert.Equal((0, 0, 0), (await db.Notices.CountAsync(), await db.RemindersSent.CountAsync(), await db.OutboxMessages.CountAsync()));
        }

        await world.RemindAsync(Ending, times: 2);
        await world.DispatchAsync();
        Assert.Single(world.Vendor.Messages);
    }

    [Fact]
    public async Task In_the_quiet_hours_the_notice_comes_at_once_and_the_sms_at_their_end()
    {
        await using var world = await World.StartAsync();
        // Eleven at night in Shanghai on the last day of January.
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 31, 15, 0, 0, TimeSpan.Zero));
        await world.RemindAsync(Ending);
        await world.DispatchAsync();
        Assert.Empty(world.Vendor.Messages);
        await using (var db = world.Boss.Db())
        {
            Assert.Equal(1, await db.Notices.CountAsync());
        }

        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.Zero));
        await world.DispatchAsync();
        Assert.Empty(world.Vendor.Messages);
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        await world.DispatchAsync();
        Assert.Single(world.Vendor.Messages);
    }

    [Fact]
    public async Task What_waited_for_the_morning_is_dropped_when_its_cause_has_gone_or_its_reader_does_not_want_it_any_more()
    {
        await using var world = await World.StartAsync();
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 5, 15, 0, 0, TimeSpan.Zero));
        await world.RemindAsync(Ending);
        await world.RemindAsync(Ending with { Cause = "ResourceExpiring:R2:7" });
        world.Causes.Gone.Add("ResourceExpiring:R1:7");
        world.Boss.Time.Advance(TimeSpan.FromHours(10));
        await world.DispatchAsync();
        Assert.Equal(["R2"], world.Vendor.Messages.Select(m => m.OutId!.Split(':')[1]));
        await using (var db = world.Boss.Db())
        {
            var dropped = await db.TextMessages.SingleAsync(m => m.Key.Contains("R1"));
            Assert.Equal((TextMessageState.Refused, "NoLonger"), (dropped.State, dropped.Code));
        }

        world.Boss.Time.Advance(TimeSpan.FromHours(15));
        await world.RemindAsync(Ending with { Cause = "ResourceExpiring:R3:7" });
        world.Boss.SignIn(world.Member);
        await world.Boss.Get<PreferenceService>().ChooseAsync(new Preference(new Dictionary<NewsGroups, Channels>(), QuietHours.Default));
        world.Boss.Time.Advance(TimeSpan.FromHours(10));
        await world.DispatchAsync();
        Assert.Single(world.Vendor.Messages);
    }

    [Fact]
    public async Task It_goes_to_the_phone_that_the_member_has_when_it_is_sent_and_to_nobody_who_was_disabled()
    {
        await using var world = await World.StartAsync();
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 5, 15, 0, 0, TimeSpan.Zero));
        await world.RemindAsync(Ending);
        await using (var db = world.Boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == world.Member.MemberId)).ChangePhone("13700000001");
            await db.SaveChangesAsync();
        }

        world.Boss.Time.Advance(TimeSpan.FromHours(10));
        await world.DispatchAsync();
        Assert.Equal("13700000001", Assert.Single(world.Vendor.Messages).Phone);

        await world.RemindAsync(Ending with { Cause = "second" });
        await using (var db = world.Boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == world.Member.MemberId)).Disable();
            await db.SaveChangesAsync();
        }

        await world.DispatchAsync();
        await world.RemindAsync(Ending with { Cause = "third" });
        await world.DispatchAsync();
        Assert.Single(world.Vendor.Messages);
        await using var after = world.Boss.Db();
        Assert.Equal(2, await after.RemindersSent.CountAsync());
    }

    [Fact]
    public async Task A_member_of_another_organization_is_not_told_from_here()
    {
        await using var world = await World.StartAsync();
        var other = await world.Boss.Given.MemberAsync(await world.Boss.Given.CustomerAsync(world.Root), Role.Buyer);
        await world.RemindAsync(Ending, also: other.MemberId);
        await using var db = world.Boss.Db();
        Assert.Equal([world.Member.MemberId], await db.Notices.Select(n => n.MemberId).ToListAsync());
    }

    [Fact]
    public async Task Advertising_comes_by_sms_only_with_the_consent_of_the_phone_and_no_more_after_it_was_taken_back_by_an_answer()
    {
        await using var world = await World.StartAsync();
        var offer = new Reminder("CampaignOffer", "c1", "", ["八折"], SmsTemplate.Marketing, new Dictionary<string, string> { ["content"] = "八折" });
        await world.RemindAsync(offer);
        await world.DispatchAsync();
        Assert.Empty(world.Vendor.Messages);

        world.Boss.SignIn(world.Member);
        var preferences = world.Boss.Get<PreferenceService>();
        await preferences.ChooseAsync(new Preference(new Dictionary<NewsGroups, Channels> { [NewsGroups.Marketing] = Channels.Sms }, QuietHours.Default));
        await world.RemindAsync(offer with { Cause = "c2" });
        await world.DispatchAsync();
        Assert.Single(world.Vendor.Messages);

        var consents = world.Boss.Get<MarketingConsents>();
        Assert.True(await consents.MaySendAsync(world.Phone, default));
        Assert.False(await consents.ReplyAsync(world.Phone, "谢谢", default));
        Assert.False(await consents.ReplyAsync("13700000099", "R", default));
        Assert.True(await consents.ReplyAsync(world.Phone, " r。", default));
        Assert.False(await consents.ReplyAsync(world.Phone, "R", default));
        Assert.False(await consents.MaySendAsync(world.Phone, default));
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        await world.RemindAsync(offer with { Cause = "c3" });
        await world.DispatchAsync();
        Assert.Single(world.Vendor.Messages);
        var mine = await preferences.GetAsync();
        Assert.False(mine.Chosen[NewsGroups.Marketing].HasFlag(Channels.Sms));
        Assert.Equal([(false, ConsentWay.Reply), (true, ConsentWay.Preferences)], mine.Consents.Select(c => (c.Given, c.Way)));
        // Saving something else does not give it again.
        await preferences.ChooseAsync(new Preference(mine.Chosen, mine.Quiet));
        Assert.False(await consents.MaySendAsync(world.Phone, default));
    }

    private sealed class World : IAsyncDisposable
    {
        public required TestKBoss Boss { get; init; }

        public required Vendor Vendor { get; init; }

        public required Causes Causes { get; init; }

        public required Organization Root { get; init; }

        public required Actor Member { get; init; }

        public required string Phone { get; init; }

        public static async Task<World> StartAsync(bool atRoot = true)
        {
            var (vendor, causes) = (new Vendor(), new Causes());
            var boss = await TestKBoss.StartAsync(services => services.AddSingleton<ISmsSender>(vendor).AddSingleton<IReminderCause>(causes));
            var root = await boss.Given.RootAsync();
            var member = await boss.Given.MemberAsync(atRoot ? root : await boss.Given.CustomerAsync(await boss.Given.DistributorAsync(root)), Role.Admin);
            await using var db = boss.Db();
            var phone = (await db.Members.SingleAsync(m => m.Id == member.MemberId)).Phone;
            return new World { Boss = boss, Vendor = vendor, Causes = causes, Root = root, Member = member, Phone = phone };
        }

        public Task RemindAsync(Reminder reminder, int times = 1, long? also = null, Action? afterwards = null) =>
            Boss.Get<KBossDbContextFactory>().InTransactionAsync(Member, async db =>
            {
                for (var i = 0; i < times; i++)
                {
                    await Boss.Get<Reminders>().RemindAsync(db, reminder, also is { } other ? [Member.MemberId, other] : [Member.MemberId], default);
                }

                await db.SaveChangesAsync();
                afterwards?.Invoke();
            });

        public async Task DispatchAsync()
        {
            while (await Boss.Get<OutboxDispatcher>().DispatchAsync() > 0)
            {
            }
        }

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }

    private sealed class Vendor : ISmsSender
    {
        private readonly ConcurrentQueue<SmsMessage> messages = new();

        public IReadOnlyCollection<SmsMessage> Messages => messages;

        public Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
        {
            messages.Enqueue(message);
            return Task.FromResult(new SmsReceipt(SmsOutcome.Sent, "OK"));
        }
    }

    private sealed class Causes : IReminderCause
    {
        public List<string> Gone { get; } = [];

        public bool Knows(string kind) => kind == "ResourceExpiring";

        public Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct) => Task.FromResult(!Gone.Contains(reminder.Cause));
    }
}
