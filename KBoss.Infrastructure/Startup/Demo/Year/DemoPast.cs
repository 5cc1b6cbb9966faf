using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Wallets.Alipay;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Startup.Demo.Year;

/// <summary>
/// The application's own services over its own database, at a time that has passed: with a clock that moves when the demo data says so, and in the name of
/// whom it says. Nothing of it runs by itself, and it asks nobody outside.
/// </summary>
internal sealed class DemoPast : IAsyncDisposable
{
    private readonly ServiceProvider provider;
    private readonly PastClock clock;
    private readonly PastActor actor = new();

    public DemoPast(IConfiguration configuration, DataDirectory directory, IPasswordHasher<Member> hasher, DateTime start)
    {
        clock = new PastClock(start);
        var settings = new ConfigurationManager();
        settings.AddConfiguration(configuration);
        settings.AddInMemoryCollection([new("App:DataDirectory", directory.Path)]);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(settings);
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<ICurrentActor>(actor);
        services.AddKBossInfrastructure(settings, directory.Path);
        services.Replace(ServiceDescriptor.Singleton(hasher));
        services.AddSingleton<IPostConfigureOptions<AlipayOptions>, PlayedAlipay>();
        provider = services.BuildServiceProvider();
    }

    /// <summary>The time (UTC) at which everything happens.</summary>
    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Moves the clock; it never goes back.</summary>
    public void MoveTo(DateTime at) => clock.MoveTo(at);

    /// <summary>A context that sees everything, for finding who and what there is.</summary>
    public KBossDbContext Open() => provider.GetRequiredService<KBossDbContextFactory>().Open(OrganizationScope.Everything);

    /// <summary>Uses a service in the name of somebody, or of nobody.</summary>
    public Task AsAsync<TService>(Actor? who, Func<TService, Task> act)
        where TService : notnull => AsAsync<TService, bool>(who, async service =>
        {
            await act(service);
            return true;
        });

    /// <summary>Uses a service in the name of somebody and says what it answered.</summary>
    public async Task<TResult> AsAsync<TService, TResult>(Actor? who, Func<TService, Task<TResult>> act)
        where TService : notnull
    {
        actor.Current = who;
        await using var scope = provider.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Runs the steps of the demo data as if KBoss had been started for the first time at this moment.</summary>
    public async Task SeedAsync(IReadOnlyCollection<Type> steps, CancellationToken ct)
    {
        await using var scope = provider.CreateAsyncScope();
        foreach (var step in scope.ServiceProvider.GetServices<IDemoStep>().Where(step => steps.Contains(step.GetType())))
        {
            await step.SeedAsync(ct);
        }
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    private sealed class PastClock(DateTime start) : TimeProvider
    {
        private DateTimeOffset now = new(start, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void MoveTo(DateTime at) => now = at > now.UtcDateTime ? new DateTimeOffset(at, TimeSpan.Zero) : now;
    }

    private sealed class PastActor : ICurrentActor
    {
        public Actor? Current { get; set; }

        public ValueTask<Actor?> FindAsync(CancellationToken ct = default) => ValueTask.FromResult(Current);
    }

    /// <summary>What the demo data says that Alipay has reported is believed; nobody is asked, and nothing is signed.</summary>
    private sealed class PlayedAlipay : IPostConfigureOptions<AlipayOptions>
    {
        public void PostConfigure(string? name, AlipayOptions options)
        {
            options.AppId = options.SellerId = options.PrivateKey = options.AlipayPublicKey = "demo";
            options.GatewayUrl = options.NotifyUrl = options.ReturnUrl = "https://demo.invalid/";
        }
    }
}
