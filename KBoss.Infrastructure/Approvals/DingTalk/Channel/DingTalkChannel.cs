using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>Which request is to be compared with DingTalk.</summary>
public sealed record DingTalkWork(long OrganizationId, string RequestNo)
{
    /// <summary>The kind of the outbox message.</summary>
    public const string Kind = "DingTalk";
}

/// <summary>
/// DingTalk as a place where requests are decided. Whatever happens to a request is one more reason to compare it with its instance; without a configuration
/// nothing is written.
/// </summary>
public sealed class DingTalkChannel(Outbox outbox, IOptionsSnapshot<DingTalkOptions> options) : IApprovalChannel
{
    public Task StartedAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct) => AddAsync(db, request, "asked");

    public Task DecidedAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct) => AddAsync(db, request, $"level-{request.Level}");

    public Task ClosedAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct) => AddAsync(db, request, "closed");

    private Task AddAsync(KBossDbContext db, ApprovalRequest request, string cause)
    {
        if (options.Value.IsConfigured)
        {
            outbox.Add(db, request.OrganizationId, DingTalkWork.Kind, $"dingtalk-{request.No}-{cause}", new DingTalkWork(request.OrganizationId, request.No));
        }

        return Task.CompletedTask;
    }
}
