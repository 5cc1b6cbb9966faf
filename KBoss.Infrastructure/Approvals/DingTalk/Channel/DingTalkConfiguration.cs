using KBoss.Domain.Approvals;
using KBoss.Domain.Approvals.DingTalk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

internal sealed class DingTalkConfiguration
    : IEntityTypeConfiguration<DingTalkInstance>, IEntityTypeConfiguration<DingTalkSeat>, IEntityTypeConfiguration<DingTalkEvent>
{
    public void Configure(EntityTypeBuilder<DingTalkInstance> instance)
    {
        instance.Property(i => i.InstanceId).HasMaxLength(100);
        instance.Property(i => i.OriginatorUserId).HasMaxLength(100);
        // Two who begin the next one at the same moment get one: the second one finds the first one's, leased.
        instance.HasIndex(i => new { i.RequestNo, i.Round }).IsUnique();
        instance.HasIndex(i => i.InstanceId).IsUnique();
        instance.HasIndex(i => new { i.OrganizationId, i.Stage });
        instance.HasOne<ApprovalRequest>().WithMany().HasForeignKey(i => i.RequestNo).HasPrincipalKey(r => r.No);
        // Who is asked is planned anew where the first try was refused.
        instance.HasMany(i => i.Seats).WithOne().HasForeignKey(s => s.DingTalkInstanceId).OnDelete(DeleteBehavior.ClientCascade);
    }

    public void Configure(EntityTypeBuilder<DingTalkSeat> seat)
    {
        seat.Property(s => s.UserId).HasMaxLength(100);
        seat.HasIndex(s => s.DingTalkInstanceId);
        seat.HasIndex(s => s.MemberId);
    }

    public void Configure(EntityTypeBuilder<DingTalkEvent> pushed)
    {
        pushed.HasIndex(e => e.Key).IsUnique();
        pushed.HasIndex(e => e.ReceivedAt);
    }
}
