using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Things;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Audit;

/// <summary>Says a line of the audit log in the language of the page.</summary>
public sealed class AuditTexts(ChangeTexts changes, IStringLocalizer<ChangeWords> words)
{
    /// <summary>What was done.</summary>
    public string Action(string action) => changes.Action(action);

    /// <summary>One line of the export, as the page shows it.</summary>
    public AuditSheetRow Sheet(AuditRow row) => new()
    {
        At = LocalTime.Format(row.At),
        Actor = Actor(row),
        Action = Action(row.Action),
        Subject = changes.Subject(row.Thing),
        Before = Side(row, change => change.Before, changes.Before),
        After = Side(row, change => change.After, changes.After),
    };

    /// <summary>Who it was, with the account name where somebody was signed in.</summary>
    public string Actor(AuditRow row) => row.UserName.Length > 0 ? $"{row.Actor} ({row.UserName})"
        : words[$"Part.{row.Actor}"] is { ResourceNotFound: false } part ? part.Value
        : row.Actor;

    private string Side(AuditRow row, Func<AuditChange, string> side, Func<AuditedThing, AuditChange, string> said) => string.Join('\n', row.Changes
        .Where(c => side(c).Length > 0).Select(c => c.Field.Length == 0 ? side(c) : $"{changes.Field(row.Thing, c)}: {said(row.Thing, c)}"));
}
