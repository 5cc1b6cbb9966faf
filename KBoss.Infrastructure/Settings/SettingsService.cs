using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace KBoss.Infrastructure.Settings;

/// <summary>Where the value of a setting comes from.</summary>
public enum SettingOrigin
{
    /// <summary>From nowhere; what the program begins with holds.</summary>
    Unset,

    /// <summary>An Admin has typed it.</summary>
    Typed,

    /// <summary>The server's own configuration says it, and wins.</summary>
    Server,
}

/// <summary>
/// A setting as a page may show it: of a secret never the value, but when it was set (UTC, where an Admin has typed it) and how it ends, where it is long
/// enough for that to tell nothing.
/// </summary>
public sealed record SettingView(SettingField Field, SettingOrigin Origin, string Value, DateTime? SetAt, string Ending);

/// <summary>A section with its values, who changed it last and when (UTC), and the version that was read.</summary>
public sealed record SectionView(SettingSection Section, int Version, IReadOnlyList<SettingView> Fields, By? ChangedBy, DateTime? ChangedAt);

/// <summary>
/// What an Admin has typed into a section that was read in a version (0: nothing was there), by the names of fields. A secret that is empty stays as it is;
/// those in <see cref="Cleared"/> are taken away.
/// </summary>
public sealed record SaveSettings(string Section, int Version, IReadOnlyDictionary<string, string?> Typed, IReadOnlySet<string>? Cleared = null);

/// <summary>Somebody else has changed the section since it was read: who, and what it is now.</summary>
public sealed class SettingsChangedMeanwhileException(SectionView now)
    : RuleException("Settings.ChangedMeanwhile", now.ChangedBy?.Name ?? "", now.ChangedAt)
{
    /// <summary>The section as the other one has left it.</summary>
    public SectionView Now { get; } = now;
}

/// <summary>
/// The settings that Admins type: those of their own distributor, and those of the platform for the root's. A section of the platform is
/// <see cref="NotFoundException"/> for everybody else.
/// </summary>
public sealed class SettingsService(
    KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<SettingSection> sections, SettingsStore store, SettingsProvider provider,
    IHostEnvironment? environment = null)
{
    private const int LongEnough = 12;

    /// <summary>The sections that the actor may change.</summary>
    public async Task<IReadOnlyList<SectionView>> ListAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SettingsManage, ct);
        await using var db = contexts.Open(me);
        var rows = await db.StoredSettings.AsNoTracking().ToDictionaryAsync(s => s.Section, ct);
        return [.. sections.Where(section => IsFor(section, me)).Select(section => View(me, section, rows.GetValueOrDefault(section.Name)))];
    }

    /// <summary>One of them.</summary>
    public async Task<SectionView> GetAsync(string section, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SettingsManage, ct);
        var found = Find(me, section);
        await using var db = contexts.Open(me);
        return View(me, found, await db.StoredSettings.AsNoTracking().FirstOrDefaultAsync(s => s.Section == section, ct));
    }

    /// <summary>
    /// Saves what was typed and, for the platform, lets it count at once everywhere in this process and within half a minute in others. Refuses all wrong
    /// fields at once, and what was read before somebody else changed it with <see cref="SettingsChangedMeanwhileException"/>. What changed is audited, of
    /// secrets only that they did.
    /// </summary>
    public async Task SaveAsync(SaveSettings input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SettingsManage, ct);
        var section = Find(me, input.Section);
        if (section.OfPlatform)
        {
            me.Demand(Permissions.SettingsPlatform);
        }

        var typed = Read(section, input);
        await contexts.InTransactionAsync(me, async db =>
        {
            var row = await db.StoredSettings.FirstOrDefaultAsync(s => s.Section == section.Name, ct);
            if ((row is null ? 0 : row.Version + 1) != input.Version)
            {
                throw new SettingsChangedMeanwhileException(View(me, section, row));
            }

            var before = row is null ? SettingValues.None : store.Read(row) ?? SettingValues.None;
            var after = After(me, section, before, typed, input.Cleared ?? new HashSet<string>(), db.Now);
            if (Same(before, after))
            {
                return;
            }

            if (row is null)
            {
                db.Add(row = new StoredSettings(me.OrganizationId, section.Name, me.IsOfRoot));
            }

            row.Change(store.Write(after), me.By, db.Now);
            db.Add(new AuditEntry(
                me.OrganizationId, me.By, "SettingsChanged", $"Settings {section.Name}", Said(section, before, after, before), Said(section, before, after, after),
                db.Now));
            db.AfterCommit(new SettingsChanged(me.OrganizationId, section.Name));
            await db.SaveChangesAsync(ct);
        }, ct);
        if (me.IsOfRoot)
        {
            await store.LoadAsync(ct);
        }
    }

    private static bool IsFor(SettingSection section, Actor me) => !section.OfPlatform || me.Has(Permissions.SettingsPlatform);

    private SettingSection Find(Actor me, string name) =>
        sections.FirstOrDefault(section => section.Name == name && IsFor(section, me)) ?? throw new NotFoundException("settings", name);

    private Dictionary<string, string> Read(SettingSection section, SaveSettings input)
    {
        var (read, refusals) = (new Dictionary<string, string>(), new Refusals());
        foreach (var field in section.Fields)
        {
            refusals.Try(() => read[field.Key] = field.Read(
                input.Typed.GetValueOrDefault(field.Name), environment?.EnvironmentName == Environments.Development));
        }

        section.Together?.Invoke(read, refusals);
        refusals.Demand();
        return read;
    }

    /// <summary>What the server says was not the actor's to type; whatever lies below it stays.</summary>
    private SettingValues After(
        Actor me, SettingSection section, SettingValues before, Dictionary<string, string> typed, IReadOnlySet<string> cleared, DateTime now)
    {
        var after = new SettingValues(new(before.Values), new(before.SetAt));
        foreach (var field in section.Fields.Where(field => ServerValue(me, section, field) is null))
        {
            var value = typed[field.Key];
            if (value.Length == 0 && (!field.IsSecret || cleared.Contains(field.Name)))
            {
                after.Values.Remove(field.Key);
                after.SetAt.Remove(field.Key);
            }
            else if (value.Length > 0)
            {
                after.Values[field.Key] = value;
                if (field.IsSecret)
                {
                    after.SetAt[field.Key] = now;
                }
            }
        }

        return after;
    }

    private static bool Same(SettingValues one, SettingValues other) =>
        one.Values.Count == other.Values.Count && one.Values.All(value => other.Values.GetValueOrDefault(value.Key) == value.Value);

    /// <summary>One side of what changed, as the audit log says it.</summary>
    private static string Said(SettingSection section, SettingValues before, SettingValues after, SettingValues side) => AuditText.Of(section.Fields
        .Where(field => before.Values.GetValueOrDefault(field.Key) != after.Values.GetValueOrDefault(field.Key))
        .Select(field => (field.Key, (object?)(
            !side.Values.TryGetValue(field.Key, out var value) ? "" : !field.IsSecret ? value : side == after ? "Replaced" : "Set"))));

    /// <summary>The server's configuration speaks for the platform; what it says of the root distributor's own sections is said of nobody else.</summary>
    private string? ServerValue(Actor me, SettingSection section, SettingField field) =>
        me.IsOfRoot ? provider.ServerValue($"{section.Name}:{field.Key}") : null;

    private SectionView View(Actor me, SettingSection section, StoredSettings? row)
    {
        var stored = row is null ? SettingValues.None : store.Read(row) ?? SettingValues.None;
        return new SectionView(
            section, row is null ? 0 : row.Version + 1, [.. section.Fields.Select(field => View(me, section, field, stored))], row?.ChangedBy, row?.ChangedAt);
    }

    private SettingView View(Actor me, SettingSection section, SettingField field, SettingValues stored)
    {
        var server = ServerValue(me, section, field);
        var value = server ?? stored.Values.GetValueOrDefault(field.Key) ?? "";
        return new SettingView(
            field,
            server is not null ? SettingOrigin.Server : value.Length > 0 ? SettingOrigin.Typed : SettingOrigin.Unset,
            field.IsSecret ? "" : value,
            field.IsSecret && server is null && stored.SetAt.TryGetValue(field.Key, out var at) ? at : null,
            field is { IsSecret: true, Kind: SettingKind.Secret or SettingKind.AesKey } && value.Length >= LongEnough ? value[^2..] : "");
    }
}
