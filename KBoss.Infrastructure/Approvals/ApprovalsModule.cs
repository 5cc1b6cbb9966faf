using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Approvals.Policies;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Approvals;

/// <summary>Registers what the module Approvals offers.</summary>
public static class ApprovalsModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddApprovals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WaitingCounts>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<WaitingCounts>());
        services.AddScoped<ApprovalDesk>();
        services.AddScoped<ApprovalService>();
        services.AddScoped<ApprovalQueries>();
        services.AddScoped<ApprovalPolicyService>();
        services.AddScoped<ApprovalPolicyQueries>();
        services.AddScoped<ApproverAbsenceService>();
        services.AddScoped<ApprovalClock>();
        services.AddSingleton<IReminderCause, ApprovalReminderCause>();
        services.AddSchedule<ExpireApprovalsJob>("expire-approvals", "20 */5 * * * ?");
        // Nobody is woken by a reminder.
        services.AddSchedule<RemindApproversJob>("remind-approvers", "40 */10 8-20 * * ?");
        services.AddNames<ApprovalPolicy>(db => db.ApprovalPolicies.Select(p => new NamedRow { Id = p.Id, Name = p.Number.ToString() }));
        services.AddNames<ApprovalLevel>(db => db.ApprovalLevels.Select(l => new NamedRow { Id = l.Id, Name = l.Number.ToString() }));
        services.AddNumberedSubject("Approval", Thing.Approval);
        return services.AddDingTalkChannel(configuration);
    }
}
