using KBoss.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Messaging;

internal sealed class MessagingConfiguration : IEntityTypeConfiguration<OutboxMessage>, IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.Property(m => m.Payload).HasMaxLength(4000);
        message.Property(m => m.LastError).HasMaxLength(500);
        message.HasIndex(m => m.Key).IsUnique();
        message.HasIndex(m => new { m.Status, m.NextAttemptAt });
    }

    public void Configure(EntityTypeBuilder<Notice> notice)
    {
        notice.Property(n => n.Args).HasMaxLength(1000);
        notice.HasIndex(n => new { n.MemberId, n.ReadAt });
    }
}
