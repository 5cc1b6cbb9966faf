using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Approvals;

/// <summary>
/// Another place where requests are decided, such as DingTalk. It is called inside the transaction and only adds outbox rows; what is decided there comes
/// back by <see cref="ApprovalService.DecideFromChannelAsync"/>.
/// </summary>
public interface IApprovalChannel
{
    /// <summary>A request was made; its row is added, but not saved yet.</summary>
    Task StartedAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct);

    /// <summary>A step was consented to, and the request waits at the next one.</summary>
    Task DecidedAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct);

    /// <summary>The request is closed: approved, refused, withdrawn, expired or failed.</summary>
    Task ClosedAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct);
}
