using System.Text.Json;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>Compares a request with DingTalk after something has happened to it, here or there.</summary>
public sealed class DingTalkOutboxHandler(IServiceScopeFactory scopes) : IOutboxHandler
{
    public string Kind => DingTalkWork.Kind;

    /// <summary>What DingTalk refuses for good is left to a person, who finds it at the settings; the reconciliation tries it every hour.</summary>
    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var work = JsonSerializer.Deserialize<DingTalkWork>(payload) ?? throw new OutboxRefusedException("The message is empty.");
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<DingTalkSync>().SyncAsync(work.OrganizationId, work.RequestNo, ct);
        }
        catch (DingTalkException failure) when (!failure.IsTransient)
        {
            throw new OutboxRefusedException(failure.Message);
        }
    }
}
