using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.SignIn;

internal sealed class SignInConfiguration
    : IEntityTypeConfiguration<Session>, IEntityTypeConfiguration<Authenticator>, IEntityTypeConfiguration<VerificationCode>,
        IEntityTypeConfiguration<RegistrationCode>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.HasIndex(s => new { s.MemberId, s.BeganAt });
        // Who has signed in on the last days.
        session.HasIndex(s => new { s.OrganizationId, s.BeganAt });
        // What runs out by night is looked for among the open ones.
        session.HasIndex(s => s.EndedAt);
        session.HasOne<Member>().WithMany().HasForeignKey(s => s.MemberId);
    }

    public void Configure(EntityTypeBuilder<Authenticator> authenticator)
    {
        authenticator.Property(a => a.SecretProtected).HasMaxLength(500);
        authenticator.HasIndex(a => a.MemberId).IsUnique();
        authenticator.HasOne<Member>().WithMany().HasForeignKey(a => a.MemberId);
    }

    public void Configure(EntityTypeBuilder<VerificationCode> code)
    {
        code.HasIndex(c => new { c.Phone, c.CreatedAt });
        code.HasIndex(c => new { c.MemberId, c.Purpose, c.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<RegistrationCode> code)
    {
        code.HasIndex(c => new { c.Phone, c.CreatedAt });
        // The old ones are looked for by night.
        code.HasIndex(c => c.CreatedAt);
    }
}
