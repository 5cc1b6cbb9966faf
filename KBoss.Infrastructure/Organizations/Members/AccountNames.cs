using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>An account of any organization that is not deregistered, found by its user name, as that is compared, or phone.</summary>
public sealed record KnownAccount(long Id, string UserNameKey, string Phone);

/// <summary>
/// Says whether a user name and a phone are free. Whoever signs in names no organization, so both are looked for in all of them;
/// the answer says only that something is taken, never by whom.
/// </summary>
public sealed class AccountNames(KBossDbContextFactory contexts)
{
    /// <summary>
    /// Goes on only with a name and a phone that no other account has: otherwise <c>Organizations.UserNameTaken</c> or <c>Organizations.PhoneInUse</c>.
    /// In its own organization a deregistered account keeps its user name; its phone is free.
    /// </summary>
    public async Task DemandFreeAsync(long organizationId, string userName, string phone, long? exceptId = null, CancellationToken ct = default)
    {
        var key = UserNames.Key(userName);
        await using var db = contexts.Open(OrganizationScope.Everything);
        var others = await db.Members.AsNoTracking()
            .Where(m => m.Id != exceptId)
            .Where(m => (m.UserNameKey == key && (m.Status != MemberStatus.Deregistered || m.OrganizationId == organizationId))
                || (m.Phone == phone && m.Status != MemberStatus.Deregistered))
            .Select(m => new { m.UserNameKey, Phone = m.Status == MemberStatus.Deregistered ? "" : m.Phone }).ToListAsync(ct);
        var refusals = new Refusals();
        if (others.Any(m => m.UserNameKey == key))
        {
            refusals.Add(new RuleException("Organizations.UserNameTaken") { Field = "user-name" });
        }

        if (others.Any(m => m.Phone == phone))
        {
            refusals.Add(new RuleException("Organizations.PhoneInUse") { Field = "phone" });
        }

        refusals.Demand();
    }

    /// <summary>The accounts that have one of the user names, by their keys, or phones.</summary>
    internal async Task<IReadOnlyList<KnownAccount>> FindAsync(IReadOnlyList<string> keys, IReadOnlyList<string> phones, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Members.AsNoTracking()
            .Where(m => m.Status != MemberStatus.Deregistered && (keys.Contains(m.UserNameKey) || phones.Contains(m.Phone)))
            .Select(m => new KnownAccount(m.Id, m.UserNameKey, m.Phone)).ToListAsync(ct);
    }
}
