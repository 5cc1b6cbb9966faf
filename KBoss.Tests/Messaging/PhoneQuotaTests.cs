using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Messaging;

public sealed class PhoneQuotaTests
{
    private const string Phone = "13900000009";

    /// <summary>Ten in the morning in Shanghai.</summary>
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_fortieth_message_in_any_24_hours_is_the_last()
    {
        var sent = Enumerable.Range(0, 40).Select(i => Notice(Now.AddHours(-20).AddMinutes(i))).ToList();
        Assert.Equal(Now, PhoneQuota.Free("LowBalance", TextMessageKind.Notice, sent[1..], Now));
        Assert.Equal(sent[0].At.AddHours(24), PhoneQuota.Free("LowBalance", TextMessageKind.Notice, sent, Now));
        Assert.Equal(sent[0].At.AddHours(24), PhoneQuota.Free("LoginCode", TextMessageKind.Code, sent, Now));
        // What is a day old counts no more.
        Assert.Equal(Now, PhoneQuota.Free("LowBalance", TextMessageKind.Notice, [.. sent.Select(s => s with { At = s.At.AddHours(-4) })], Now));
    }

    [Fact]
    public void Advertising_comes_once_in_a_Shanghai_day_and_not_at_night()
    {
        // Eleven at night in Shanghai: the next morning at eight.
        Assert.Equal(At(6, 8), Free(At(5, 23)));
        Assert.Equal(At(5, 8), Free(At(5, 7, 59)));
        Assert.Equal(At(5, 20, 59), Free(At(5, 20, 59)));
        Assert.Equal(At(6, 8), Free(At(5, 21)));
        // One this morning, or late yesterday by the clock of Shanghai though not by that of Greenwich.
        Assert.Equal(At(6, 8), Free(At(5, 10), At(5, 9)));
        Assert.Equal(At(5, 10), Free(At(5, 10), At(4, 20)));
        Assert.Equal(At(6, 8), Free(At(5, 22, 30), At(5, 9)));

        static DateTime Free(DateTime now, params DateTime[] sent) => PhoneQuota.Free(
            "Marketing", TextMessageKind.Marketing, [.. sent.Select(at => new SentText("Marketing", TextMessageKind.Marketing, at))], now);
        static DateTime At(int day, int hour, int minute = 0) => ChinaTime.ToUtc(new DateTime(2026, 1, day, hour, minute, 0));
    }

    [Fact]
    public async Task What_the_quota_does_not_allow_waits_until_it_does_and_is_sent_once_then()
    {
        var vendor = new Counting();
        await using var boss = await TestKBoss.StartAsync(services => services.AddSingleton<ISmsSender>(vendor));
        var root = await boss.Given.RootAsync();
        await using (var db = boss.Db())
        {
            for (var i = 0; i < 41; i++)
            {
                boss.Get<Outbox>().AddSms(db, root.Id, $"one-{i}", new SmsOutboxMessage(Phone, SmsTemplate.LowBalance, new() { ["balance"] = "1" }));
            }

            // To another phone it goes at once.
            boss.Get<Outbox>().AddSms(db, root.Id, "other", new SmsOutboxMessage("13900000008", SmsTemplate.LowBalance, new() { ["balance"] = "1" }));
            await db.SaveChangesAsync();
        }

        await DispatchAsync(boss);
        Assert.Equal((40, 1), (vendor.CountOf(Phone), vendor.CountOf("13900000008")));
        boss.Time.Advance(TimeSpan.FromHours(23));
        await DispatchAsync(boss);
        Assert.Equal(40, vendor.CountOf(Phone));
        boss.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await DispatchAsync(boss);
        await DispatchAsync(boss);
        Assert.Equal(41, vendor.CountOf(Phone));
        await using var after = boss.Db();
        Assert.All(await after.OutboxMessages.ToListAsync(), m => Assert.Equal((OutboxStatus.Sent, 1), (m.Status, m.Attempts)));
        Assert.Equal(42, await after.TextMessages.CountAsync(m => m.State == TextMessageState.Accepted));
    }

    [Fact]
    public async Task A_code_that_the_quota_holds_back_longer_than_it_counts_is_not_sent()
    {
        var vendor = new Counting();
        await using var boss = await TestKBoss.StartAsync(services => services.AddSingleton<ISmsSender>(vendor));
        var root = await boss.Given.RootAsync();
        await using (var db = boss.Db())
        {
            for (var i = 0; i < 40; i++)
            {
                var text = new TextMessage(new Parties(root.Id, root.Id), $"old-{i}", Phone, "LowBalance", boss.Now);
                text.Begin(1, boss.Now.AddHours(-1));
                db.Add(text);
            }

            boss.Get<Outbox>().AddSms(db, root.Id, "code-1", new SmsOutboxMessage(Phone, SmsTemplate.LoginCode, new() { ["code"] = "123456" }, boss.Now.AddMinutes(5)));
            await db.SaveChangesAsync();
        }

        await DispatchAsync(boss);
        Assert.Equal(0, vendor.CountOf(Phone));
        await using var after = boss.Db();
        Assert.Equal(OutboxStatus.Failed, (await after.OutboxMessages.SingleAsync()).Status);
        var message = await after.TextMessages.SingleAsync(m => m.Key == "code-1");
        Assert.Equal((TextMessageState.Refused, "TooLate"), (message.State, message.Code));
    }

    private static SentText Notice(DateTime at) => new("ResourceReady", TextMessageKind.Notice, at);

    private static async Task DispatchAsync(TestKBoss boss)
    {
        while (await boss.Get<OutboxDispatcher>().DispatchAsync() > 0)
        {
        }
    }

    private sealed class Counting : ISmsSender
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> phones = new();

        public int CountOf(string phone) => phones.Count(p => p == phone);

        public Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
        {
            phones.Enqueue(message.Phone);
            return Task.FromResult(new SmsReceipt(SmsOutcome.Sent, "OK", BizId: message.OutId));
        }
    }
}
