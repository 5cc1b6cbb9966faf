using System.Collections.Concurrent;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Web.Development;
using KBoss.Web.Development.DingTalk;
using KBoss.Web.Development.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Development;

/// <summary>A shop of two endpoints beside the simulators, listening on a free port; the clients call it over the network.</summary>
internal sealed class DevelopmentApp : IAsyncDisposable
{
    /// <summary>The same for all tests: making them takes longer than most of the tests.</summary>
    private static readonly DevelopmentKeys Pairs = new();

    private readonly WebApplication app;

    private DevelopmentApp(WebApplication app)
    {
        this.app = app;
        Browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
        Browser.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public HttpClient Browser { get; }

    /// <summary>Every notification that the shop has received.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Notifications { get; } = new();

    /// <summary>What the shop answers to a notification.</summary>
    public Func<Dictionary<string, string>, string> OnNotification { get; set; } = _ => AlipayNotification.Acknowledgement;

    public ConcurrentQueue<string> Logs { get; } = new();

    public AlipaySimulator Alipay => app.Services.GetRequiredService<AlipaySimulator>();

    public DingTalkSimulator DingTalk => app.Services.GetRequiredService<DingTalkSimulator>();

    /// <summary>What the callback answers to a push; without one it answers as the application does, having kept the push in <see cref="Pushes"/>.</summary>
    public Func<HttpRequest, Task<IResult>>? OnPush { get; set; }

    /// <summary>Every push that was believed.</summary>
    public ConcurrentQueue<DingTalkPush> Pushes { get; } = new();

    public DingTalkOptions DingTalkOptions
    {
        get
        {
            using var scope = app.Services.CreateScope();
            return scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<DingTalkOptions>>().Value;
        }
    }

    public SmsSimulator Sms => app.Services.GetRequiredService<SmsSimulator>();

    public TencentSmsSimulator Tencent => app.Services.GetRequiredService<TencentSmsSimulator>();

    public SimulatedPhones Phones => app.Services.GetRequiredService<SimulatedPhones>();

    public DevelopmentClock Clock => app.Services.GetRequiredService<DevelopmentClock>();

    public DevelopmentKeys Keys => app.Services.GetRequiredService<DevelopmentKeys>();

    public AlipayOptions AlipayOptions
    {
        get
        {
            using var scope = app.Services.CreateScope();
            return scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<AlipayOptions>>().Value;
        }
    }

    public static async Task<DevelopmentApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Logging.ClearProviders();
        var logs = new RecordingLogs();
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddAlipay(builder.Configuration).AddSms(builder.Configuration).AddDingTalk(builder.Configuration)
            .AddDevelopmentSimulators(builder.Configuration).AddSingleton(Pairs);

        DevelopmentApp? started = null;
        var app = builder.Build();
        app.MapDevelopmentSimulators();
        app.MapPost("/pay/alipay/notify", async (HttpRequest request) =>
        {
            // What Alipay writes there is no content type; the shop reads it all the same (RechargeTests).
            request.ContentType = "application/x-www-form-urlencoded";
            var form = (await request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
            started!.Notifications.Enqueue(form);
            return started.OnNotification(form);
        });
        app.MapPost("/dingtalk/callback", (HttpRequest request) => started!.PushedAsync(request));
        await app.StartAsync();
        started = new DevelopmentApp(app);
        logs.Lines = started.Logs;
        return started;
    }

    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<AlipayPayForm> PayFormAsync(AlipayPagePay request) =>
        WithAsync<AlipayClient, AlipayPayForm>(client => Task.FromResult(client.BuildPagePay(request)));

    public Task<AlipayTrade> QueryAsync(string outTradeNo) =>
        WithAsync<AlipayClient, AlipayTrade>(client => client.QueryAsync(outTradeNo));

    public Task<AlipayCloseResult> CloseAsync(string outTradeNo) =>
        WithAsync<AlipayClient, AlipayCloseResult>(client => client.CloseAsync(outTradeNo));

    /// <summary>Sends through Alibaba Cloud alone.</summary>
    public Task<SmsReceipt> SendAsync(SmsMessage message) => WithAsync<AlibabaCloudSmsSender, SmsReceipt>(sender => sender.SendAsync(message, default));

    /// <summary>Sends through Tencent Cloud alone.</summary>
    public Task<SmsReceipt> SendByTencentAsync(SmsMessage message) => WithAsync<TencentCloudSmsSender, SmsReceipt>(sender => sender.SendAsync(message, default));

    /// <summary>Sends through whoever is chosen.</summary>
    public Task<SmsReceipt> SendByAnyAsync(SmsMessage message) => WithAsync<ISmsSender, SmsReceipt>(sender => sender.SendAsync(message));

    public Task<T> DingTalkAsync<T>(Func<DingTalkClient, Task<T>> call) => WithAsync(call);

    public Task DingTalkAsync(Func<DingTalkClient, Task> call) => WithAsync<DingTalkClient, bool>(async client =>
    {
        await call(client);
        return true;
    });

    private async Task<IResult> PushedAsync(HttpRequest request)
    {
        if (OnPush is { } answer)
        {
            return await answer(request);
        }

        var body = (await System.Text.Json.Nodes.JsonNode.ParseAsync(request.Body))!;
        string Of(string one, string other) => request.Query[one].ToString() is { Length: > 0 } value ? value : request.Query[other].ToString();
        try
        {
            var now = Clock.GetUtcNow().UtcDateTime;
            Pushes.Enqueue(DingTalkPush.Open(
                DingTalkOptions, Of("signature", "msg_signature"), Of("timestamp", "timeStamp"), request.Query["nonce"].ToString(), body["encrypt"]!.ToString(), now));
            var reply = DingTalkPush.Crypto(DingTalkOptions).Reply(DingTalkPush.Acknowledgement, now);
            return Results.Json(new Dictionary<string, string>
            {
                ["msg_signature"] = reply.Signature,
                ["timeStamp"] = reply.Timestamp,
                ["nonce"] = reply.Nonce,
                ["encrypt"] = reply.Encrypt,
            });
        }
        catch (DingTalkRefusedException)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }
    }

    /// <summary>Takes a browser to the cashier of a new trade.</summary>
    public async Task OpenCashierAsync(string outTradeNo, decimal amount = 88.88m, DateTime? expiresAt = null)
    {
        var form = await PayFormAsync(new AlipayPagePay(outTradeNo, amount, "云资源充值", expiresAt));
        var response = await Browser.GetAsync(form.RedirectUrl);
        Assert.Equal($"/dev/alipay/cashier/{outTradeNo}", response.Headers.Location?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await app.DisposeAsync();
    }

    private sealed class RecordingLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; set; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString()!);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
