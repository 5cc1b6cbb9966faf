using KBoss.Domain.Access;
using KBoss.Infrastructure;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Infrastructure.Startup.Demo.Year;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KBoss.Bench;

/// <summary>The real services over a SQLite file, set up as the application sets them up, without its pages and schedules.</summary>
internal sealed class BenchKBoss : IAsyncDisposable
{
    private readonly ServiceProvider provider;

    public BenchKBoss(string file, bool year = false)
    {
        var folder = Path.GetDirectoryName(file)!;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Database:ConnectionString", $"Data Source={file}"), new("App:DataDirectory", folder), new(DemoYear.Setting, year.ToString())])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddScoped<SignedIn>();
        services.AddScoped<ICurrentActor>(scope => scope.GetRequiredService<SignedIn>());
        services.AddKBossInfrastructure(configuration, folder);
        provider = services.BuildServiceProvider();
    }

    public KBossDatabase Database => provider.GetRequiredService<KBossDatabase>();

    /// <summary>A context for preparing and checking; it sees everything.</summary>
    public KBossDbContext Db() => Database.OpenToWrite(OrganizationScope.Everything);

    /// <summary>The scoped services of one signed-in member, as a circuit has them.</summary>
    public AsyncServiceScope SignIn(Actor? actor)
    {
        var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<SignedIn>().Actor = actor;
        return scope;
    }

    /// <summary>Fills the database with the demo data, as the first start in Development does.</summary>
    public async Task SeedDemoAsync()
    {
        await using var scope = provider.CreateAsyncScope();
        foreach (var step in scope.ServiceProvider.GetServices<IDemoStep>())
        {
            await step.SeedAsync(default);
        }
    }

    /// <summary>Closes every connection, which also moves the write-ahead log into the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private sealed class SignedIn : ICurrentActor
    {
        public Actor? Actor { get; set; }

        public ValueTask<Actor?> FindAsync(CancellationToken ct = default) => ValueTask.FromResult(Actor);
    }
}
