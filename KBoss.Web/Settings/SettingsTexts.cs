using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Settings;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Settings;

/// <summary>The words of settings: of sections and fields that have some, otherwise their names in the configuration.</summary>
public sealed class SettingsTexts
{
    private readonly IStringLocalizer words;

    public SettingsTexts(IStringLocalizer<SettingsTexts> words) => this.words = words;

    public string Section(string section) => Word($"{section}.Title", section);

    public string About(string section) => Word($"{section}.Text", "");

    public string Field(string section, string key) => Word($"{section}.{key}", Word($"Sms.{key}", key));

    /// <summary>What a field does, where its name does not say all; null otherwise.</summary>
    public string? Help(string section, string key) => Word($"{section}.{key}.Help", "") is { Length: > 0 } help ? help : null;

    public string Choice(string section, string key, string choice) => Word($"{section}.{key}.{choice}", choice);

    /// <summary>A value as a page shows it; of a secret only that it is set, since when, and how it ends.</summary>
    public string Value(SectionView section, SettingView view) => view switch
    {
        { Origin: SettingOrigin.Unset, Field.Default.Length: > 0 } => words["Default", Default(section.Section.Name, view.Field)],
        { Origin: SettingOrigin.Unset } => "—",
        { Field.IsSecret: true } => Secret(view),
        { Field.Kind: SettingKind.YesNo } => words[$"YesNo.{view.Value}"],
        { Field.Kind: SettingKind.Days } => words["Days", view.Value.Split('\n').Length],
        { Field.Kind: SettingKind.Choice } => Choice(section.Section.Name, view.Field.Key, view.Value),
        _ => view.Value.Length > 80 ? $"{view.Value[..40]}…" : view.Value,
    };

    /// <summary>What holds while nothing was typed.</summary>
    public string Default(string section, SettingField field) => field.Kind == SettingKind.Choice ? Choice(section, field.Key, field.Default) : field.Default;

    /// <summary>What may be said of a secret that is set.</summary>
    public string Secret(SettingView view) => (view.SetAt, view.Ending) switch
    {
        (null, _) => words["SecretSet"],
        ({ } at, "") => words["SecretSetAt", LocalTime.Format(at)],
        ({ } at, var ending) => words["SecretSetAtEnds", LocalTime.Format(at), ending],
    };

    /// <summary>What the audit log says of a secret instead of what it is.</summary>
    public string SecretIs(string state) => words[$"Secret{state}"];

    private string Word(string key, string otherwise) => words[key] is { ResourceNotFound: false } word ? word.Value : otherwise;
}
