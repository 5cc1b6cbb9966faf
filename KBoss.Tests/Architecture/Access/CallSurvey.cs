using System.Reflection;
using System.Runtime.ExceptionServices;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Organizations;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// What came of a call: <see cref="Trace"/> is what the answer held of the observed organization, <see cref="Changed"/> whether one of its rows is
/// another than before, <see cref="Named"/> whether the call named one of its rows.
/// </summary>
internal sealed record Called(Call Call, Person? Who, bool Named, Exception? Refusal, string? Trace, bool Wrote, bool Changed)
{
    /// <summary>The asker may not, or the thing does not exist for it.</summary>
    public bool IsRefused => Refusal is PermissionException or NotFoundException or SignInException;

    public override string ToString() =>
        $"{Call} for {(object?)Who ?? "a visitor"}: {(Refusal is null ? "done" : Refusal is RuleException rule ? $"{Refusal.GetType().Name} {rule.Code}" : Refusal.ToString())}"
        + $"{(Trace is null ? "" : $", with “{Trace}”")}{(Changed ? ", and something was changed" : "")}";
}

/// <summary>Calls every method that can be asked: as the observed organization's own members, as its strangers, and as members without any role.</summary>
internal sealed class CallSurvey
{
    /// <summary>The call that was answered by one of those whose rows it names; of each method the first that was, or the last refusal.</summary>
    public required IReadOnlyDictionary<Call, Called> Own { get; init; }

    public required IReadOnlyList<Called> Strangers { get; init; }

    public required IReadOnlyList<Called> WithoutRole { get; init; }

    public static async Task<CallSurvey> MakeAsync(AccessApplication app)
    {
        var world = app.World;
        var calls = Calls.ForMembers(app.Web);
        Assert.True(calls.Count > 80, $"Only {calls.Count} methods were found.");
        var own = new Dictionary<Call, Called>();
        foreach (var call in calls)
        {
            foreach (var who in new[] { world.Seller, world.Buyer, world.Upstream })
            {
                own[call] = await CallAsync(app, call, who);
                if (own[call].Refusal is null)
                {
                    break;
                }
            }
        }

        var (strangers, without) = (new List<Called>(), new List<Called>());
        foreach (var call in calls)
        {
            foreach (var who in world.Strangers)
            {
                strangers.Add(await CallAsync(app, call, who));
            }

            foreach (var who in world.WithoutRole.Append(null))
            {
                without.Add(await CallAsync(app, call, who));
            }
        }

        return new CallSurvey { Own = own, Strangers = strangers, WithoutRole = without };
    }

    /// <summary>Calls a method with arguments of one's own choice and returns what it returned.</summary>
    public static async Task<object?> InvokeAsync(object service, MethodInfo method, object?[] arguments)
    {
        object? answer;
        try
        {
            answer = method.Invoke(service, arguments);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }

        var task = answer as Task ?? (Task)answer!.GetType().GetMethod("AsTask")!.Invoke(answer, [])!;
        await task;
        return method.ReturnType.IsGenericType ? task.GetType().GetProperty("Result")!.GetValue(task) : null;
    }

    private static async Task<Called> CallAsync(AccessApplication app, Call call, Person? who)
    {
        var (arguments, named) = new Arguments(app.World.Keys, app.Web.Time.GetUtcNow().UtcDateTime).Of(call);
        await using var circuit = new Circuit(app.Web, who?.Actor);
        await using var db = app.Web.Db();
        using var sql = new CommandCount(db);
        Exception? refusal = null;
        object? answer = null;
        try
        {
            answer = await InvokeAsync(circuit.Services.GetService(call.Service)!, call.Method, arguments);
        }
#pragma warning disable CA1031 // Whatever it was: the tests say which refusals they expect.
        catch (Exception e)
#pragma warning restore CA1031
        {
            refusal = e;
        }

        var changed = false;
        if (sql.Wrote)
        {
            changed = await app.World.Observed.ChecksumAsync(db, who?.KnowsSeller ?? false) != app.Checksum(who?.KnowsSeller ?? false);
            try { app.Restore(); } catch (Exception e) { throw new InvalidOperationException($"{call} {who}", e); }
        }

        return new Called(call, who, named, refusal, Marker.Trace(answer, who is { Forbidden.Count: > 0 } ? who.Forbidden : Marker.OfBoth), sql.Wrote, changed);
    }
}
