using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Things;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>Marks the words of the audit log that no page has.</summary>
public sealed class ChangeWords;

/// <summary>Where the words of an enum stand: beside the pages that show it, under its value with something before it.</summary>
public sealed record EnumWords(Type Enum, Type Texts, string Start = "");

/// <summary>The words of a kind of subject whose names and fields are codes of a module.</summary>
public interface ISubjectWords
{
    /// <summary>The kind of subject.</summary>
    string Kind { get; }

    /// <summary>What it is called.</summary>
    string Name(string name);

    /// <summary>Which value of it; null where that is called as everywhere.</summary>
    string? Field(string name, string field) => null;

    /// <summary>The value as people write it; null where it is written as everywhere.</summary>
    string? Value(string name, string field, string value) => null;
}

/// <summary>
/// Says in the language of the page what the audit log holds as codes, in the words of the pages themselves; a code without a word of its own stands as it is.
/// </summary>
public sealed class ChangeTexts(
    IStringLocalizer<ChangeWords> words, IStringLocalizer<Texts> texts, IStringLocalizerFactory factory, IEnumerable<EnumWords> enums, IEnumerable<ISubjectWords> subjects)
{
    private readonly Dictionary<string, EnumWords> enums = enums.ToDictionary(e => e.Enum.Name);
    private readonly Dictionary<string, ISubjectWords> subjects = subjects.ToDictionary(s => s.Kind);

    /// <summary>What was done.</summary>
    public string Action(string action) => Word($"Action.{action}") ?? action;

    /// <summary>The kind of thing to which it was done.</summary>
    public string Kind(string kind) => KindOf(kind) ?? kind;

    /// <summary>To what: the kind of thing in words, then its name.</summary>
    public string Subject(AuditedThing thing) => thing.Name.Length == 0 ? Kind(thing.Kind) : $"{Kind(thing.Kind)} {Name(thing)}";

    /// <summary>What it is called.</summary>
    public string Name(AuditedThing thing) => subjects.GetValueOrDefault(thing.Kind)?.Name(thing.Name) ?? thing.Name;

    /// <summary>Which value.</summary>
    public string Field(AuditedThing thing, AuditChange change) =>
        subjects.GetValueOrDefault(thing.Kind)?.Field(thing.Name, change.Field) ?? FieldOf(thing.Kind, change.Field) ?? change.Field;

    /// <summary>What the value was before.</summary>
    public string Before(AuditedThing thing, AuditChange change) => Value(thing, change, change.Before);

    /// <summary>What it is after.</summary>
    public string After(AuditedThing thing, AuditChange change) => Value(thing, change, change.After);

    /// <summary>The word of a kind of subject; null where it has none.</summary>
    internal string? KindOf(string kind) => Word($"Subject.{kind}");

    /// <summary>The word of a field of a kind of subject; null where it has none.</summary>
    internal string? FieldOf(string kind, string field) => Word($"Field.{kind}.{field}") ?? Word($"Field.{field}");

    /// <summary>The word of a value of an enum; null where it has none.</summary>
    internal string? EnumOf(string type, string value) =>
        Word($"Value.{type}.{value}")
        ?? (enums.TryGetValue(type, out var known) && factory.Create(known.Texts)[known.Start + value] is { ResourceNotFound: false } word ? word.Value : null);

    /// <summary>A value as people write it: amounts in yuan, times in Shanghai, yes and no, the words of the pages.</summary>
    private string Value(AuditedThing thing, AuditChange change, string value)
    {
        if (value.Length == 0)
        {
            return "—";
        }

        if (subjects.GetValueOrDefault(thing.Kind)?.Value(thing.Name, change.Field, value) is { } own)
        {
            return own;
        }

        return change.Form switch
        {
            ValueForm.Opaque => words["Opaque"],
            ValueForm.Money when Number(value) is { } yuan => MoneyText.Format(yuan, 4),
            ValueForm.Share when Number(value) is { } share => share.Share(),
            ValueForm.Number when Number(value) is { } number => number.ToString("#,##0.####", CultureInfo.InvariantCulture),
            _ when change.Enums.Count > 0 => string.Join(words["Comma"], value.Split(',', StringSplitOptions.TrimEntries).Select(one => Of(change.Enums, one))),
            _ when value is "True" or "False" => texts[value == "True" ? "Yes" : "No"],
            _ when Instant(value) is { } at => LocalTime.Format(at),
            _ => change.Field.Length > 0 && Word($"Value.{change.Field}.{value}") is { } word ? word : Part(value),
        };
    }

    private string Of(IReadOnlyList<string> types, string value) => types.Select(type => EnumOf(type, value)).FirstOrDefault(word => word is not null) ?? value;

    /// <summary>A part of the system that has done something stands in the place of a member.</summary>
    private string Part(string value) => Word($"Part.{value}") ?? value;

    private static decimal? Number(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTime? Instant(string value) => DateTime.TryParseExact(
        value, ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ"], CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    private string? Word(string key) => words[key] is { ResourceNotFound: false } word ? word.Value : null;
}
