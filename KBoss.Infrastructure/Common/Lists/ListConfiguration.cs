using KBoss.Domain.Common.Lists;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Common.Lists;

internal sealed class ListConfiguration : IEntityTypeConfiguration<ListView>, IEntityTypeConfiguration<ListChoice>
{
    public void Configure(EntityTypeBuilder<ListView> view)
    {
        view.Property(v => v.List).HasMaxLength(ListView.MaxList);
        view.Property(v => v.Name).HasMaxLength(ListView.MaxName);
        view.Property(v => v.NameKey).HasMaxLength(ListView.MaxName);
        view.Property(v => v.Query).HasMaxLength(ListView.MaxQuery);
        view.Property(v => v.Layout).HasMaxLength(ListView.MaxLayout);
        view.HasIndex(v => new { v.MemberId, v.List, v.NameKey }).IsUnique();
        // What is shared is looked for in the whole organization.
        view.HasIndex(v => new { v.OrganizationId, v.Shared });
    }

    public void Configure(EntityTypeBuilder<ListChoice> choice)
    {
        choice.Property(c => c.List).HasMaxLength(ListView.MaxList);
        choice.Property(c => c.Layout).HasMaxLength(ListView.MaxLayout);
        choice.HasIndex(c => new { c.MemberId, c.List }).IsUnique();
    }
}
