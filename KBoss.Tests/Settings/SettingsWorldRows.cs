using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Settings;
using KBoss.Tests.Architecture.Access;

namespace KBoss.Tests.Settings;

/// <summary>Back-ups of the platform.</summary>
internal sealed class SettingsWorldRows : WorldRows
{
    public override int Position => 96;

    protected override async Task AddAsync()
    {
        await using var db = Boss.Db();
        db.AddRange(Several.Select(n => new Backup(Root.Id, $"kboss-第一机构-{n}", Boss.Now, Boss.Now, 1, 1, "", Staff.By)));
        await db.SaveChangesAsync();
    }
}
