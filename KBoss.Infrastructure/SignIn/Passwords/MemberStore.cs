using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>
/// Where ASP.NET Core Identity finds members and keeps password hash and wrong tries. It reads before anybody is signed in, so across
/// organizations; members themselves are made and changed by use cases, never here. Stamp and phone are theirs, so Identity keeps none.
/// </summary>
public sealed class MemberStore(KBossDbContextFactory contexts, IdentityErrorDescriber errors) : IUserPasswordStore<Member>
{
    /// <summary>The member with its roles, whatever its status.</summary>
    public async Task<Member?> FindAsync(long memberId, CancellationToken ct = default)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Members.AsNoTracking().Include(m => m.Roles).FirstOrDefaultAsync(m => m.Id == memberId, ct);
    }

    /// <summary>The member who may sign in under a phone number; deregistered accounts have given theirs free.</summary>
    public async Task<Member?> FindByPhoneAsync(string phone, CancellationToken ct = default)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Members.AsNoTracking().Include(m => m.Roles)
            .FirstOrDefaultAsync(m => m.Phone == phone && m.Status != MemberStatus.Deregistered, ct);
    }

    /// <summary>The member who may sign in under a user name, and only of one organization if that is named.</summary>
    public async Task<Member?> FindByUserNameAsync(string userName, string? organizationCode = null, CancellationToken ct = default)
    {
        var key = UserNames.Key(userName);
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Members.AsNoTracking().Include(m => m.Roles)
            .Where(m => m.UserNameKey == key && m.Status != MemberStatus.Deregistered)
            .Where(m => organizationCode == null || db.Organizations.Any(o => o.Id == m.OrganizationId && o.Code == organizationCode))
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>What everybody would guess of a member's password: its names, its phone, and its organization's name and code.</summary>
    public async Task<IReadOnlyList<string?>> WordsOfAsync(long memberId, CancellationToken ct = default)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var words = await db.Members.Where(m => m.Id == memberId)
            .Join(db.Organizations, m => m.OrganizationId, o => o.Id, (m, o) => new { m.UserName, m.Name, m.Phone, Organization = o.Name, o.Code })
            .FirstOrDefaultAsync(ct);
        return words is null ? [] : [words.UserName, words.Name, words.Phone, words.Organization, words.Code];
    }

    /// <summary>Writes what has changed since the member was read; a change in between answers with Identity's concurrency failure.</summary>
    public async Task<IdentityResult> UpdateAsync(Member user, CancellationToken cancellationToken)
    {
        var read = user.Version;
        return await contexts.InTransactionAsync(OrganizationScope.Of(user.OrganizationId), null, async db =>
        {
            var entry = db.Attach(user);
            // A run that lost a race has counted it up already.
            entry.Property(m => m.Version).CurrentValue = read;
            if (await entry.GetDatabaseValuesAsync(cancellationToken) is not { } stored || stored.GetValue<int>(nameof(Member.Version)) != read)
            {
                return IdentityResult.Failed(errors.ConcurrencyFailure());
            }

            entry.OriginalValues.SetValues(stored);
            await db.SaveChangesAsync(cancellationToken);
            return IdentityResult.Success;
        }, cancellationToken);
    }

    /// <summary>Members come from registration and from their Admin, with an organization; not from Identity.</summary>
    public Task<IdentityResult> CreateAsync(Member user, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Members are deregistered or deleted by their Admin; not by Identity.</summary>
    public Task<IdentityResult> DeleteAsync(Member user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Member?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        long.TryParse(userId, out var id) ? FindAsync(id, cancellationToken) : Task.FromResult<Member?>(null);

    public Task<Member?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByUserNameAsync(normalizedUserName.ToLowerInvariant(), ct: cancellationToken);

    public Task<string> GetUserIdAsync(Member user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public Task<string?> GetUserNameAsync(Member user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(Member user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> GetNormalizedUserNameAsync(Member user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    // A user name is kept in its normal form only.
    public Task SetNormalizedUserNameAsync(Member user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetPasswordHashAsync(Member user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Member user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash.Length > 0);

    public Task SetPasswordHashAsync(Member user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash ?? "";
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // Contexts live for one method; nothing is held.
    }
}
