using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>One member as a workbook describes it.</summary>
public sealed record MemberSheetRow
{
    public string UserName { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Empty leaves the phone of a known member as it is.</summary>
    public string Phone { get; set; } = "";

    /// <summary>Each once, in the order of the table of roles.</summary>
    public IReadOnlyList<Role> Roles { get; set; } = [];
}

/// <summary>The workbook in which members are imported and exported, one row each.</summary>
public static class MemberWorkbook
{
    private static readonly char[] BetweenRoles = [',', '，', '、', ';', '；', '\n'];

    private static readonly Dictionary<Role, WorkbookText> Names = new()
    {
        [Role.Admin] = new("管理员", "Admin"),
        [Role.Finance] = new("财务", "Finance"),
        [Role.Sales] = new("销售", "Sales"),
        [Role.Operations] = new("运营", "Operations"),
        [Role.Maintenance] = new("运维", "Maintenance"),
        [Role.Buyer] = new("客户", "Buyer"),
    };

    private static readonly WorkbookSchema<MemberSheetRow> Distributor = Create(OrganizationKind.Distributor);

    private static readonly WorkbookSchema<MemberSheetRow> Customer = Create(OrganizationKind.Customer);

    /// <summary>Every new row costs a password hash, so a file holds no more members than an organization hires at once.</summary>
    public static WorkbookLimits Limits { get; } = new() { MaxRows = 500, MaxFileBytes = 2L << 20, MaxUnpackedBytes = 30L << 20 };

    /// <summary>The schema with the roles of an organization's kind.</summary>
    public static WorkbookSchema<MemberSheetRow> Schema(OrganizationKind kind) => kind == OrganizationKind.Distributor ? Distributor : Customer;

    private static WorkbookSchema<MemberSheetRow> Create(OrganizationKind kind)
    {
        var roles = RolePermissions.RolesOf(kind).ToList();
        var offered = WorkbookText.Join(roles.Select(role => Names[role]));
        return new WorkbookSchema<MemberSheetRow>(
            new("成员", "Members"),
            [
                new TextColumn<MemberSheetRow>("UserName", new("用户名", "User name"), row => row.UserName, (row, value) => row.UserName = value)
                {
                    Required = true, IsKey = true, MaxLength = 50, Width = 22, Normal = UserNames.Normal,
                    Note = new(
                        "3 至 50 个字母、数字、点或横线；已有账号的行会更新该账号，新账号会新增",
                        "3 to 50 letters, digits, dots or dashes; a known name updates its account, a new one adds an account"),
                },
                new TextColumn<MemberSheetRow>("Name", new("姓名", "Name"), row => row.Name, (row, value) => row.Name = value)
                {
                    Required = true, MaxLength = 50, Width = 18, Note = new("其他人看到的名字", "The name that others see"),
                },
                new TextColumn<MemberSheetRow>("Phone", new("手机号", "Phone"), row => row.Phone, (row, value) => row.Phone = value)
                {
                    MaxLength = 30, Width = 18, Normal = text => Phones.Mobile(text) ?? text,
                    Note = new(
                        "11 位手机号，登录验证码发到这里；已有账号留空表示不变",
                        "Mobile number of 11 digits, where sign-in codes go; blank leaves that of a known account as it is"),
                },
                new ParsedColumn<MemberSheetRow, IReadOnlyList<Role>>(
                    "Roles", new("角色", "Roles"), row => row.Roles, (row, value) => row.Roles = value, Reader(roles), Write)
                {
                    MaxLength = 100, Width = 26,
                    Note = new(
                        $"可填 {offered.Chinese}，多个用顿号或逗号分隔；没有角色的账号不能使用系统",
                        $"Any of {offered.English}, separated by commas; an account without a role can do nothing"),
                },
            ],
            [
                kind == OrganizationKind.Distributor
                    ? new() { UserName = "example.sales", Name = "销售示例", Phone = "13900000000", Roles = [Role.Sales] }
                    : new() { UserName = "example.buyer", Name = "采购示例", Phone = "13900000000", Roles = [Role.Buyer] },
            ]);
    }

    private static CellParser<IReadOnlyList<Role>> Reader(IReadOnlyList<Role> allowed)
    {
        var codes = ChoiceColumn<MemberSheetRow>.Index(allowed.Select(role => new WorkbookChoice(role.ToString(), Names[role])));
        return (string text, out IReadOnlyList<Role> roles) =>
        {
            var found = new HashSet<Role>();
            roles = [];
            foreach (var part in text.Split(BetweenRoles, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!codes.TryGetValue(CellContent.Fold(part), out var code))
                {
                    return new CellRefusal(WorkbookErrors.NotAChoice, CellContent.Shorten(part), WorkbookText.Join(allowed.Select(role => Names[role])));
                }

                found.Add(Enum.Parse<Role>(code));
            }

            roles = [.. found.Order()];
            return null;
        };
    }

    private static string Write(IReadOnlyList<Role> roles) => WorkbookText.Join(roles.Select(role => Names[role])).ToString();
}
