using KBoss.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Messaging;

internal sealed class MessagingConfiguration :
    IEntityTypeConfiguration<OutboxMessage>, IEntityTypeConfiguration<Notice>, IEntityTypeConfiguration<MessagePreferences>,
    IEntityTypeConfiguration<ReminderSent>,
    IEntityTypeConfiguration<TextMessage>, IEntityTypeConfiguration<MarketingConsent>, IEntityTypeConfiguration<MemberMail>
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

    public void Configure(EntityTypeBuilder<MessagePreferences> preferences)
    {
        preferences.Property(p => p.Notices).HasMaxLength(100);
        preferences.Property(p => p.Sms).HasMaxLength(100);
        preferences.Property(p => p.Mail).HasMaxLength(100);
        preferences.HasIndex(p => p.MemberId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ReminderSent> sent)
    {
        sent.Property(s => s.Cause).HasMaxLength(80);
        sent.HasIndex(s => new { s.MemberId, s.Cause }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<TextMessage> text)
    {
        text.Property(t => t.Key).HasMaxLength(100);
        text.Property(t => t.Phone).HasMaxLength(20);
        text.Property(t => t.Template).HasMaxLength(30);
        text.Property(t => t.VendorId).HasMaxLength(100);
        text.Property(t => t.Code).HasMaxLength(100);
        // The outbox looks a message up by its key, a vendor's report by the vendor's number.
        text.HasIndex(t => t.Key).IsUnique();
        text.HasIndex(t => t.VendorId);
        // The quotas of a phone.
        text.HasIndex(t => new { t.Phone, t.SentAt });
        // What the vendors are asked about.
        text.HasIndex(t => new { t.State, t.SentAt });
        // The lists of both sides.
        text.HasIndex(t => new { t.SellerId, t.CreatedAt });
        text.HasIndex(t => new { t.BuyerId, t.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<MarketingConsent> consent)
    {
        consent.Property(c => c.Phone).HasMaxLength(20);
        consent.HasIndex(c => c.Phone);
    }

    public void Configure(EntityTypeBuilder<MemberMail> mail)
    {
        mail.Property(m => m.Address).HasMaxLength(100);
        mail.Property(m => m.Asked).HasMaxLength(100);
        mail.Property(m => m.CodeHash).HasMaxLength(64);
        mail.HasIndex(m => m.MemberId).IsUnique();
    }
}
