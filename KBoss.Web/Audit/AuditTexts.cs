using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Audit;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Audit;

/// <summary>Marks the words of the audit log.</summary>
public sealed class AuditWords;

/// <summary>Says in the language of the page what the audit log holds as codes; a code without a word of its own stands as it is.</summary>
public sealed class AuditTexts(IStringLocalizer<AuditWords> words, IStringLocalizer<Texts> texts)
{
    /// <summary>What was done.</summary>
    public string Action(string action) => Word($"Action.{action}", action);

    /// <summary>To what: the kind of thing in words, then its name.</summary>
    public string Subject(string subject)
    {
        var space = subject.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? Word($"Subject.{subject}", subject) : $"{Word($"Subject.{subject[..space]}", subject[..space])} {subject[(space + 1)..]}";
    }

    /// <summary>Which value.</summary>
    public string Field(string field) => Word($"Field.{field}", field);

    /// <summary>A value as people write it: yes and no, times in Shanghai, the names of statuses and roles.</summary>
    public string Value(string field, string value) => value switch
    {
        "" => "—",
        "True" => texts["Yes"],
        "False" => texts["No"],
        _ when DateTime.TryParseExact(
            value, ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) => LocalTime.Format(at),
        _ => Word($"Value.{field}.{value}", value),
    };

    /// <summary>One line of the export.</summary>
    public AuditSheetRow Sheet(AuditRow row) => new()
    {
        At = LocalTime.Format(row.At),
        Actor = Actor(row),
        Action = Action(row.Action),
        Subject = Subject(row.Subject),
        Before = Side(row, change => change.Before),
        After = Side(row, change => change.After),
    };

    /// <summary>Who it was, with the account name where somebody was signed in.</summary>
    public string Actor(AuditRow row) => row.UserName.Length > 0 ? $"{row.Actor} ({row.UserName})" : row.Actor == "system" ? words["System"] : row.Actor;

    private string Side(AuditRow row, Func<AuditChange, string> side) => string.Join('\n', row.Changes.Where(c => side(c).Length > 0)
        .Select(c => c.Field.Length == 0 ? side(c) : $"{Field(c.Field)}: {Value(c.Field, side(c))}"));

    private string Word(string key, string fallback) => words[key] is { ResourceNotFound: false } word ? word.Value : fallback;
}
