using KBoss.Domain.Approvals.DingTalk;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>Keeps what DingTalk pushes, once, before it is answered; what follows from it is done afterwards.</summary>
public sealed class DingTalkInbox(KBossDbContextFactory contexts, Outbox outbox)
{
    /// <summary>
    /// Keeps an event and lets its request be compared with DingTalk; false when it was kept before. One about an instance that is not ours is kept and has no
    /// consequence.
    /// </summary>
    public Task<bool> ReceiveAsync(DingTalkPush push, CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        if (await db.DingTalkEvents.AnyAsync(e => e.Key == push.Key, ct))
        {
            return false;
        }

        var instance = await db.DingTalkInstances.Where(i => i.InstanceId == push.InstanceId)
            .Select(i => new DingTalkWork(i.OrganizationId, i.RequestNo)).FirstOrDefaultAsync(ct);
        db.Add(new DingTalkEvent(push.Key, push.EventType, push.Type, push.InstanceId, instance is not null, db.Now));
        if (instance is not null)
        {
            outbox.Add(db, instance.OrganizationId, DingTalkWork.Kind, $"dingtalk-event-{push.Key}", instance);
        }

        await db.SaveChangesAsync(ct);
        return true;
    }, ct);
}
