using KBoss.Domain.Common;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Support;

/// <summary>How use cases end: the code of the refusal, empty where there was none; whatever is no refusal fails the test.</summary>
internal static class Ending
{
    public static async Task<string> OfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "";
        }
        catch (RuleException refusal)
        {
            return refusal.Code;
        }
    }

    /// <summary>In a window of its own.</summary>
    public static async Task<string> OfAsync(TestKBoss boss, Func<IServiceProvider, Task> act)
    {
        await using var window = boss.NewScope();
        return await OfAsync(() => act(window.ServiceProvider));
    }

    /// <summary>In so many windows that do it at once.</summary>
    public static Task<string[]> OfAllAsync(TestKBoss boss, int count, Func<IServiceProvider, int, Task> act) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => OfAsync(boss, services => act(services, i)))));

    /// <summary>In so many windows that ask the same service at once.</summary>
    public static Task<string[]> OfAllAsync<TService>(TestKBoss boss, int count, Func<TService, Task> act)
        where TService : notnull => OfAllAsync(boss, count, (services, _) => act(services.GetRequiredService<TService>()));
}
