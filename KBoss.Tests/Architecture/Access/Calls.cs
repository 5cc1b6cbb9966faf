using System.Reflection;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Organizations;
using KBoss.Tests.Support;
using KBoss.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>One method that pages and endpoints can ask for something.</summary>
internal sealed record Call(Type Service, MethodInfo Method)
{
    /// <summary>The kind of row, if it returns a page of a list.</summary>
    public bool IsGrid => Method.ReturnType is { IsGenericType: true } task && task.GenericTypeArguments[0] is { IsGenericType: true } page
        && page.GetGenericTypeDefinition() == typeof(KBoss.Infrastructure.Common.Page<>);

    public bool ReturnsNothing => !Method.ReturnType.IsGenericType;

    public override string ToString() => $"{Service.Name}.{Method.Name}";
}

/// <summary>
/// Every public method below the pages that somebody can ask: of the queries and services, and of whatever else of Infrastructure the pages,
/// endpoints and services of Web are given. A method that is given a context is not among them: pages never have one.
/// </summary>
internal static class Calls
{
    /// <summary>What nobody asks in the name of a member, and why; methods by <c>Service.Method</c>.</summary>
    public static IReadOnlyDictionary<string, string> NotForMembers { get; } = new Dictionary<string, string>
    {
        [nameof(KBossDatabase)] = "opens contexts; the check of health asks it about migrations, with an empty scope",
        [nameof(MemberSessions)] = "says whether a cookie still holds",
        [nameof(SignInService)] = "nobody is signed in yet",
        [nameof(PasswordResetService)] = "nobody is signed in yet",
        [nameof(RegistrationService)] = "nobody is signed in yet",
        ["OrderService.CancelOverdueAsync"] = "a schedule calls it, for every organization",
        ["RechargeService.QueryPendingAsync"] = "a schedule calls it, for every organization",
        ["RechargeService.ReceiveAsync"] = "Alipay calls it, with what it has signed",
    };

    /// <summary>Every method, including those that are not for members.</summary>
    public static IReadOnlyList<Call> All(WebKBoss web) =>
    [
        .. Injected(web).Concat(typeof(KBossDbContext).Assembly.GetExportedTypes().Where(t => t.Name.EndsWith("Queries", StringComparison.Ordinal) || t.Name.EndsWith("Service", StringComparison.Ordinal)))
            .Where(t => t is { IsClass: true, IsAbstract: false, IsGenericType: false } && t.Assembly == typeof(KBossDbContext).Assembly)
            .Distinct().OrderBy(t => t.Name, StringComparer.Ordinal)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), (t, m) => new Call(t, m))
            .Where(c => typeof(Task).IsAssignableFrom(c.Method.ReturnType) || (c.Method.ReturnType.FullName ?? "").StartsWith("System.Threading.Tasks.ValueTask", StringComparison.Ordinal))
            .Where(c => c.Method.Name != nameof(IAsyncDisposable.DisposeAsync) && c.Method.GetParameters().All(p => p.ParameterType != typeof(KBossDbContext))),
    ];

    /// <summary>Every method that is called for a member.</summary>
    public static IReadOnlyList<Call> ForMembers(WebKBoss web) =>
        [.. All(web).Where(c => !NotForMembers.ContainsKey(c.Service.Name) && !NotForMembers.ContainsKey(c.ToString()))];

    private static IEnumerable<Type> Injected(WebKBoss web)
    {
        var types = typeof(App).Assembly.GetTypes();
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return types.SelectMany(t => t.GetProperties(Any)).Where(p => p.IsDefined(typeof(InjectAttribute), true)).Select(p => p.PropertyType)
            .Concat(types.SelectMany(t => t.GetConstructors(Any)).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType))
            .Concat(web.Services.GetRequiredService<EndpointDataSource>().Endpoints
                .Select(e => e.Metadata.GetMetadata<MethodInfo>()).OfType<MethodInfo>().SelectMany(m => m.GetParameters()).Select(p => p.ParameterType))
            // Records and options are given too; only what the application registers can be asked.
            .Where(t => t.Assembly == typeof(KBossDbContext).Assembly && t.IsClass && web.Services.GetRequiredService<IServiceProviderIsService>().IsService(t));
    }
}
