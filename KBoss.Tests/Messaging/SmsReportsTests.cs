using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Messaging.Texts;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KBoss.Tests.Messaging;

public sealed class SmsReportsTests
{
    private const string Phone = "13900000009";
    private const string Secret = "a-long-secret-0123456789";

    [Fact]
    public async Task A_pushed_report_says_what_became_of_a_message_once_and_a_forged_one_nothing()
    {
        await using var boss = await StartAsync(new Vendor());
        await SendAsync(boss, "key-1");
        await PushAsync(boss, SmsVendor.AlibabaCloud, """[{"biz_id":"biz-key-1","phone_number":"13900000008","success":true,"err_code":"DELIVERED"}]""");
        await PushAsync(boss, SmsVendor.AlibabaCloud, """[{"biz_id":"another","phone_number":"13900000009","success":true,"err_code":"DELIVERED"}]""");
        await PushAsync(boss, SmsVendor.TencentCloud, """[{"sid":"biz-key-1","mobile":"13900000009","report_status":"SUCCESS","errmsg":"DELIVRD"}]""");
        Assert.Equal(TextMessageState.Accepted, (await FindAsync(boss, "key-1")).State);

        const string report = """
            [{"phone_number":"+8613900000009","send_time":"2026-01-05 10:00:00","report_time":"2026-01-05 10:00:07","success":false,
              "err_code":"MOBILE_IN_BLACK","err_msg":"黑名单","sms_size":"2","biz_id":"biz-key-1","out_id":"key-1"}]
            """;
        await PushAsync(boss, SmsVendor.AlibabaCloud, report);
        await PushAsync(boss, SmsVendor.AlibabaCloud, report);
        await PushAsync(boss, SmsVendor.AlibabaCloud, report.Replace("false", "true", StringComparison.Ordinal));
        var message = await FindAsync(boss, "key-1");
        Assert.Equal((TextMessageState.Undelivered, "MOBILE_IN_BLACK", "黑名单", 2), (message.State, message.Code, message.Words, message.Parts));
        Assert.Equal(new DateTime(2026, 1, 5, 2, 0, 7, DateTimeKind.Utc), message.ReportedAt);
    }

    [Fact]
    public async Task A_report_of_the_other_vendor_is_read_as_it_writes_them()
    {
        await using var boss = await StartAsync(new Vendor { Is = SmsVendor.TencentCloud });
        await SendAsync(boss, "key-1");
        await PushAsync(boss, SmsVendor.TencentCloud, """
            [{"user_receive_time":"2026-01-05 10:00:09","nationcode":"86","mobile":"13900000009",
              "report_status":"SUCCESS","errmsg":"DELIVRD","description":"用户短信送达成功","sid":"biz-key-1"}]
            """);
        var message = await FindAsync(boss, "key-1");
        Assert.Equal((TextMessageState.Delivered, "DELIVRD", SmsVendor.TencentCloud), (message.State, message.Code, message.Vendor));
    }

    [Fact]
    public async Task Only_the_secret_that_is_set_opens_the_address_and_what_is_no_push_is_refused()
    {
        await using var boss = await StartAsync(new Vendor());
        var callbacks = boss.Get<SmsCallbacks>();
        Assert.True(callbacks.Opens(Secret));
        Assert.False(callbacks.Opens(Secret + "x"));
        Assert.False(callbacks.Opens(""));
        await Assert.ThrowsAsync<JsonException>(() => PushAsync(boss, SmsVendor.AlibabaCloud, "\"hello\""));
        await Assert.ThrowsAsync<JsonException>(() => PushAsync(boss, SmsVendor.AlibabaCloud, "[1]"));

        await using var unset = await TestKBoss.StartAsync();
        Assert.False(unset.Get<SmsCallbacks>().Opens(""));
    }

    [Fact]
    public async Task A_message_without_a_report_is_asked_about_until_one_comes_and_not_for_ever()
    {
        var vendor = new Vendor();
        await using var boss = await StartAsync(vendor);
        await SendAsync(boss, "key-1");
        var reports = boss.Get<SmsReports>();
        Assert.Equal(0, await reports.AskAsync());
        Assert.Empty(vendor.Asked);
        boss.Time.Advance(SmsReports.Patience);
        Assert.Equal(0, await reports.AskAsync());
        Assert.Equal("biz-key-1", Assert.Single(vendor.Asked).VendorId);
        vendor.Says = new SmsReport("biz-key-1", "key-1", Phone, true, "DELIVERED", "", null, boss.Now);
        Assert.Equal(1, await reports.AskAsync());
        Assert.Equal(0, await reports.AskAsync());
        Assert.Equal((TextMessageState.Delivered, 2), ((await FindAsync(boss, "key-1")).State, vendor.Asked.Count));

        vendor.Says = null;
        await SendAsync(boss, "key-2");
        boss.Time.Advance(SmsReports.Longest);
        await reports.AskAsync();
        Assert.Equal(2, vendor.Asked.Count);
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_not_sent_again_and_found_by_our_key()
    {
        var vendor = new Vendor { Outcome = SmsOutcome.Uncertain };
        await using var boss = await StartAsync(vendor);
        await SendAsync(boss, "key-1");
        Assert.Equal(TextMessageState.Uncertain, (await FindAsync(boss, "key-1")).State);
        boss.Time.Advance(TimeSpan.FromHours(1));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal(1, vendor.Sent);
        vendor.Says = new SmsReport("biz", "key-1", Phone, true, "DELIVERED", "", null, boss.Now);
        await boss.Get<SmsReports>().AskAsync();
        var message = await FindAsync(boss, "key-1");
        Assert.Equal((TextMessageState.Delivered, "biz"), (message.State, message.VendorId));
    }

    [Fact]
    public async Task A_process_that_dies_while_the_vendor_is_called_does_not_send_a_second_time()
    {
        var vendor = new Vendor { Dies = true };
        await using var boss = await StartAsync(vendor);
        await SendAsync(boss, "key-1");
        vendor.Dies = false;
        boss.Time.Advance(TimeSpan.FromMinutes(2));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal(1, vendor.Sent);
        Assert.Equal(TextMessageState.Uncertain, (await FindAsync(boss, "key-1")).State);
    }

    [Fact]
    public async Task The_list_shows_an_admin_the_messages_of_its_own_and_of_its_customers_with_masked_phones_and_nobody_elses()
    {
        await using var boss = await StartAsync(new Vendor());
        var root = await boss.Given.RootAsync();
        var second = await boss.Given.DistributorAsync(root);
        var (customer, below) = (await boss.Given.CustomerAsync(root), await boss.Given.CustomerAsync(second));
        await SendAsync(boss, "root", root.Id);
        await SendAsync(boss, "customer", customer.Id);
        await SendAsync(boss, "second", second.Id, SmsTemplate.LoginCode);
        await SendAsync(boss, "below", below.Id);
        var queries = boss.Get<TextMessageQueries>();

        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin));
        var all = await queries.ListAsync(Request());
        Assert.Equal(3, all.Total);
        Assert.All(all.Rows, row => Assert.Equal("139****0009", row.Phone));
        Assert.Equal(new TextMessageSum(3, 3, 0, 0), await queries.SumAsync(Request()));
        Assert.Equal(1, (await queries.ListAsync(Request(("template", "LoginCode")))).Total);
        Assert.Equal(3, (await queries.ListAsync(Request(("phone", "0009"), ("state", "Accepted"), ("vendor", "AlibabaCloud")))).Total);
        Assert.Equal(0, (await queries.ListAsync(Request(("phone", "009")))).Total);

        boss.SignIn(await boss.Given.MemberAsync(second, Role.Admin));
        Assert.Equal(2, (await queries.ListAsync(Request())).Total);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Sales, Role.Operations, Role.Finance, Role.Maintenance));
        await Assert.ThrowsAsync<PermissionException>(() => queries.ListAsync(Request()));
        boss.SignIn(await boss.Given.MemberAsync(customer, Role.Admin, Role.Buyer));
        await Assert.ThrowsAsync<PermissionException>(() => queries.ListAsync(Request()));
        await Assert.ThrowsAsync<PermissionException>(() => queries.SumAsync(Request()));
    }

    [Fact]
    public async Task Templates_and_test_messages_are_the_root_admins_and_the_test_goes_to_the_own_phone_within_its_quota()
    {
        var vendor = new Vendor();
        await using var boss = await StartAsync(vendor);
        var root = await boss.Given.RootAsync();
        var templates = boss.Get<SmsTemplateService>();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.DistributorAsync(root), Role.Admin));
        await Assert.ThrowsAsync<PermissionException>(() => templates.ListAsync());
        await Assert.ThrowsAsync<PermissionException>(() => templates.AskVendorsAsync());
        await Assert.ThrowsAsync<PermissionException>(() => templates.TestAsync(SmsTemplate.LowBalance, new Dictionary<string, string>()));

        var admin = await boss.Given.MemberAsync(root, Role.Admin);
        boss.SignIn(admin);
        var rows = await templates.ListAsync();
        Assert.Equal(SmsTexts.All.Count, rows.Count);
        Assert.All(rows, row => Assert.Equal(SmsVendor.AlibabaCloud, row.Sender));
        var refused = await Assert.ThrowsAsync<RuleException>(() => templates.TestAsync(SmsTemplate.LowBalance, new Dictionary<string, string>()));
        Assert.Equal(("Common.TextRequired", "balance"), (refused.Code, refused.Field));
        var values = new Dictionary<string, string> { ["content"] = "八折" };
        await templates.TestAsync(SmsTemplate.Marketing, values);
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal(1, vendor.Sent);
        var full = await Assert.ThrowsAsync<RuleException>(() => templates.TestAsync(SmsTemplate.Marketing, values));
        Assert.Equal(("Messaging.PhoneFull", "2026-01-06 08:00"), (full.Code, full.Args[0]));
    }

    private static Task<TestKBoss> StartAsync(Vendor vendor) => TestKBoss.StartAsync(
        services => services.RemoveAll<ISmsVendor>().AddSingleton<ISmsVendor>(vendor), ("Sms:CallbackSecret", Secret));

    private static PageRequest Request(params (string Name, string Value)[] filters) => new(1, 50, null, false, filters.ToDictionary(f => f.Name, f => f.Value));

    private static async Task SendAsync(TestKBoss boss, string key, long? organizationId = null, SmsTemplate template = SmsTemplate.LowBalance)
    {
        await using var db = boss.Db();
        var root = organizationId ?? await db.Organizations.Select(o => (long?)o.Id).FirstOrDefaultAsync() ?? (await boss.Given.RootAsync()).Id;
        boss.Get<Outbox>().AddSms(db, root, key, new SmsOutboxMessage(Phone, template, new() { ["balance"] = "1", ["code"] = "1" }));
        await db.SaveChangesAsync();
        await boss.Get<OutboxDispatcher>().DispatchAsync();
    }

    private static async Task PushAsync(TestKBoss boss, SmsVendor vendor, string json)
    {
        using var body = JsonDocument.Parse(json);
        await boss.Get<SmsCallbacks>().ReceiveAsync(vendor, body, default);
    }

    private static async Task<TextMessage> FindAsync(TestKBoss boss, string key)
    {
        await using var db = boss.Db();
        return await db.TextMessages.SingleAsync(m => m.Key == key);
    }

    private sealed class Vendor : ISmsVendor
    {
        public SmsVendor Is { get; init; }

        public SmsOutcome Outcome { get; init; } = SmsOutcome.Sent;

        public bool Dies { get; set; }

        public int Sent { get; private set; }

        public SmsReport? Says { get; set; }

        public List<SmsAsked> Asked { get; } = [];

        SmsVendor ISmsVendor.Vendor => Is;

        public IReadOnlyList<string> MissingAccount => [];

        public string SignName => "开元云";

        public IReadOnlyList<string> MissingFor(SmsTemplate template) => [];

        public string NumberOf(SmsTemplate template) => template.ToString();

        public Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken ct)
        {
            Sent++;
            return Dies ? throw new InvalidOperationException("killed")
                : Task.FromResult(new SmsReceipt(Outcome, Outcome.ToString(), BizId: Outcome == SmsOutcome.Sent ? $"biz-{message.OutId}" : null) { Vendor = Is });
        }

        public Task<SmsReport?> FindReportAsync(SmsAsked asked, CancellationToken ct)
        {
            Asked.Add(asked);
            return Task.FromResult(Says);
        }

        public Task<IReadOnlyList<RegisteredTemplate>> FindTemplatesAsync(IReadOnlyCollection<string> numbers, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<RegisteredTemplate>>([]);
    }
}
