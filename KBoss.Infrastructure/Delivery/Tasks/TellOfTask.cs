using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>That there is a new task for Maintenance, as it lies in the outbox.</summary>
public sealed record TaskNews(string TaskNo)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "task-news";

    /// <summary>The key of the message: once for each task.</summary>
    public string Key => $"new-{TaskNo}";
}

/// <summary>Tells everybody of Maintenance of a new task, each by the channels of its choice; of one that is done by then nobody.</summary>
internal sealed class TellOfTask(KBossDbContextFactory contexts, Reminders reminders) : IOutboxHandler
{
    public string Kind => TaskNews.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var news = JsonSerializer.Deserialize<TaskNews>(payload) ?? throw new OutboxRefusedException("The message names no task.");
        await contexts.WithPartiesAsSystemAsync(
            db => db.FulfilmentTasks.FirstAsync(t => t.TaskNo == news.TaskNo, ct),
            async (db, task) =>
            {
                if (task.Status == FulfilmentStatus.Open)
                {
                    await reminders.RemindAsync(
                        db, new Reminder("TaskNew", $"TaskNew:{task.TaskNo}", task.TaskNo, [task.TaskNo, task.Sold.ProductName, task.CustomerName]),
                        await TaskAtWork.MembersWith(db, [task.OrganizationId], Role.Maintenance).Select(m => m.Id).ToListAsync(ct), ct);
                    await db.SaveChangesAsync(ct);
                }
            }, ct);
    }
}
