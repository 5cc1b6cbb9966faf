using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Reports.Activity.ActivitySheetRow>;

namespace KBoss.Infrastructure.Reports.Activity;

/// <summary>One line of the exported active members; times in Shanghai.</summary>
public sealed record ActivitySheetRow
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";

    public string Of { get; set; } = "";

    public long Members { get; set; }

    public long Day { get; set; }

    public long Week { get; set; }

    public long Month { get; set; }

    public string LastSeen { get; set; } = "";

    internal static WorkbookSchema<ActivitySheetRow> Schema { get; } = new(new("活跃成员", "Active members"),
    [
        Text("Code", new("机构代码", "Organization code"), 18, row => row.Code, (row, value) => row.Code = value),
        Text("Name", new("机构", "Organization"), 32, row => row.Name, (row, value) => row.Name = value),
        Text("Of", new("本机构/客户", "Own or customer"), 18, row => row.Of, (row, value) => row.Of = value),
        Count("Members", new("正常成员数", "Members"), row => row.Members, (row, value) => row.Members = value),
        Count("Day", new("今日活跃", "Active today"), row => row.Day, (row, value) => row.Day = value),
        Count("Week", new("近 7 天活跃", "Active in 7 days"), row => row.Week, (row, value) => row.Week = value),
        Count("Month", new("近 30 天活跃", "Active in 30 days"), row => row.Month, (row, value) => row.Month = value),
        Text("LastSeen", new("最近使用", "Last seen"), 20, row => row.LastSeen, (row, value) => row.LastSeen = value),
    ]);

    /// <summary>In the words of both languages, as the heads are.</summary>
    internal static string Word(ActivityOf of) => of == ActivityOf.Staff ? "本机构 Own" : "客户 Customer";

    internal static ActivitySheetRow From(ActivityRow row) => new()
    {
        Code = row.Code,
        Name = row.Name,
        Of = Word(row.Of),
        Members = row.Count.Members,
        Day = row.Count.Day,
        Week = row.Count.Week,
        Month = row.Count.Month,
        LastSeen = CustomerSheetRow.Minute(row.LastSeenAt),
    };
}
