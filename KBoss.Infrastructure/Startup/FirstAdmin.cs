using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace KBoss.Infrastructure.Startup;

/// <summary>Makes the root distributor and its first Admin from the configuration when the database is empty; afterwards the settings may be removed.</summary>
public sealed class FirstAdmin(
    KBossDbContextFactory contexts, IConfiguration configuration, PasswordRules passwords, IPasswordHasher<Member> hasher, TimeProvider time)
{
    /// <summary>The settings that an empty database needs.</summary>
    public static IReadOnlyList<string> Settings { get; } =
        ["Root:Name", "Root:Code", "FirstAdmin:Phone", "FirstAdmin:UserName", "FirstAdmin:Name", "FirstAdmin:Password"];

    /// <summary>Makes both if there is no organization yet; an absent or unusable setting stops the start with a message that names it.</summary>
    public async Task EnsureAsync(CancellationToken ct = default)
    {
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            if (await db.Organizations.AnyAsync(ct))
            {
                return;
            }
        }

        var missing = Settings.Where(key => string.IsNullOrWhiteSpace(configuration[key])).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"The database is empty. Its root distributor and first Admin come from the configuration; set {string.Join(", ", missing)}.");
        }

        try
        {
            await AddAsync(ct);
        }
        catch (RuleException refusal) when (refusal is not BusyException)
        {
            throw new InvalidOperationException(
                $"The sections Root and FirstAdmin of the configuration cannot be used: {refusal.Code} ({refusal.Field}).", refusal);
        }
    }

    private async Task AddAsync(CancellationToken ct)
    {
        var password = configuration["FirstAdmin:Password"]!;
        passwords.Demand(password, [.. Settings.SkipLast(1).Select(key => configuration[key])]);
        var hash = hasher.HashPassword(null!, password);
        await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            if (await db.Organizations.AnyAsync(ct))
            {
                return;
            }

            var now = time.UtcNow();
            var root = await RootOrganization.EnsureAsync(db, configuration["Root:Name"]!, configuration["Root:Code"]!, now, ct);
            var admin = new Member(root.Id, configuration["FirstAdmin:UserName"]!, configuration["FirstAdmin:Phone"]!, configuration["FirstAdmin:Name"]!, now);
            admin.Give(Role.Admin, root.Kind);
            admin.ChangePassword(hash);
            db.Add(admin);
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
