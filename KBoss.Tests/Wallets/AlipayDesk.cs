using System.Security.Claims;
using System.Text.Encodings.Web;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.Development;
using KBoss.Web.Wallets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Wallets;

/// <summary>The real services, the real endpoints and the simulated Alipay at one desk: calls to Alipay and notifications from it go by HTTP, in memory.</summary>
internal sealed class AlipayDesk : IAsyncDisposable
{
    private static readonly DevelopmentKeys Keys = new();
    private readonly WebApplication web;
    private readonly Clients clients = new();

    private AlipayDesk(TestKBoss boss, WebApplication web, Gateway gateway)
    {
        Boss = boss;
        this.web = web;
        Alipay = new AlipaySimulator(Keys, clients, boss.Time, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<AlipaySimulator>.Instance);
        gateway.Answer = Alipay.Answer;
        GatewayCalls = gateway;
        Browser = web.GetTestClient();
    }

    public TestKBoss Boss { get; }

    public AlipaySimulator Alipay { get; }

    public Gateway GatewayCalls { get; }

    public HttpClient Browser { get; }

    public RechargeService Recharges => Boss.Get<RechargeService>();

    public static (string Key, string Value)[] Settings =>
    [
        ("Alipay:AppId", DevelopmentKeys.AlipayAppId),
        ("Alipay:SellerId", DevelopmentKeys.AlipaySellerId),
        ("Alipay:GatewayUrl", "https://alipay.test/gateway.do"),
        ("Alipay:PrivateKey", Keys.AppPrivateKey),
        ("Alipay:AlipayPublicKey", Keys.AlipayPublicKey),
        ("Alipay:NotifyUrl", "https://shop.test/pay/alipay/notify"),
        ("Alipay:ReturnUrl", "https://shop.test/pay/alipay/return"),
    ];

    public static async Task<AlipayDesk> OpenAsync()
    {
        var gateway = new Gateway();
        var boss = await TestKBoss.StartAsync(
            services => services.AddHttpClient<AlipayClient>().ConfigurePrimaryHttpMessageHandler(() => gateway), Settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddOptions<AlipayOptions>().Bind(boss.Get<IConfiguration>().GetSection(AlipayOptions.Section));
        // As in the application, every request has services of its own.
        builder.Services.AddScoped(_ => boss.NewScope().ServiceProvider.GetRequiredService<RechargeService>());
        builder.Services.AddSingleton(boss.Actor);
        builder.Services.AddAuthentication(ActorAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, ActorAuthentication>(ActorAuthentication.Name, null);
        builder.Services.AddAuthorization().AddSingleton<IAuthorizationHandler, PermissionHandler>();
        builder.Services.AddAntiforgery();
        var web = builder.Build();
        web.UseAuthentication();
        web.UseAuthorization();
        web.UseAntiforgery();
        KBoss.Web.Wallets.AlipayEndpoints.MapAlipay(web);
        await web.StartAsync();
        return new AlipayDesk(boss, web, gateway);
    }

    /// <summary>Starts a recharge as the member and takes its browser to the cashier; returns the recharge's number.</summary>
    public async Task<string> StartAsync(Actor member, decimal amount, string? orderNo = null)
    {
        Boss.SignIn(member);
        var rechargeNo = await Recharges.StartAsync(amount, orderNo);
        Alipay.OpenCashier((await Recharges.PayFormAsync(rechargeNo)).Fields);
        return rechargeNo;
    }

    /// <summary>The buyer pays at Alipay; the notification as Alipay signs it, with some fields changed before signing.</summary>
    public Dictionary<string, string> Paid(string rechargeNo, params (string Name, string Value)[] changes) =>
        Alipay.SignedNotification(Alipay.Pay(rechargeNo, notify: false), changes.ToDictionary(c => c.Name, c => c.Value));

    /// <summary>Sends a notification as Alipay does, and returns the answer's body.</summary>
    public async Task<string> NotifyAsync(
        IReadOnlyDictionary<string, string> fields, string contentType = "application/x-www-form-urlencoded; text/html; charset=utf-8")
    {
        using var content = new FormUrlEncodedContent(fields);
        content.Headers.Remove("Content-Type");
        Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", contentType));
        using var response = await Browser.PostAsync("/pay/alipay/notify", content);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    public async Task<Recharge> FindAsync(string rechargeNo)
    {
        await using var db = Boss.Db();
        return await db.Recharges.SingleAsync(r => r.RechargeNo == rechargeNo);
    }

    public async Task<decimal> BalanceAsync(Organization buyer)
    {
        await using var db = Boss.Db();
        return await db.Wallets.Where(w => w.BuyerId == buyer.Id).Select(w => w.Balance).SingleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        clients.Dispose();
        await web.DisposeAsync();
        await Boss.DisposeAsync();
    }

    /// <summary>Stands where Alipay's gateway stands and hands every call to the simulator.</summary>
    internal sealed class Gateway : HttpMessageHandler
    {
        public Func<IReadOnlyDictionary<string, string>, string> Answer { get; set; } = _ => "";

        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            var fields = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage { Content = new StringContent(Answer(fields.ToDictionary(f => f.Key, f => f.Value.ToString()))) };
        }
    }

    private sealed class Clients : IHttpClientFactory, IDisposable
    {
        private readonly HttpClient none = new();

        // Tests send the notifications themselves.
        public HttpClient CreateClient(string name) => none;

        public void Dispose() => none.Dispose();
    }

    private sealed class ActorAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, TestActor signedIn)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
    {
        public const string Name = "actor";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(signedIn.Current is not { } actor
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(ActorClaims.Write(actor), Name)), Name)));
    }
}
