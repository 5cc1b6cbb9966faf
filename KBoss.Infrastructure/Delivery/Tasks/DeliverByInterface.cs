using System.Text.Json;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Messaging;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>
/// Asks the supplier for one step of a task, outside any transaction, and brings the answer in. A supplier that may have heard of the task is asked what became
/// of it before anything is opened: a lost answer never opens twice.
/// </summary>
internal sealed class DeliverByInterface(DeliverySteps steps, IEnumerable<IConnector> connectors, TimeProvider time) : IOutboxHandler
{
    /// <summary>Shorter than the lease of a message, so that nobody else begins meanwhile.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(45);

    public string Kind => DeliveryStep.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var step = JsonSerializer.Deserialize<DeliveryStep>(payload) ?? throw new OutboxRefusedException("The message names no task.");
        if (await steps.BeginAsync(step, ct) is not { } asked)
        {
            return;
        }

        Opening? opening;
        try
        {
            opening = await AskAsync(asked, ct);
        }
        catch (ConnectorRefusedException refusal)
        {
            await steps.FailAsync(step, refusal.Code, [.. refusal.Args.Select(a => $"{a}")], final: true, ct);
            return;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var (code, args) = Words(e);
            await steps.FailAsync(step, code, args, final: false, ct);
            return;
        }

        try
        {
            await steps.BringInAsync(step, opening, ct);
        }
        catch (RuleException unusable) when (unusable is not BusyException)
        {
            await steps.FailAsync(step, "Delivery.AnswerUnusable", [unusable.Field ?? unusable.Code], final: true, ct);
        }
    }

    internal static (string Code, IReadOnlyList<string> Args) Words(Exception e) => e switch
    {
        TimeoutException or OperationCanceledException => ("Delivery.SupplierSilent", []),
        HttpRequestException => ("Delivery.SupplierUnreachable", []),
        _ => ("Delivery.SupplierFault", [e.Message.Length > 300 ? e.Message[..300] : e.Message]),
    };

    private async Task<Opening?> AskAsync(StepToTake asked, CancellationToken ct)
    {
        var connector = connectors.FirstOrDefault(c => c.Kind == asked.Connector && c.Abilities.HasFlag(ConnectorAbilities.Open))
            ?? throw new ConnectorRefusedException("Delivery.NoInterface", asked.Connector);
        using var limit = new CancellationTokenSource(LongestCall, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        if ((asked.FindFirst || !asked.MayOpen) && await connector.FindAsync(asked.Request, both.Token) is { } found)
        {
            return found;
        }

        return asked.MayOpen ? await connector.OpenAsync(asked.Request, both.Token) : null;
    }
}
