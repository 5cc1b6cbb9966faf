using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Schedules;

/// <summary>How the audit log and notices call a schedule: as its page does.</summary>
internal sealed class ScheduleSubject(IStringLocalizer<SchedulesPage> words) : ISubjectWords
{
    public string Kind => "Schedule";

    public string Name(string name) => words[$"{name}.Name"] is { ResourceNotFound: false } word ? word.Value : name;
}
