using System.Text.Json;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>
/// Asks a supplier to prolong or to end a resource, outside any transaction and always under the number of the task, so that however often it is asked it is
/// done once; and brings the answer in.
/// </summary>
internal sealed class ResourceByInterface(ResourceTaskService tasks, ResourceSuppliers suppliers, TimeProvider time) : IOutboxHandler
{
    /// <summary>Shorter than the lease of a message, so that nobody else begins meanwhile.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(45);

    public string Kind => ResourceStep.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var step = JsonSerializer.Deserialize<ResourceStep>(payload) ?? throw new OutboxRefusedException("The message names no task.");
        if (await tasks.FindAsync(step, ct) is not { } task)
        {
            return;
        }

        DateTime? endsAt;
        try
        {
            endsAt = await AskAsync(task, ct);
        }
        catch (ConnectorRefusedException refusal)
        {
            await tasks.FailAsync(step, refusal.Code, [.. refusal.Args.Select(a => $"{a}")], final: true, ct);
            return;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var (code, args) = DeliverByInterface.Words(e);
            // What it says of opening is not true of this.
            await tasks.FailAsync(step, code == "Delivery.SupplierSilent" ? "Delivery.SupplierNoAnswer" : code, args, final: false, ct);
            return;
        }

        await tasks.AnswerAsync(step, endsAt, ct);
    }

    private async Task<DateTime?> AskAsync(ResourceTask task, CancellationToken ct)
    {
        var renews = task.Kind == ResourceTaskKind.Renew;
        var connector = suppliers.Find(task.Connector, renews ? ConnectorAbilities.Renew : ConnectorAbilities.Terminate, task.Reference)
            ?? throw new ConnectorRefusedException("Delivery.NoInterface", task.Connector);
        var resource = new SupplierResource(task.OrganizationId, task.SupplierId, task.BuyerId, task.Reference);
        using var limit = new CancellationTokenSource(LongestCall, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        if (renews)
        {
            return await connector.RenewAsync(new RenewalRequest(task.TaskNo, resource, task.Unit, task.Periods), both.Token);
        }

        await connector.TerminateAsync(resource, both.Token);
        return null;
    }
}
