using KBoss.Domain.Access;
using KBoss.Infrastructure;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace KBoss.Tests.Support;

/// <summary>
/// The real services over a real database of their own: a migrated SQLite file, or SQL Server where <c>KBOSS_TEST_SQLSERVER</c> names one.
/// Time stands still until a test moves it.
/// </summary>
public sealed class TestKBoss : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(MakeTemplateAsync);

    private readonly string folder;
    private readonly ServiceProvider provider;
    private readonly AsyncServiceScope scope;

    private TestKBoss(string folder, ServiceProvider provider, Dictionary<string, string?> database)
    {
        this.folder = folder;
        this.provider = provider;
        Place =
        [
            ("App:DataDirectory", provider.GetRequiredService<DataDirectory>().Path),
            .. database.Select(setting => (setting.Key, setting.Value!)),
        ];
        scope = provider.CreateAsyncScope();
        Given = new Given(this);
    }

    /// <summary>The settings by which an application finds the same database and files.</summary>
    public (string Key, string Value)[] Place { get; }

    public static DateTimeOffset Start { get; } = new(2026, 1, 5, 2, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time => (FakeTimeProvider)Get<TimeProvider>();

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    public TestActor Actor => (TestActor)provider.GetRequiredService<ICurrentActor>();

    public Given Given { get; }

    public IServiceProvider Services => scope.ServiceProvider;

    /// <summary>The keys of the uploads whose bytes lie on the disk, whether or not a row names them.</summary>
    public IReadOnlyList<string> KeysOnDisk => Directory.Exists(Uploads)
        ? [.. Directory.GetFiles(Uploads).Select(f => Path.GetFileName(f)).Where(name => Guid.TryParseExact(name, "N", out _))]
        : [];

    private string Uploads => Get<DataDirectory>().Combine("files");

    public static async Task<TestKBoss> StartAsync(Action<IServiceCollection>? more = null, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("kboss-test-").FullName;
        var database = await NewDatabaseAsync(folder);
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(database).AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(Start));
        services.AddSingleton<ICurrentActor, TestActor>();
        services.AddKBossInfrastructure(configuration, folder);
        services.HashPasswordsOnce();
        if (SqlServerShadow.Current is not null && database["Database:Provider"] == nameof(DatabaseProvider.Sqlite))
        {
            SqlServerShadow.Watch(services);
        }

        more?.Invoke(services);
        var boss = new TestKBoss(folder, services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true }), database);
        if (database["Database:Provider"] == nameof(DatabaseProvider.SqlServer))
        {
            await boss.Get<KBossDatabase>().MigrateAsync();
        }

        return boss;
    }

    public T Get<T>()
        where T : notnull => scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>A second set of scoped services over the same database, as another browser window has.</summary>
    public AsyncServiceScope NewScope() => provider.CreateAsyncScope();

    /// <summary>A context for looking behind the services and for preparing what they find; unlike theirs it saves without a frame.</summary>
    public KBossDbContext Db(params long[] organizations) => Get<KBossDatabase>()
        .OpenToWrite(organizations.Length == 0 ? OrganizationScope.Everything : OrganizationScope.Of(organizations));

    public void SignIn(Actor? actor) => Actor.Current = actor;

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("KBOSS_TEST_SQLSERVER") is { Length: > 0 })
        {
            await using var db = Db();
            await db.Database.EnsureDeletedAsync();
        }

        await scope.DisposeAsync();
        await provider.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await Folders.RemoveAsync(folder);
    }

    private static async Task<Dictionary<string, string?>> NewDatabaseAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable("KBOSS_TEST_SQLSERVER") is { Length: > 0 } server)
        {
            var connection = new SqlConnectionStringBuilder(server) { InitialCatalog = $"kboss_{Guid.NewGuid():N}" };
            return new() { ["Database:Provider"] = nameof(DatabaseProvider.SqlServer), ["Database:ConnectionString"] = connection.ConnectionString };
        }

        var file = Path.Combine(folder, "kboss.db");
        File.Copy(await SqliteTemplate.Value, file);
        return new() { ["Database:Provider"] = nameof(DatabaseProvider.Sqlite), ["Database:ConnectionString"] = $"Data Source={file}" };
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kboss-template-").FullName;
        var file = Path.Combine(folder, "template.db");
        using var database = new KBossDatabase(
            Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { ConnectionString = $"Data Source={file};Pooling=False" }),
            new DataDirectory(folder), TimeProvider.System);
        await database.MigrateAsync();
        return file;
    }
}
