using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Jinan.Accounts;

/// <summary>Says of names of accounts of the centre which stand in a pool already, whoever's it is, and nothing more.</summary>
public sealed class JinanAccountNames(KBossDbContextFactory contexts)
{
    /// <summary>Those of these keys that are taken.</summary>
    internal async Task<HashSet<string>> TakenAsync(IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var asked = keys.Distinct().ToList();
        await using var db = contexts.Open(OrganizationScope.Everything);
        return [.. await db.JinanAccounts.Where(a => EF.Parameter(asked).Contains(a.AccountKey)).Select(a => a.AccountKey).ToListAsync(ct)];
    }
}
