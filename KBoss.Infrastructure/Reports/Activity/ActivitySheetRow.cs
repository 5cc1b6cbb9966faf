using KBoss.Infrastructure.Common.Workbooks;

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

    private static TextColumn<ActivitySheetRow> Text(
        string key, WorkbookText header, int width, Func<ActivitySheetRow, string> get, Action<ActivitySheetRow, string> set) => new(key, header, get, set) { Width = width };

    private static IntegerColumn<ActivitySheetRow> Count(string key, WorkbookText header, Func<ActivitySheetRow, long> get, Action<ActivitySheetRow, long> set) =>
        new(key, header, row => get(row), set) { Width = 16 };
}

/// <summary>One line of the exported members that were active; times in Shanghai.</summary>
public sealed record ActiveMemberSheetRow
{
    public string UserName { get; set; } = "";

    public string Name { get; set; } = "";

    public string Organization { get; set; } = "";

    public string Code { get; set; } = "";

    public string Of { get; set; } = "";

    public string LastSeen { get; set; } = "";

    public long Sessions { get; set; }

    internal static WorkbookSchema<ActiveMemberSheetRow> Schema { get; } = new(new("活跃成员", "Active members"),
    [
        Text("UserName", new("用户名", "User name"), 20, row => row.UserName, (row, value) => row.UserName = value),
        Text("Name", new("姓名", "Name"), 18, row => row.Name, (row, value) => row.Name = value),
        Text("Organization", new("机构", "Organization"), 32, row => row.Organization, (row, value) => row.Organization = value),
        Text("Code", new("机构代码", "Organization code"), 18, row => row.Code, (row, value) => row.Code = value),
        Text("Of", new("本机构/客户", "Own or customer"), 18, row => row.Of, (row, value) => row.Of = value),
        Text("LastSeen", new("最近使用", "Last seen"), 20, row => row.LastSeen, (row, value) => row.LastSeen = value),
        new IntegerColumn<ActiveMemberSheetRow>("Sessions", new("会话数", "Sessions"), row => row.Sessions, (row, value) => row.Sessions = value) { Width = 12 },
    ]);

    internal static ActiveMemberSheetRow From(ActiveMemberRow row) => new()
    {
        UserName = row.UserName,
        Name = row.Name,
        Organization = row.OrganizationName,
        Code = row.OrganizationCode,
        Of = ActivitySheetRow.Word(row.Of),
        LastSeen = CustomerSheetRow.Minute(row.LastSeenAt),
        Sessions = row.Sessions,
    };

    private static TextColumn<ActiveMemberSheetRow> Text(
        string key, WorkbookText header, int width, Func<ActiveMemberSheetRow, string> get, Action<ActiveMemberSheetRow, string> set) =>
        new(key, header, get, set) { Width = width };
}
