using System.Collections;
using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Architecture.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Support;

#pragma warning disable CA1001 // It lives as long as its test and holds nothing open.
#pragma warning disable EF1001 // Only EF Core's own provider of queries sees all of them before they are made for one database.

/// <summary>
/// Asks everything that SQLite is asked a second time of SQL Server, as far as that goes without one: EF Core makes the statement for it, and its parser
/// reads it. What cannot be translated or read fails the test. Tests begin one; <c>KBOSS_TEST_TSQL</c> begins one for all tests.
/// </summary>
internal sealed class SqlServerShadow
{
    private static readonly AsyncLocal<SqlServerShadow?> OfTest = new();
    private static readonly MethodInfo AskAs = typeof(SqlServerShadow).GetMethod(nameof(AskFor), BindingFlags.Static | BindingFlags.NonPublic)!;
    // Made of what stands above it.
    private static readonly SqlServerShadow? OfSuite = Environment.GetEnvironmentVariable("KBOSS_TEST_TSQL") is { Length: > 0 } ? new() : null;

    private readonly ConcurrentDictionary<string, string> statements = [];
    private readonly ConcurrentQueue<string> faults = [];
    private readonly ConditionalWeakTable<DbContext, List<string>> sent = [];
    private readonly KBossDatabase server;

    private SqlServerShadow() => server = new KBossDatabase(
        Options.Create(new DatabaseOptions { Provider = DatabaseProvider.SqlServer, ConnectionString = "Server=nowhere;Database=kboss" }),
        new DataDirectory(Path.GetTempPath()), TimeProvider.System, builder => builder.AddInterceptors(new NoServer(this), new OtherModel()));

    /// <summary>The one that watches this test, if any.</summary>
    public static SqlServerShadow? Current => OfTest.Value ?? OfSuite;

    /// <summary>The statements made so far.</summary>
    public IReadOnlyCollection<string> Statements => [.. statements.Keys];

    /// <summary>What could not be made or read.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>Watches every application that the calling test starts from now on.</summary>
    public static SqlServerShadow Begin() => OfTest.Value = new SqlServerShadow();

    /// <summary>Makes the database on SQLite of an application ask twice.</summary>
    public static void Watch(IServiceCollection services) => services.AddSingleton(provider => new KBossDatabase(
        provider.GetRequiredService<IOptions<DatabaseOptions>>(), provider.GetRequiredService<DataDirectory>(), provider.GetRequiredService<TimeProvider>(),
        builder => builder.ReplaceService<IAsyncQueryProvider, AskedTwice>()));

    /// <summary>A context that makes statements for SQL Server and sends them nowhere.</summary>
    public KBossDbContext Open(OrganizationScope scope)
    {
        var db = server.OpenToWrite(scope);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        return db;
    }

    /// <summary>Makes the statement of a query and has it read; throws when one of the two fails.</summary>
    private void Ask(Expression query, OrganizationScope scope, Type answer)
    {
        answer = answer switch
        {
            { IsGenericType: true } when answer.GetGenericTypeDefinition() == typeof(Task<>) => answer.GetGenericArguments()[0],
            { IsGenericType: true } when answer.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) =>
                typeof(IEnumerable<>).MakeGenericType(answer.GetGenericArguments()),
            _ => answer,
        };
        using var db = Open(scope);
        try
        {
            AskAs.MakeGenericMethod(answer).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [db, query], null);
        }
        catch (Exception e) when (!sent.TryGetValue(db, out _))
        {
            Fail($"{e.Message}{Environment.NewLine}{query}");
        }
        catch (Exception)
        {
            // The statement was made; that nothing came back may be refused.
        }
    }

    private static void AskFor<T>(KBossDbContext db, Expression query)
    {
        if (db.GetService<IAsyncQueryProvider>().Execute<T>(query) is IEnumerable rows)
        {
            foreach (var row in rows)
            {
                GC.KeepAlive(row);
            }
        }
    }

    private void Read(DbContext db, string sql)
    {
        sent.GetOrCreateValue(db).Add(sql);
        if (statements.TryAdd(sql, sql) && TSql.ErrorsIn(sql) is { Count: > 0 } errors)
        {
            Fail($"{string.Join(Environment.NewLine, errors)}{Environment.NewLine}{sql}");
        }
    }

    private void Fail(string fault)
    {
        faults.Enqueue(fault);
        throw new NotSupportedException($"SQL Server would not understand: {fault}");
    }

    /// <summary>Asks both.</summary>
    private sealed class AskedTwice(IQueryCompiler compiler, ICurrentDbContext current) : EntityQueryProvider(compiler)
    {
        public override TResult Execute<TResult>(Expression expression)
        {
            Current?.Ask(expression, ((KBossDbContext)current.Context).Scope, typeof(TResult));
            return base.Execute<TResult>(expression);
        }

        public override TResult ExecuteAsync<TResult>(Expression expression, CancellationToken cancellationToken = default)
        {
            Current?.Ask(expression, ((KBossDbContext)current.Context).Scope, typeof(TResult));
            return base.ExecuteAsync<TResult>(expression, cancellationToken);
        }
    }

    /// <summary>Takes the statements that would go to a server, and answers with nothing.</summary>
    private sealed class NoServer(SqlServerShadow shadow) : DbCommandInterceptor, IDbConnectionInterceptor
    {
        public InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            InterceptionResult.Suppress();

        public ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            shadow.Read(eventData.Context!, command.CommandText);
            using var nothing = new DataTable();
            return InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader());
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(NonQueryExecuting(command, eventData, result));

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            shadow.Read(eventData.Context!, command.CommandText);
            return InterceptionResult<int>.SuppressWithResult(0);
        }
    }

    /// <summary>Reads a query that was written over SQLite's model as one over SQL Server's.</summary>
    private sealed class OtherModel : IQueryExpressionInterceptor
    {
        public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) =>
            new Roots(eventData.Context!.Model).Visit(queryExpression);

        private sealed class Roots(IModel model) : ExpressionVisitor
        {
            protected override Expression VisitExtension(Expression node) =>
                node is EntityQueryRootExpression root ? new EntityQueryRootExpression(model.FindEntityType(root.EntityType.Name)!) : base.VisitExtension(node);

            // The later statements of a split query are made when the first one has found something.
            protected override Expression VisitMethodCall(MethodCallExpression node) =>
                node.Method.Name is nameof(RelationalQueryableExtensions.AsSplitQuery) or nameof(RelationalQueryableExtensions.AsSingleQuery)
                    ? Visit(node.Arguments[0]) : base.VisitMethodCall(node);
        }
    }
}
