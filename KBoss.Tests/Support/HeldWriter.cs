using KBoss.Infrastructure.Common.Data;

namespace KBoss.Tests.Support;

/// <summary>A use case that writes and does not end before it is disposed of: nobody else's turn comes.</summary>
public sealed class HeldWriter : IAsyncDisposable
{
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task work = Task.CompletedTask;

    public static async Task<HeldWriter> TakeAsync(KBossDbContextFactory contexts)
    {
        var held = new HeldWriter();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        held.work = contexts.InTransactionAsync(OrganizationScope.Empty, null, async _ =>
        {
            begun.SetResult();
            await held.over.Task;
        });
        await Task.WhenAny(begun.Task, held.work);
        return held;
    }

    public async ValueTask DisposeAsync()
    {
        over.TrySetResult();
        await work;
    }
}
