using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Messaging;

public sealed class SmsOutboxHandlerTests
{
    [Theory]
    [InlineData(SmsOutcome.Sent, OutboxStatus.Sent)]
    [InlineData(SmsOutcome.RetryLater, OutboxStatus.Pending)]
    [InlineData(SmsOutcome.TooFrequent, OutboxStatus.Pending)]
    [InlineData(SmsOutcome.Uncertain, OutboxStatus.Failed)]
    [InlineData(SmsOutcome.BadNumber, OutboxStatus.Failed)]
    [InlineData(SmsOutcome.ConfigurationFault, OutboxStatus.Failed)]
    public async Task What_the_vendor_answers_decides_whether_it_is_tried_again(SmsOutcome outcome, OutboxStatus status)
    {
        var vendor = new Vendor(outcome);
        await using var boss = await StartAsync(vendor);
        await AddAsync(boss);

        await boss.Get<OutboxDispatcher>().DispatchAsync();

        var message = Assert.Single(vendor.Messages);
        Assert.Equal(("13900000009", SmsTemplate.ResourceReady, "key-1"), (message.Phone, message.Template, message.OutId));
        await using var db = boss.Db();
        Assert.Equal(status, (await db.OutboxMessages.SingleAsync()).Status);
    }

    [Fact]
    public async Task A_code_that_has_expired_in_the_queue_is_not_sent_any_more()
    {
        var vendor = new Vendor(SmsOutcome.Sent);
        await using var boss = await StartAsync(vendor);
        await AddAsync(boss, boss.Now.AddMinutes(5));
        boss.Time.Advance(TimeSpan.FromMinutes(5));

        await boss.Get<OutboxDispatcher>().DispatchAsync();

        Assert.Empty(vendor.Messages);
        await using var db = boss.Db();
        Assert.Equal(OutboxStatus.Failed, (await db.OutboxMessages.SingleAsync()).Status);
    }

    private static Task<TestKBoss> StartAsync(Vendor vendor) => TestKBoss.StartAsync(services => services.AddSingleton<ISmsSender>(vendor));

    private static async Task AddAsync(TestKBoss boss, DateTime? expiresAt = null)
    {
        var root = await boss.Given.RootAsync();
        await using var db = boss.Db();
        boss.Get<Outbox>().Add(db, root.Id, SmsOutboxMessage.Kind, "key-1", new SmsOutboxMessage(
            "13900000009", SmsTemplate.ResourceReady, new() { ["order"] = "KB1" }, expiresAt));
        await db.SaveChangesAsync();
    }

    private sealed class Vendor(SmsOutcome outcome) : ISmsSender
    {
        public List<SmsMessage> Messages { get; } = [];

        public Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
        {
            Messages.Add(message);
            return Task.FromResult(new SmsReceipt(outcome, outcome.ToString()));
        }
    }
}
