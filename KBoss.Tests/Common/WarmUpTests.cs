using System.Net;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace KBoss.Tests.Common;

public sealed class WarmUpTests
{
    [Fact]
    public async Task A_node_is_ready_when_the_first_pages_have_been_made_and_not_before()
    {
        var log = new Warnings();
        var going = new TaskCompletionSource();
        await using var node = await Node.StartAsync(log, _ => going.Task);

        Assert.Equal(HealthStatus.Degraded, await node.HealthAsync());

        going.SetResult();
        await node.WarmUp.Finished;
        Assert.Equal(HealthStatus.Healthy, await node.HealthAsync());
        Assert.Equal(["/products", "/", "/account/login"], node.Asked);
        Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("answers 500")]
    public async Task Pages_that_cannot_be_made_are_said_in_the_log_and_keep_no_node_from_becoming_ready(string how)
    {
        var log = new Warnings();
        await using var node = await Node.StartAsync(log, http =>
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return how == "throws" ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        });

        await node.WarmUp.Finished;

        Assert.Equal(HealthStatus.Healthy, await node.HealthAsync());
        Assert.Contains("could not be made", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Production_a_node_makes_its_first_pages_and_becomes_ready()
    {
        var log = new Warnings();
        await using var web = new WebKBoss(("https_port", "443")) { EnvironmentName = "Production", Change = services => services.AddSingleton<ILogger<WarmUp>>(log) };

        await web.Services.GetRequiredService<WarmUp>().Finished;

        Assert.Empty(log.Lines);
        Assert.Equal(HttpStatusCode.OK, (await web.Visit().GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_database_that_waits_for_a_migration_makes_a_node_not_ready()
    {
        await using var boss = await TestKBoss.StartAsync();
        var database = boss.Get<KBossDatabase>();
        Assert.True(await database.IsMigratedAsync(TestContext.Current.CancellationToken));

        await using var db = boss.Db();
        await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\"", TestContext.Current.CancellationToken);

        Assert.False(await database.IsMigratedAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_start_leaves_a_migrated_database_alone()
    {
        await using var boss = await TestKBoss.StartAsync();
        using var sent = new CommandCount(boss);

        await boss.Get<KBossDatabase>().MigrateAsync(TestContext.Current.CancellationToken);

        // Entity Framework takes a lock before it migrates, even when there is nothing to do.
        Assert.DoesNotContain(sent.Commands, c => c.Contains("__EFMigrationsLock", StringComparison.Ordinal) || c.Contains("applock", StringComparison.Ordinal));
    }

    private sealed class Node : IAsyncDisposable
    {
        private TestKBoss boss = null!;
        private ServiceProvider services = null!;

        public WarmUp WarmUp { get; private set; } = null!;

        public List<string> Asked { get; } = [];

        public static async Task<Node> StartAsync(ILogger<WarmUp> log, RequestDelegate answer)
        {
            var node = new Node { boss = await TestKBoss.StartAsync() };
            var services = new ServiceCollection();
            services.AddSingleton<IHttpContextFactory, DefaultHttpContextFactory>().AddLogging().AddOptions();
            node.services = services.BuildServiceProvider();
            node.WarmUp = new(
                node.services.GetRequiredService<IHttpContextFactory>(), node.services.GetRequiredService<IServiceScopeFactory>(), node.boss.Get<KBossDatabase>(), log);
            var app = new ApplicationBuilder(node.services);
            node.WarmUp.Through(app);
            app.Run(http =>
            {
                node.Asked.Add(http.Request.Path);
                return answer(http);
            });
            app.Build();
            await node.WarmUp.StartingAsync(default);
            await node.WarmUp.StartedAsync(default);
            return node;
        }

        public async Task<HealthStatus> HealthAsync() => (await WarmUp.CheckHealthAsync(new())).Status;

        public async ValueTask DisposeAsync()
        {
            await WarmUp.StoppingAsync(default);
            await services.DisposeAsync();
            await boss.DisposeAsync();
        }
    }

    private sealed class Warnings : ILogger<WarmUp>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
