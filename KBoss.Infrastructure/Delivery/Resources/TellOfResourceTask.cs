using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>That Maintenance is to do something about a resource, as it lies in the outbox.</summary>
public sealed record ResourceTaskNews(string TaskNo)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "resource-task-news";

    /// <summary>The key of the message: once for each task.</summary>
    public string Key => $"new-{TaskNo}";
}

/// <summary>Tells everybody of Maintenance what is to be done about a resource, each by the channels of its choice; of what is done by then nobody.</summary>
internal sealed class TellOfResourceTask(KBossDbContextFactory contexts, ResourceDesk desk) : IOutboxHandler
{
    public string Kind => ResourceTaskNews.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var news = JsonSerializer.Deserialize<ResourceTaskNews>(payload) ?? throw new OutboxRefusedException("The message names no task.");
        await contexts.WithPartiesAsSystemAsync(
            db => db.ResourceTasks.FirstAsync(t => t.TaskNo == news.TaskNo, ct),
            async (db, task) =>
            {
                if (task.State != ResourceTaskState.Done)
                {
                    await desk.TellMaintenanceAsync(db, task, task.Kind == ResourceTaskKind.Renew ? "ResourceTaskRenew" : "ResourceTaskRelease", ct);
                    await db.SaveChangesAsync(ct);
                }
            }, ct);
    }
}
