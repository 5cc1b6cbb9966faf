using KBoss.Domain.Conversations;
using KBoss.Domain.Customers;
using KBoss.Domain.Talk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Conversations;

internal sealed class ConversationConfiguration :
    IEntityTypeConfiguration<Conversation>, IEntityTypeConfiguration<ConversationMessage>, IEntityTypeConfiguration<ConversationFile>,
    IEntityTypeConfiguration<ConversationReading>
{
    public void Configure(EntityTypeBuilder<Conversation> conversation)
    {
        // A customer has one, also where both sides begin it at the same moment.
        conversation.HasAlternateKey(c => c.BuyerId);
        conversation.HasOne<Customer>().WithMany().HasForeignKey(c => c.BuyerId).HasPrincipalKey(c => c.BuyerId);
        // Who waits for a word, and what was said last.
        conversation.HasIndex(c => new { c.SellerId, c.WaitingSince });
        conversation.HasIndex(c => new { c.SellerId, c.LastAt });
    }

    public void Configure(EntityTypeBuilder<ConversationMessage> message)
    {
        message.Property(m => m.Text).HasMaxLength(TalkText.MaxLength);
        message.Property(m => m.SentKey).HasMaxLength(ConversationMessage.MaxKey);
        // Two who write at the same moment get two numbers: the second one runs again.
        message.HasIndex(m => new { m.BuyerId, m.Number }).IsUnique();
        // What is sent twice is kept once.
        message.HasIndex(m => new { m.BuyerId, m.SentKey }).IsUnique();
        message.HasOne<Conversation>().WithMany().HasForeignKey(m => m.BuyerId).HasPrincipalKey(c => c.BuyerId);
    }

    public void Configure(EntityTypeBuilder<ConversationFile> file)
    {
        file.HasIndex(f => new { f.BuyerId, f.MessageNumber, f.Number }).IsUnique();
        file.HasOne<Conversation>().WithMany().HasForeignKey(f => f.BuyerId).HasPrincipalKey(c => c.BuyerId);
    }

    public void Configure(EntityTypeBuilder<ConversationReading> reading)
    {
        reading.HasIndex(r => new { r.BuyerId, r.MemberId }).IsUnique();
        reading.HasOne<Conversation>().WithMany().HasForeignKey(r => r.BuyerId).HasPrincipalKey(c => c.BuyerId);
    }
}
