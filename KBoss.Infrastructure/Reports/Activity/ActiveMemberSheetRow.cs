using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Reports.Activity.ActiveMemberSheetRow>;

namespace KBoss.Infrastructure.Reports.Activity;

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
}
