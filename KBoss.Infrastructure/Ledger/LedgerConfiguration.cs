using KBoss.Domain.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Ledger;

internal sealed class LedgerConfiguration
    : IEntityTypeConfiguration<Account>, IEntityTypeConfiguration<PostingRule>, IEntityTypeConfiguration<PostingRuleLine>,
        IEntityTypeConfiguration<JournalEntry>, IEntityTypeConfiguration<JournalLine>, IEntityTypeConfiguration<BookProof>
{
    public void Configure(EntityTypeBuilder<Account> account) => account.HasIndex(a => new { a.OrganizationId, a.Code }).IsUnique();

    public void Configure(EntityTypeBuilder<PostingRule> rule)
    {
        rule.HasIndex(r => new { r.OrganizationId, r.EventKind }).IsUnique();
        rule.HasMany(r => r.Lines).WithOne().HasForeignKey(l => l.PostingRuleId);
    }

    public void Configure(EntityTypeBuilder<PostingRuleLine> line) => line.HasIndex(l => new { l.PostingRuleId, l.Number });

    public void Configure(EntityTypeBuilder<JournalEntry> entry)
    {
        // By the number first: the page of an order looks for whatever was posted for it.
        entry.HasIndex(e => new { e.OrganizationId, e.Reference, e.EventKind }).IsUnique();
        entry.HasIndex(e => new { e.OrganizationId, e.At });
        entry.HasMany(e => e.Lines).WithOne().HasForeignKey(l => l.JournalEntryId);
    }

    public void Configure(EntityTypeBuilder<JournalLine> line)
    {
        line.HasIndex(l => new { l.AccountId, l.CounterpartyId });
        line.HasOne(l => l.Account).WithMany().HasForeignKey(l => l.AccountId);
    }

    public void Configure(EntityTypeBuilder<BookProof> proof) => proof.HasIndex(p => p.OrganizationId).IsUnique();
}
