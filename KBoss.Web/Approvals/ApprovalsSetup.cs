using KBoss.Domain.Access;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Web.Common;

namespace KBoss.Web.Approvals;

/// <summary>What the pages of approvals stand on: the figure in the header and the menu.</summary>
public static class ApprovalsSetup
{
    public static IServiceCollection AddApprovalPages(this IServiceCollection services) => services.AddScoped<IHeaderFigure, ApprovalsFigure>();

    /// <summary>The number of requests that wait for the member.</summary>
    private sealed class ApprovalsFigure(ApprovalQueries approvals, Changes changes) : IHeaderFigure
    {
        public async Task LoadAsync(HeaderCounts counts, CancellationToken ct) => counts.Set(approvals: await approvals.CountWaitingAsync(ct));

        public IDisposable? Follow(Actor actor, Action changed) => changes.Subscribe<ApprovalChanged>(change =>
        {
            if (change.OrganizationId == actor.OrganizationId)
            {
                changed();
            }
        });
    }
}
