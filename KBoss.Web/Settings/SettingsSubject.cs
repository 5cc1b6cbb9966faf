using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Settings;

/// <summary>What the audit log says of settings, in the words of their page.</summary>
internal sealed class SettingsSubject(SettingsTexts texts, IStringLocalizer<Texts> common) : ISubjectWords
{
    public string Kind => "Settings";

    public string Name(string name) => texts.Section(name);

    public string? Field(string name, string field) => texts.Field(name, field);

    public string? Value(string name, string field, string value) => value switch
    {
        "true" or "True" => common["Yes"],
        "false" or "False" => common["No"],
        "Set" or "Replaced" => texts.SecretIs(value),
        _ => texts.Choice(name, field, value),
    };
}
