using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn;

/// <summary>Answers the module Organizations how members get in, and takes their access when they lose it.</summary>
internal sealed class MemberAccess : IMemberAccess
{
    public IReadOnlyCollection<string> OwnActs { get; } =
        [SignInService.Audited, PasswordChangeService.Audited, .. AccountSecurityService.Audited, .. AuthenticatorService.Audited];

    public IQueryable<long> SignedInSince(KBossDbContext db, DateTime since) => db.Sessions.Where(s => s.BeganAt >= since).Select(s => s.MemberId);

    public async Task<IReadOnlyDictionary<long, MemberSignIn>> OfAsync(KBossDbContext db, IReadOnlyCollection<long> memberIds, CancellationToken ct) =>
        (await db.Members.Where(m => memberIds.Contains(m.Id))
            .Select(m => new
            {
                m.Id,
                HasAuthenticator = db.Authenticators.Any(a => a.MemberId == m.Id && a.ConfirmedAt != null),
                LastSignInAt = db.Sessions.Where(s => s.MemberId == m.Id).Max(s => (DateTime?)s.BeganAt),
            })
            .ToListAsync(ct))
        .ToDictionary(m => m.Id, m => new MemberSignIn(m.HasAuthenticator, m.LastSignInAt));

    public async Task FollowAsync(KBossDbContext db, Member member, CancellationToken ct)
    {
        await MemberSessions.FollowAsync(db, member, ct: ct);
        if (member.Status == MemberStatus.Deregistered)
        {
            await AuthenticatorCodes.RemoveAsync(db, member.Id, ct);
        }
    }

    public async Task SignOutAsync(KBossDbContext db, Member member, CancellationToken ct)
    {
        member.RenewStamp();
        await MemberSessions.EndAllAsync(db, member, SessionEnd.ByAdmin, ct: ct);
    }

    public Task<bool> TakeAuthenticatorAsync(KBossDbContext db, Member member, string by, CancellationToken ct) =>
        AuthenticatorService.ResetAsync(db, member, by, ct);
}
