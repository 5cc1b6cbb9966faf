using System.Collections.Concurrent;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Marketing;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KBoss.Tests.Marketing;

/// <summary>A distributor, the root or one below it, with two salespeople, Operations, customers, and a vendor that takes text messages.</summary>
internal sealed class CampaignWorld : IAsyncDisposable
{
    public static PageRequest All { get; } = Ask();

    public required TestKBoss Boss { get; init; }

    public required FakeVendor Vendor { get; init; }

    public required Organization Root { get; init; }

    public required Organization Seller { get; init; }

    public required Actor First { get; init; }

    public required Actor Second { get; init; }

    public required Actor Operations { get; init; }

    public static async Task<CampaignWorld> StartAsync(bool secondLevel = false)
    {
        var vendor = new FakeVendor();
        var boss = await TestKBoss.StartAsync(services =>
        {
            services.RemoveAll<ISmsVendor>();
            services.AddSingleton<ISmsVendor>(vendor);
        });
        var root = await boss.Given.RootAsync();
        var seller = secondLevel ? await boss.Given.DistributorAsync(root) : root;
        return new CampaignWorld
        {
            Boss = boss,
            Vendor = vendor,
            Root = root,
            Seller = seller,
            First = await boss.Given.MemberAsync(seller, Role.Sales),
            Second = await boss.Given.MemberAsync(seller, Role.Sales),
            Operations = await boss.Given.MemberAsync(seller, Role.Operations),
        };
    }

    public static PageRequest Ask(params (string Name, string Value)[] filters) => new(1, 100, null, false, filters.ToDictionary(f => f.Name, f => f.Value));

    public static CampaignFacts Facts(
        CampaignSource source = CampaignSource.Customers, Channels channels = Channels.Sms, params (string Name, string Value)[] filters) => new(
        "春季活动", source, filters.ToDictionary(f => f.Name, f => f.Value), channels, nameof(SmsTemplate.MarketingOffer),
        new Dictionary<string, string> { ["customer"] = CampaignFacts.Customer, ["content"] = "续费八折，限本周" }, "续费优惠", "{customer}，续费八折，限本周。");

    /// <summary>The services as the actor has them.</summary>
    public T As<T>(Actor actor)
        where T : notnull
    {
        Boss.SignIn(actor);
        return Boss.Get<T>();
    }

    /// <summary>A customer with a buyer, whose phone has consented, has taken that back, or (null) has said nothing.</summary>
    public async Task<(Organization Customer, Actor Buyer, string Phone)> CustomerAsync(Actor? salesperson = null, bool? consent = true, Organization? seller = null)
    {
        var customer = await Boss.Given.CustomerAsync(seller ?? Seller);
        var buyer = await Boss.Given.MemberAsync(customer, Role.Buyer);
        await using var db = Boss.Db();
        var phone = await db.Members.Where(m => m.Id == buyer.MemberId).Select(m => m.Phone).SingleAsync();
        if (salesperson is not null)
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == customer.Id)).AssignTo(salesperson.MemberId);
        }

        if (consent is not null)
        {
            db.Add(new MarketingConsent(customer.Id, phone, true, ConsentWay.Preferences, buyer.By, Boss.Now));
            await db.SaveChangesAsync();
        }

        if (consent == false)
        {
            db.Add(new MarketingConsent(customer.Id, phone, false, ConsentWay.Reply, By.Part("SMS"), Boss.Now));
        }

        await db.SaveChangesAsync();
        return (customer, buyer, phone);
    }

    /// <summary>A campaign that was confirmed as it was shown.</summary>
    public async Task<string> ConfirmedAsync(Actor actor, CampaignFacts? facts = null, DateTime? at = null)
    {
        var service = As<CampaignService>(actor);
        var no = await service.CreateAsync(facts ?? Facts());
        await service.ConfirmAsync(no, await VersionAsync(no), (await service.PreviewAsync(no, at)).Members, at);
        return no;
    }

    public async Task<int> VersionAsync(string no)
    {
        await using var db = Boss.Db();
        return await db.Campaigns.Where(c => c.No == no).Select(c => c.Version).SingleAsync();
    }

    public async Task<long> IdAsync(string no)
    {
        await using var db = Boss.Db();
        return await db.Campaigns.Where(c => c.No == no).Select(c => c.Id).SingleAsync();
    }

    public Task<int> SendAsync() => Boss.Get<CampaignSending>().SendDueAsync();

    public async Task DispatchAsync()
    {
        while (await Boss.Get<OutboxDispatcher>().DispatchAsync() > 0)
        {
        }
    }

    public async Task<List<CampaignRecipient>> RecipientsAsync(string no)
    {
        await using var db = Boss.Db();
        return await db.CampaignRecipients.AsNoTracking().Where(r => db.Campaigns.Any(c => c.Id == r.CampaignId && c.No == no)).OrderBy(r => r.Id).ToListAsync();
    }

    public async Task TransferAsync(Organization customer, Actor to)
    {
        await using var db = Boss.Db();
        (await db.Customers.SingleAsync(c => c.BuyerId == customer.Id)).AssignTo(to.MemberId);
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}

/// <summary>A vendor that has approved every template and takes every message.</summary>
internal sealed class FakeVendor : ISmsVendor
{
    private readonly ConcurrentQueue<SmsMessage> messages = new();

    public IReadOnlyCollection<SmsMessage> Messages => messages;

    public bool Configured { get; set; } = true;

    /// <summary>What it says of templates; null when it does not answer.</summary>
    public TemplateState? State { get; set; } = TemplateState.Approved;

    public SmsVendor Vendor => SmsVendor.AlibabaCloud;

    public IReadOnlyList<string> MissingAccount => Configured ? [] : ["Sms:AccessKeyId"];

    public string SignName => "启云";

    public IReadOnlyList<string> MissingFor(SmsTemplate template) => MissingAccount;

    public string NumberOf(SmsTemplate template) => $"SMS_{(int)template}";

    public Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken ct)
    {
        messages.Enqueue(message);
        return Task.FromResult(new SmsReceipt(SmsOutcome.Sent, "OK", BizId: $"biz-{message.OutId}"));
    }

    public Task<SmsReport?> FindReportAsync(SmsAsked asked, CancellationToken ct) => Task.FromResult<SmsReport?>(null);

    public Task<IReadOnlyList<RegisteredTemplate>> FindTemplatesAsync(IReadOnlyCollection<string> numbers, CancellationToken ct) => State is { } state
        ? Task.FromResult<IReadOnlyList<RegisteredTemplate>>([.. numbers.Select(number => new RegisteredTemplate(number, "", state, "缺少退订方式"))])
        : throw new SmsVendorException("isp.SYSTEM_ERROR", "no answer");
}
