using System.Collections.Concurrent;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Infrastructure.Connectors.Zhongjin;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Settings;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Settings;

public sealed class SettingsServiceTests
{
    private const string Secret = "Sec5ret-of-the-account-42";

    [Fact]
    public async Task What_an_Admin_has_typed_counts_at_once_also_in_a_circuit_that_is_open_and_its_secret_is_nowhere()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
        var (open, monitor) = (boss.Get<IOptionsSnapshot<SmsOptions>>(), boss.Get<IOptionsMonitor<SmsOptions>>());
        var told = 0;
        using var hears = monitor.OnChange(_ => told++);
        Assert.Equal(("", ""), (open.Value.AccessKeyId, monitor.CurrentValue.AccessKeySecret));

        await SaveAsync(boss, "Sms", 0, ("accesskeyid", "LTAI1"), ("accesskeysecret", Secret), ("templates-logincode", "SMS_1"));

        Assert.Equal(("LTAI1", Secret, "SMS_1"), (open.Value.AccessKeyId, open.Value.AccessKeySecret, open.Value.Templates[SmsTemplate.LoginCode]));
        Assert.Equal(Secret, monitor.CurrentValue.AccessKeySecret);
        Assert.True(told > 0);
        var view = await boss.Get<SettingsService>().GetAsync("Sms");
        var secret = view.Fields.Single(f => f.Field.Key == "AccessKeySecret");
        Assert.Equal((SettingOrigin.Typed, "", boss.Now, "42"), (secret.Origin, secret.Value, secret.SetAt, secret.Ending));
        await using var db = boss.Db();
        Assert.DoesNotContain(Secret, (await db.StoredSettings.SingleAsync()).Content, StringComparison.Ordinal);
        var said = await db.AuditEntries.SingleAsync(a => a.Action == "SettingsChanged");
        Assert.Contains("LTAI1", said.After, StringComparison.Ordinal);
        Assert.Contains("Replaced", said.After, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, said.Before + said.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_log_of_any_level_holds_a_secret_that_was_typed_refused_or_read()
    {
        using var said = new Said();
        await using var boss = await TestKBoss.StartAsync(services => services.AddLogging(logging => logging.ClearProviders().AddProvider(said).SetMinimumLevel(LogLevel.Trace)));
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
        await SaveAsync(boss, "Sms", 0, ("accesskeyid", "LTAI1"), ("accesskeysecret", Secret));
        await Assert.ThrowsAsync<RuleException>(() => SaveAsync(boss, "Sms", 1, ("accesskeysecret", Secret), ("endpoint", "nowhere")));
        await Assert.ThrowsAsync<SettingsChangedMeanwhileException>(() => SaveAsync(boss, "Sms", 0, ("accesskeysecret", Secret)));
        await boss.Get<SettingsStore>().LoadAsync();
        Assert.Equal(Secret, boss.Get<IOptionsSnapshot<SmsOptions>>().Value.AccessKeySecret);
        Assert.NotEmpty(said.Lines);
        Assert.DoesNotContain(said.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_that_is_left_empty_stays_and_one_that_is_taken_away_goes()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
        await SaveAsync(boss, "Sms", 0, ("accesskeyid", "LTAI1"), ("accesskeysecret", Secret));
        await SaveAsync(boss, "Sms", await VersionAsync(boss, "Sms"), ("accesskeyid", "LTAI2"));
        Assert.Equal(("LTAI2", Secret), (boss.Get<IOptionsSnapshot<SmsOptions>>().Value.AccessKeyId, boss.Get<IOptionsSnapshot<SmsOptions>>().Value.AccessKeySecret));

        await boss.Get<SettingsService>().SaveAsync(new SaveSettings(
            "Sms", await VersionAsync(boss, "Sms"), new Dictionary<string, string?> { ["accesskeyid"] = "LTAI2" }, new HashSet<string> { "accesskeysecret" }));
        Assert.Equal("", boss.Get<IOptionsSnapshot<SmsOptions>>().Value.AccessKeySecret);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once_and_nothing_is_saved()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));

        var refused = await Assert.ThrowsAsync<RuleException>(() => SaveAsync(
            boss, "DingTalk", 0, ("appkey", "ding1"), ("encodingaeskey", "short"), ("appurl", "http://kboss.example"), ("agentid", "-3"), ("appsecret", "with blank")));

        Assert.Equal(
            [("agentid", "Settings.NumberInvalid"), ("appsecret", "Settings.SecretHasBlanks"), ("appurl", "Settings.UrlInvalid"), ("encodingaeskey", "Settings.AesKeyInvalid")],
            refused.All.Select(w => (w.Field!, w.Code)).OrderBy(w => w.Item1, StringComparer.Ordinal));
        await using var db = boss.Db();
        Assert.False(await db.StoredSettings.AnyAsync());
    }

    [Fact]
    public async Task The_mail_server_is_looked_at_together_with_the_other_fields()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));

        var refused = await Assert.ThrowsAsync<RuleException>(() => SaveAsync(boss, "Mail", 0, ("host", "https://smtp.example.cn"), ("port", "0"), ("from", "nobody")));
        Assert.Equal(
            [("host", "Settings.HostInvalid"), ("port", "Settings.NumberInvalid"), ("from", "Settings.EmailInvalid")], refused.All.Select(w => (w.Field!, w.Code)));
        Assert.Equal("from", (await Assert.ThrowsAsync<RuleException>(() => SaveAsync(boss, "Mail", 0, ("host", "smtp.example.cn")))).Field);
        Assert.Equal("host", (await Assert.ThrowsAsync<RuleException>(() => SaveAsync(boss, "Mail", 0, ("from", "kboss@example.cn")))).Field);
        await SaveAsync(boss, "Mail", 0, ("host", "smtp.example.cn"), ("from", "kboss@example.cn"));
    }

    [Fact]
    public async Task A_day_is_either_free_or_worked()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));

        var refused = await Assert.ThrowsAsync<RuleException>(() => SaveAsync(
            boss, "WorkingHours", 0, ("from", "18:00"), ("to", "9:00"), ("holidays", "2026-10-01\n2026-10-02"), ("extradays", "2026-10-10, 2026-10-02")));
        Assert.Equal([("to", "Settings.HoursReversed"), ("extradays", "Settings.DayTwice")], refused.All.Select(w => (w.Field!, w.Code)));
        Assert.Equal(["2026-10-02"], refused.Others[0].Args);
    }

    [Fact]
    public async Task What_the_server_says_wins_and_is_shown_as_its_own_and_a_blank_there_says_nothing()
    {
        await using var boss = await TestKBoss.StartAsync(settings: [("Sms:AccessKeyId", "from-server"), ("Sms:AccessKeySecret", "server-secret-x99"), ("Sms:SignName", "")]);
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));

        await SaveAsync(boss, "Sms", 0, ("accesskeyid", "typed"), ("accesskeysecret", Secret), ("signname", "开元云"));

        var options = boss.Get<IOptionsSnapshot<SmsOptions>>().Value;
        Assert.Equal(("from-server", "server-secret-x99", "开元云"), (options.AccessKeyId, options.AccessKeySecret, options.SignName));
        var fields = (await boss.Get<SettingsService>().GetAsync("Sms")).Fields.ToDictionary(f => f.Field.Key);
        Assert.Equal((SettingOrigin.Server, "from-server"), (fields["AccessKeyId"].Origin, fields["AccessKeyId"].Value));
        Assert.Equal((SettingOrigin.Server, ""), (fields["AccessKeySecret"].Origin, fields["AccessKeySecret"].Value));
        Assert.Equal(SettingOrigin.Typed, fields["SignName"].Origin);
    }

    [Fact]
    public async Task Of_two_Admins_the_second_is_shown_what_the_first_one_has_made_of_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (first, second) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(root, Role.Admin));
        boss.SignIn(first);
        await SaveAsync(boss, "Company", 0, ("name", "开元云"), ("phone", "021-1"));

        boss.SignIn(second);
        var changed = await Assert.ThrowsAsync<SettingsChangedMeanwhileException>(() => SaveAsync(boss, "Company", 0, ("name", "别的名字")));
        Assert.Equal(("Settings.ChangedMeanwhile", first.Name, "开元云"), (changed.Code, changed.Now.ChangedBy!.Name, changed.Now.Fields[0].Value));

        await SaveAsync(boss, "Company", changed.Now.Version, ("name", "别的名字"));
        Assert.Equal("别的名字", (await boss.Get<SettingsService>().GetAsync("Company")).Fields[0].Value);
    }

    [Fact]
    public async Task The_Admin_of_a_distributor_below_keeps_its_own_and_neither_sees_nor_sets_those_of_the_platform()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var below = await boss.Given.DistributorAsync(root);
        var (chief, admin) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(below, Role.Admin));
        boss.SignIn(chief);
        await SaveAsync(boss, "Sms", 0, ("accesskeyid", "LTAI1"), ("accesskeysecret", Secret));
        await SaveAsync(boss, "ShopFooter", 0, ("icpnumber", "沪ICP备1号"));

        boss.SignIn(admin);
        var settings = boss.Get<SettingsService>();
        Assert.Equal(["Company", "ShopFooter", "WorkingHours", "TicketPromise", "Thresholds", "Marketing"], (await settings.ListAsync()).Select(s => s.Section.Name));
        Assert.All((await settings.ListAsync()).SelectMany(s => s.Fields), field => Assert.Equal((SettingOrigin.Unset, ""), (field.Origin, field.Value)));
        foreach (var section in boss.Get<IEnumerable<SettingSection>>().Where(s => s.OfPlatform))
        {
            await Assert.ThrowsAsync<NotFoundException>(() => settings.GetAsync(section.Name));
            await Assert.ThrowsAsync<NotFoundException>(() => SaveAsync(boss, section.Name, 0));
        }

        await SaveAsync(boss, "ShopFooter", 0, ("icpnumber", "粤ICP备2号"));
        var store = boss.Get<SettingsStore>();
        Assert.Equal("沪ICP备1号", (await store.OfAsync<ShopFooterSettings>(root.Id, ShopFooterSettings.Section)).IcpNumber);
        Assert.Equal("粤ICP备2号", (await store.OfAsync<ShopFooterSettings>(below.Id, ShopFooterSettings.Section)).IcpNumber);
        Assert.Equal("沪ICP备1号", boss.Get<IConfiguration>()["ShopFooter:IcpNumber"]);
        var thresholds = await store.OfAsync<ThresholdSettings>(below.Id, ThresholdSettings.Section);
        Assert.Equal((100m, 7), (thresholds.LowBalance, thresholds.GraceDays));
    }

    [Fact]
    public async Task What_the_server_says_of_a_distributors_own_settings_is_the_roots_alone_and_wins_there()
    {
        await using var boss = await TestKBoss.StartAsync(null, ("Thresholds:GraceDays", "3"), ("Thresholds:LowStock", " "));
        var root = await boss.Given.RootAsync();
        var below = await boss.Given.DistributorAsync(root);
        await boss.Given.SettingAsync(root, ThresholdSettings.Section, ("gracedays", "20"), ("lowstock", "8"));
        Assert.Equal((SettingOrigin.Server, "3"), await OriginAsync(boss, "GraceDays"));
        var store = boss.Get<SettingsStore>();

        var (own, other) = (
            await store.OfAsync<ThresholdSettings>(root.Id, ThresholdSettings.Section), await store.OfAsync<ThresholdSettings>(below.Id, ThresholdSettings.Section));

        Assert.Equal((3, 8, 100m), (own.GraceDays, own.LowStock, own.LowBalance));
        Assert.Equal((7, 5), (other.GraceDays, other.LowStock));

        static async Task<(SettingOrigin, string)> OriginAsync(TestKBoss boss, string key)
        {
            var section = await boss.Get<SettingsService>().GetAsync(ThresholdSettings.Section);
            var view = section.Fields.Single(f => f.Field.Key == key);
            return (view.Origin, view.Value);
        }
    }

    [Theory]
    [InlineData(Role.Operations)]
    [InlineData(Role.Sales)]
    [InlineData(Role.Finance)]
    [InlineData(Role.Maintenance)]
    public async Task Nobody_but_an_Admin_sees_or_changes_settings(Role role)
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), role));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<SettingsService>().ListAsync());
        await Assert.ThrowsAsync<PermissionException>(() => SaveAsync(boss, "Company", 0, ("name", "x")));
    }

    [Fact]
    public async Task Another_process_takes_in_what_was_saved_here()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var other = await TestKBoss.StartAsync(settings: boss.Place);
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
        await other.Get<SettingsStore>().LoadAsync();
        Assert.False(await other.Get<SettingsStore>().LoadIfChangedAsync());

        await SaveAsync(boss, "Alipay", 0, ("appid", "2021"));
        Assert.True(await other.Get<SettingsStore>().LoadIfChangedAsync());
        Assert.Equal("2021", other.Get<IOptionsMonitor<AlipayOptions>>().CurrentValue.AppId);

        await SaveAsync(boss, "Alipay", await VersionAsync(boss, "Alipay"), ("appid", "2022"));
        Assert.True(await other.Get<SettingsStore>().LoadIfChangedAsync());
        Assert.Equal("2022", other.Get<IOptionsMonitor<AlipayOptions>>().CurrentValue.AppId);
    }

    [Fact]
    public async Task Whatever_a_vendor_cannot_do_without_can_be_typed()
    {
        await using var boss = await TestKBoss.StartAsync();
        var typed = boss.Get<IEnumerable<SettingSection>>().Where(s => s.OfPlatform)
            .SelectMany(s => s.Fields.Select(f => $"{s.Name}:{f.Key}")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (VendorOptions vendor in new VendorOptions[]
        {
            new SmsOptions(), new AlipayOptions(), new DingTalkOptions(), new TencentCloudOptions(), new JinanOptions(), new ZhongjinOptions(),
        })
        {
            Assert.Empty(vendor.Missing.Except(typed));
        }
    }

    /// <summary>Keeps every line of every log.</summary>
    private sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }

    private static Task SaveAsync(TestKBoss boss, string section, int version, params (string Field, string Value)[] typed) => boss.Get<SettingsService>()
        .SaveAsync(new SaveSettings(section, version, typed.ToDictionary(t => t.Field, t => (string?)t.Value)));

    private static async Task<int> VersionAsync(TestKBoss boss, string section) => (await boss.Get<SettingsService>().GetAsync(section)).Version;
}
