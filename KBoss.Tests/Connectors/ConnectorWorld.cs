using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Delivery;
using KBoss.Tests.Support;
using KBoss.Web.Development;
using KBoss.Web.Development.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace KBoss.Tests.Connectors;

/// <summary>
/// The real connectors over a real database, and the simulated suppliers behind HTTP on a free port of this machine; all by one clock that stands still
/// until a test moves it.
/// </summary>
internal sealed class ConnectorWorld : IAsyncDisposable
{
    private static readonly DevelopmentKeys Keys = new();

    private readonly WebApplication suppliers;
    private int tasks;

    private ConnectorWorld(WebApplication suppliers, TestKBoss boss) => (this.suppliers, Boss) = (suppliers, boss);

    public TestKBoss Boss { get; }

    public ConnectorFaults Faults => suppliers.Services.GetRequiredService<ConnectorFaults>();

    public TencentCloudSimulator Tencent => suppliers.Services.GetRequiredService<TencentCloudSimulator>();

    public JinanSimulator Jinan => suppliers.Services.GetRequiredService<JinanSimulator>();

    public ZhongjinSimulator Zhongjin => suppliers.Services.GetRequiredService<ZhongjinSimulator>();

    public string Address => suppliers.Urls.First();

    /// <summary>Everything that was logged at the suppliers' clients.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Logs { get; } = [];

    /// <summary>The account of the supercomputing centre that is bound to each customer.</summary>
    public Dictionary<long, string> Bound { get; } = [];

    public static IReadOnlyDictionary<string, string> TencentPlan { get; } = new Dictionary<string, string>
    {
        [PlanField.Region] = "ap-guangzhou",
        [PlanField.Zone] = "ap-guangzhou-6",
        [PlanField.InstanceType] = "S5.LARGE8",
        [PlanField.ImageId] = "img-487zeit5",
        [PlanField.DiskType] = "CLOUD_PREMIUM",
        [PlanField.DiskSize] = "50",
        [PlanField.Vpc] = "vpc-1",
        [PlanField.Subnet] = "subnet-1",
        [PlanField.SecurityGroups] = "sg-1, sg-2",
        [PlanField.Bandwidth] = "10",
    };

    public static IReadOnlyDictionary<string, string> PartnerPlan { get; } = new Dictionary<string, string>
    {
        [PlanField.Product] = "hpc-node-64",
        [PlanField.Options] = "queue=normal; cores=64",
    };

    /// <param name="patience">How long the clients wait for one attempt, in seconds.</param>
    public static async Task<ConnectorWorld> StartAsync(double patience = 10, params (string Key, string Value)[] more)
    {
        var time = new FakeTimeProvider(TestKBoss.Start);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(Keys).AddSingleton<DevelopmentAddress>().AddConnectorSimulators();
        var suppliers = builder.Build();
        suppliers.MapGroup("/dev").MapConnectors();
        await suppliers.StartAsync();
        var url = suppliers.Urls.First();
        var seconds = TimeSpan.FromSeconds(patience).ToString();
        (string Key, string Value)[] settings =
        [
            ("Connectors:TencentCloud:SecretId", DevelopmentKeys.TencentSecretId),
            ("Connectors:TencentCloud:SecretKey", Keys.TencentSecretKey),
            ("Connectors:TencentCloud:Endpoint", $"{url}/dev/connectors/tencent/{{service}}"),
            ("Connectors:TencentCloud:AttemptTimeout", seconds),
            ("Connectors:Jinan:BaseUrl", $"{url}/dev/connectors/jinan"),
            ("Connectors:Jinan:AccessKey", DevelopmentKeys.JinanAccessKey),
            ("Connectors:Jinan:Secret", Keys.JinanSecret),
            ("Connectors:Jinan:AttemptTimeout", seconds),
            ("Connectors:Zhongjin:BaseUrl", $"{url}/dev/connectors/zhongjin"),
            ("Connectors:Zhongjin:AccessKey", DevelopmentKeys.ZhongjinAccessKey),
            ("Connectors:Zhongjin:Secret", Keys.ZhongjinSecret),
            ("Connectors:Zhongjin:AttemptTimeout", seconds),
        ];
        // What a test sets otherwise takes the place of the same setting.
        settings = [.. settings.Where(s => more.All(m => m.Key != s.Key)), .. more];
        ConnectorWorld? world = null;
        var boss = await TestKBoss.StartAsync(
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton<IJinanAccounts>(new Pool(buyer => world!.Bound.GetValueOrDefault(buyer)));
                services.AddSingleton<ILoggerProvider>(new Lines(line => world?.Logs.Enqueue(line)));
                services.Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Debug);
            },
            settings);
        world = new ConnectorWorld(suppliers, boss);
        world.Tencent.StartsAfter = TimeSpan.FromSeconds(30);
        world.Jinan.OpensAfter = world.Zhongjin.OpensAfter = TimeSpan.FromSeconds(30);
        return world;
    }

    public static IEnumerable<string> Secrets => [Keys.TencentSecretKey, Keys.JinanSecret, Keys.ZhongjinSecret];

    public IConnector Connector(Connector kind) => Boss.Services.GetServices<IConnector>().Single(c => c.Kind == kind);

    /// <summary>A distributor with a supplier of that kind and a priced Sku: the root, or one below it.</summary>
    public async Task<Place> PlaceAsync(Connector kind, bool secondLevel = false, bool plan = true)
    {
        var root = await Boss.Given.RootAsync();
        return await PlaceAtAsync(secondLevel ? await Boss.Given.DistributorAsync(root) : root, kind, plan);
    }

    /// <summary>A further supplier of that kind at the distributor.</summary>
    public async Task<Place> PlaceAtAsync(Organization seller, Connector kind, bool plan = true)
    {
        var buyer = await Boss.Given.CustomerAsync(seller);
        var supplier = await Boss.Given.SupplierAsync(seller);
        var offer = await Boss.Given.OfferAsync(seller, supplier, 100m, discount: 0.8m);
        var operations = await Boss.Given.MemberAsync(seller, Role.Operations);
        await using var db = Boss.Db();
        var loaded = await db.FindAsync<Supplier>(supplier.Id);
        loaded!.Change(new SupplierFacts(loaded.Name, loaded.Kind, kind));
        await db.SaveChangesAsync();
        var sku = await db.FindAsync<Sku>(offer.SkuId);
        if (plan)
        {
            db.Add(new DeliveryPlan(loaded, sku!.Code, kind == Domain.Suppliers.Connector.TencentCloud ? TencentPlan : PartnerPlan, Boss.Now));
            await db.SaveChangesAsync();
        }

        return new Place(seller, buyer, loaded, sku!.Code, operations);
    }

    /// <summary>The customer may buy at the supplier: its account is bound, or it is on the whitelist.</summary>
    public async Task AllowAsync(Place place)
    {
        switch (place.Supplier.Connector)
        {
            case Domain.Suppliers.Connector.Jinan:
                var account = Jinan.Accounts[0].Account;
                await Boss.Get<JinanClient>().BindAsync(account, new(place.Buyer.Code, place.Buyer.Name), $"bind-{account}-{place.Buyer.Code}", place.Seller.Id);
                Bound[place.Buyer.Id] = account;
                break;
            case Domain.Suppliers.Connector.Zhongjin:
                await Boss.Get<Infrastructure.Connectors.Zhongjin.ZhongjinClient>().SyncCustomerAsync(new(place.Buyer.Code, place.Buyer.Name), place.Seller.Id);
                Assert.True(Zhongjin.Decide(place.Buyer.Code, accept: true));
                break;
        }
    }

    public OpeningRequest Request(Place place, int quantity = 1, BillingUnit unit = BillingUnit.Month, int periods = 1)
    {
        var task = $"T20260105{++tasks:D6}";
        return new OpeningRequest(
            task, place.Seller.Id, place.Supplier.Id, new Parties(place.Seller.Id, place.Buyer.Id), place.Buyer.Name, $"KB20260105{tasks:D6}", task,
            new SoldItem("产品", place.SkuCode, "CPU=16核", unit, quantity, periods));
    }

    /// <summary>
    /// Asks as fulfilment does: opens, and after whatever went wrong looks first and opens again; a minute passes between the tries. Null: still nothing.
    /// </summary>
    public async Task<Opening?> OpenAsync(OpeningRequest request, int tries = 8)
    {
        var connector = Connector(Kind(request));
        Opening? opening = null;
        for (var attempt = 0; attempt < tries && opening is not { Complete: true }; attempt++)
        {
            try
            {
                opening = (attempt == 0 ? null : await connector.FindAsync(request, default)) ?? await connector.OpenAsync(request, default);
            }
            catch (Exception e) when (e is not ConnectorRefusedException)
            {
                opening = null;
            }

            Boss.Time.Advance(TimeSpan.FromMinutes(1));
        }

        return opening;
    }

    /// <summary>How many pieces the supplier has opened in all.</summary>
    public int Opened(Connector kind) => kind switch
    {
        Domain.Suppliers.Connector.TencentCloud => Tencent.Instances.Count,
        Domain.Suppliers.Connector.Jinan => Jinan.Things.Count,
        _ => Zhongjin.Things.Count,
    };

    public static string Operation(Connector kind, string ofPartner) => kind != Domain.Suppliers.Connector.TencentCloud ? ofPartner : ofPartner switch
    {
        "open" => "RunInstances",
        "renew" => "RenewInstances",
        "terminate" => "TerminateInstances",
        _ => "DescribeInstances",
    };

    public static string Vendor(Connector kind) => kind.ToString();

    public async ValueTask DisposeAsync()
    {
        await Boss.DisposeAsync();
        await suppliers.DisposeAsync();
    }

    private Connector Kind(OpeningRequest request)
    {
        using var db = Boss.Db();
        return db.Suppliers.Single(s => s.Id == request.SupplierId).Connector;
    }

    private sealed class Pool(Func<long, string?> bound) : IJinanAccounts
    {
        public Task<string?> BoundToAsync(long organizationId, long buyerId, CancellationToken ct) => Task.FromResult(bound(buyerId));
    }

    private sealed class Lines(Action<string> say) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            say($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

/// <summary>Who sells what of which supplier to whom.</summary>
internal sealed record Place(Organization Seller, Organization Buyer, Supplier Supplier, string SkuCode, Actor Operations);
