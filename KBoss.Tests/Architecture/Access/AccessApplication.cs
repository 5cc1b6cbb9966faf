using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KBoss.Tests.Architecture.Access;

/// <summary>The tests of access share one started application, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class AccessCollection : ICollectionFixture<AccessApplication>
{
    public const string Name = "Access";
}

/// <summary>
/// The started application over the observed organization. Nothing runs in its background, so that what changes was changed by who asked; and
/// what was changed can be put back.
/// </summary>
public sealed class AccessApplication : IAsyncLifetime
{
    private readonly Lazy<Task<RouteSurvey>> routes;
    private readonly Lazy<Task<PageSurvey>> pages;
    private readonly Lazy<Task<CallSurvey>> calls;
    private (string All, string Buyers) checksums;

    public AccessApplication()
    {
        routes = new(() => RouteSurvey.MakeAsync(this));
        pages = new(() => PageSurvey.MakeAsync(this));
        calls = new(() => CallSurvey.MakeAsync(this));
    }

    internal WebKBoss Web { get; } = new(
        ("Demo:Enabled", "false"), ("Schedules:Enabled", "false"), ("App:PublicUrl", "http://127.0.0.1:9"),
        ("Root:Name", "平台"), ("Root:Code", "root"), ("FirstAdmin:Phone", "13300000000"), ("FirstAdmin:UserName", "first"), ("FirstAdmin:Name", "管理员"),
        ("FirstAdmin:Password", People.Password), ("RateLimits:Password:PerAddress", "10000"), ("RateLimits:Code:PerAddress", "10000"))
    {
        Change = services =>
        {
            services.Remove(services.Single(s => s.ImplementationType == typeof(OutboxPump)));
            // As the application's own, but it does not look after the session in the background.
            services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider, ServerAuthenticationStateProvider>());
        },
    };

    internal AccessWorld World { get; private set; } = null!;

    private string Database => $"Data Source={Path.Combine(Web.DataDirectory, "kboss.db")};Pooling=False";

    private string Kept => $"Data Source={Path.Combine(Web.DataDirectory, "kept.db")};Pooling=False";

    public async ValueTask InitializeAsync()
    {
        _ = Web.Services;
        World = await AccessWorld.BuildAsync(Web);
        // What the business has had sent goes out before anybody asks, and waits for no code.
        while (await Web.Services.GetRequiredService<OutboxDispatcher>().DispatchAsync() > 0)
        {
        }

        await LeaveLogAsync();
        Copy(Database, Kept);
        await using var db = Web.Db();
        checksums = (await World.Observed.ChecksumAsync(db, buyersOnly: false), await World.Observed.ChecksumAsync(db, buyersOnly: true));
    }

    public ValueTask DisposeAsync() => Web.DisposeAsync();

    /// <summary>What every endpoint answered to everybody, asked once.</summary>
    internal Task<RouteSurvey> RoutesAsync() => routes.Value;

    /// <summary>What every page of a circuit showed to everybody, asked once.</summary>
    internal Task<PageSurvey> PagesAsync() => pages.Value;

    /// <summary>What every method below the pages answered to everybody, asked once.</summary>
    internal Task<CallSurvey> CallsAsync() => calls.Value;

    /// <summary>The sum of the observed rows before anybody asked.</summary>
    internal string Checksum(bool buyersOnly) => buyersOnly ? checksums.Buyers : checksums.All;

    /// <summary>Puts the database back to what it was before anybody asked.</summary>
    internal void Restore()
    {
        Copy(Kept, Database);
        Web.Services.GetRequiredService<StorefrontVersion>().Changed();
    }

    /// <summary>With a write-ahead log every open connection would stand in the way of putting the database back.</summary>
    private async Task LeaveLogAsync()
    {
        await using var connection = new SqliteConnection(Database);
        await connection.OpenAsync();
        SqliteConnection.ClearPool(connection);
        await using (var db = Web.Db())
        {
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        }

        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE";
        Assert.Equal("delete", await command.ExecuteScalarAsync());
    }

    private static void Copy(string from, string to)
    {
        using var source = new SqliteConnection(from);
        using var target = new SqliteConnection(to);
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }
}
