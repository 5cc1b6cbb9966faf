using System.Collections.Concurrent;
using System.Net;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;

namespace KBoss.Tests.Common.Vendors;

/// <summary>What all clients of outside parties share, tried with a vendor that is none.</summary>
public sealed class VendorTests
{
    private const string Secret = "https://vendor.example.com/api?code=314159&signature=s3cr3t";

    [Fact]
    public void What_is_missing_in_the_configuration_is_said_by_its_key()
    {
        Assert.Equal(["Pigeon:Loft", "Pigeon:Key"], new PigeonOptions().Missing);
        Assert.True(new PigeonOptions { Loft = "north", Key = "k" }.IsConfigured);
        Assert.Equal(["Pigeon:Key"], new PigeonOptions { Loft = "north", Key = " " }.Missing);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public async Task A_call_that_fails_is_tried_as_often_as_the_vendor_recognises_it(int retries, int calls)
    {
        var vendor = new Vendor(_ => new HttpResponseMessage(HttpStatusCode.BadGateway));
        await using var services = Services(vendor, new VendorCalls("Pigeon", 1_000) { Retries = retries });

        using var answer = await services.GetRequiredService<Pigeon>().SendAsync();

        Assert.Equal((HttpStatusCode.BadGateway, calls), (answer.StatusCode, vendor.Calls));
    }

    [Fact]
    public async Task A_call_that_the_vendor_would_take_for_a_second_wish_is_made_once()
    {
        var vendor = new Vendor(_ => new HttpResponseMessage(HttpStatusCode.BadGateway));
        await using var services = Services(vendor, new VendorCalls("Pigeon", 1_000) { Retries = 2 });

        using var answer = await services.GetRequiredService<Pigeon>().SendAsync(once: true);

        Assert.Equal(1, vendor.Calls);
    }

    [Fact]
    public async Task A_vendor_that_fails_too_often_is_not_called_any_more()
    {
        var vendor = new Vendor(_ => throw new HttpRequestException("nobody there"));
        await using var services = Services(vendor, new VendorCalls("Pigeon", 1_000));
        for (var i = 0; i < VendorBreakers.LeastCalls; i++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<Pigeon>().SendAsync());
        }

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<Pigeon>().SendAsync());

        // As a connection that never came about, so that clients know that the vendor saw nothing.
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.Equal((VendorBreakers.LeastCalls, VendorCircuit.Open), (vendor.Calls, services.GetRequiredService<VendorBreakers>().Of("Pigeon")));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_a_time_out_as_the_client_knows_it()
    {
        var vendor = new Vendor(_ => new HttpResponseMessage(HttpStatusCode.OK)) { Takes = TimeSpan.FromSeconds(30) };
        await using var services = Services(vendor, new VendorCalls("Pigeon", 1_000), TimeSpan.FromMilliseconds(200));

        var late = await Assert.ThrowsAsync<TaskCanceledException>(() => services.GetRequiredService<Pigeon>().SendAsync());

        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.Equal(VendorOutcome.TimedOut, Assert.Single(services.GetRequiredService<VendorCallQueue>().Take(10)).Outcome);
    }

    [Fact]
    public async Task An_answer_that_says_later_is_asked_for_again()
    {
        var vendor = new Vendor(call => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(call < 2 ? "later" : "done") });
        var calls = new VendorCalls("Pigeon", 1_000)
        {
            Retries = 2,
            SaysLater = async (answer, ct) => await answer.Content.ReadAsStringAsync(ct) == "later",
        };
        await using var services = Services(vendor, calls);

        using var answer = await services.GetRequiredService<Pigeon>().SendAsync();

        Assert.Equal(("done", 2), (await answer.Content.ReadAsStringAsync(), vendor.Calls));
    }

    [Fact]
    public async Task Every_attempt_is_logged_by_what_it_asks_for_and_never_by_its_address()
    {
        var vendor = new Vendor(call => call == 1 ? throw new HttpRequestException("nobody there") : new HttpResponseMessage(HttpStatusCode.OK));
        await using var services = Services(vendor, new VendorCalls("Pigeon", 1_000) { Retries = 1 });

        using var answer = await services.GetRequiredService<Pigeon>().SendAsync();

        var lines = services.GetRequiredService<Lines>().Said;
        Assert.Contains(lines, line => line.StartsWith("Pigeon Fly: HttpRequestException", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Pigeon Fly: HTTP 200", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("vendor.example.com", StringComparison.Ordinal) || line.Contains("s3cr3t", StringComparison.Ordinal));
    }

    private static ServiceProvider Services(Vendor vendor, VendorCalls calls, TimeSpan? patience = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Lines>();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).Services.AddSingleton<ILoggerProvider>(p => p.GetRequiredService<Lines>()));
        services.AddVendor<Pigeon, Pigeon, PigeonOptions>(new ConfigurationBuilder().Build(), calls);
        services.Configure<HttpClientFactoryOptions>(nameof(Pigeon), options => options.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = vendor));
        services.Configure<PigeonOptions>(options => options.Patience = patience ?? options.Patience);
        return services.BuildServiceProvider();
    }

    private sealed class PigeonOptions : VendorOptions
    {
        public string Loft { get; set; } = "";

        public string Key { get; set; } = "";

        public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

        public override TimeSpan PerAttempt => Patience;

        protected override string SectionName => "Pigeon";

        protected override IEnumerable<(string Name, string? Value)> Required => [(nameof(Loft), Loft), (nameof(Key), Key)];
    }

    private sealed class Pigeon(HttpClient http)
    {
        public async Task<HttpResponseMessage> SendAsync(bool once = false)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Secret);
            request.Options.Set(VendorLog.Operation, "Fly");
            request.Options.Set(VendorLog.Once, once);
            return await http.SendAsync(request);
        }
    }

    private sealed class Vendor(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        private int calls;

        public int Calls => calls;

        public TimeSpan Takes { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var call = Interlocked.Increment(ref calls);
            await Task.Delay(Takes, cancellationToken);
            var response = answer(call);
            response.RequestMessage = request;
            return response;
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Said { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
