using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Calls of these vendors were written to the log.</summary>
public sealed record VendorCallsLogged(IReadOnlyList<string> Vendors);

/// <summary>
/// Writes the calls that vendors were sent, many at once, in the background. It is the last to stop: what the others call while they end is written too.
/// </summary>
public sealed class VendorCallWriter(KBossDbContextFactory contexts, VendorCallQueue queue, ILogger<VendorCallWriter> log) : BackgroundService
{
    private const int AtOnce = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What was taken from the queue and could not be written yet.</summary>
    private List<VendorCallFacts> kept = [];

    /// <summary>Writes what is there, and says how many calls that were.</summary>
    public async Task<int> WriteAsync(CancellationToken ct = default)
    {
        var written = 0;
        while (true)
        {
            kept = kept.Count > 0 ? kept : queue.Take(AtOnce);
            if (kept.Count == 0)
            {
                return written;
            }

            await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                db.VendorCalls.AddRange(kept.Select(call => new VendorCall(call)));
                db.AfterCommit(new VendorCallsLogged([.. kept.Select(call => call.Vendor).Distinct()]));
                await db.SaveChangesAsync(ct);
            }, ct);
            written += kept.Count;
            kept = [];
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await queue.WaitAsync(stoppingToken) || kept.Count > 0)
            {
                // Calls come in crowds; one transaction writes them all.
                await Task.Delay(Pause, stoppingToken);
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is written when it stops.
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await WriteAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            log.LogDebug("Calls of vendors wait to be written.");
        }
#pragma warning disable CA1031 // Whatever it was: the calls stay here and are written at the next opportunity.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogWarning(e, "Calls of vendors could not be written; it is tried again.");
        }
    }
}
