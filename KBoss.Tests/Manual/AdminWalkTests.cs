using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>admin.md</c>: members, departments, the audit log and schedules.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class AdminWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task Admin_members_departments_audit_log_and_schedules()
    {
        var walk = new ManualWalk(browser, app, "admin");
        await using var admin = await walk.SignInAsync("admin", "13800000001");
        await AddMemberAsync(walk, admin);
        await ActOnMemberAsync(walk, admin, "zhang.example");
        await ImportMembersAsync(walk, admin, "/admin/members/import", OrganizationKind.Distributor);

        await admin.GoAsync("/admin/members");
        await Expect(admin.Row("members", "zhang.example").GetByTestId("value-phone")).ToHaveTextAsync("137****0041");
        await walk.ShowAsync(admin, "members", "action-add-member", "action-import", "action-export");
        await KeepDepartmentsAsync(walk, admin);

        await admin.GoAsync("/admin/audit?subject=zhang.example");
        await Expect(admin.Id("value-action").Filter(new() { HasText = Say("查看手机号", "Phone number looked at") })).ToBeVisibleAsync();
        await admin.GoAsync("/admin/audit?person=admin");
        await Expect(admin.Id("row-audit").First.GetByTestId("value-changes")).ToBeVisibleAsync();
        await Expect(admin.Id("action-export")).ToBeVisibleAsync();
        await walk.ShowAsync(admin, "audit", "filters");

        await admin.GoAsync("/admin/schedules");
        await admin.Row("schedules", "verify-ledger").GetByTestId("action-run-now").ClickAsync();
        await Expect(admin.Row("schedules", "verify-ledger").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Succeeded");
        await walk.ShowAsync(admin, "schedules", "action-run-now");
        await LookAtIdentitiesAsync(walk, admin);
        walk.End();
    }

    private static async Task AddMemberAsync(ManualWalk walk, Window admin)
    {
        await admin.GoAsync("/admin/members");
        await admin.ClickAsync("action-add-member");
        await FillAndLeaveAsync(admin, ("user-name", "zhang.example"), ("name", Say("张示例", "Zhang Example")), ("phone", "13700000041"));
        await admin.Id("field-role-sales").CheckAsync();
        await walk.ShowDialogAsync(admin, "add-member");
        await admin.ClickAsync("action-confirm");
        await ExpectDialogAsync(admin, "dialog-temporary-password", "zhang.example");
        await walk.ShowDialogAsync(admin, "temporary-password");
        await admin.ClickAsync("action-confirm");
    }

    private static async Task ActOnMemberAsync(ManualWalk walk, Window admin, string user)
    {
        var row = admin.Row("members", user);
        await row.GetByTestId("action-show-phone").ClickAsync();
        await Expect(row.GetByTestId("value-phone")).ToHaveTextAsync("13700000041");
        await OpenAndCancelAsync(admin, row.GetByTestId("action-edit"), "edit-member", user);
        await OpenAndCancelAsync(admin, row.GetByTestId("action-reset-password"), "reset-password", user);
        await OpenAndCancelAsync(admin, row.GetByTestId("action-end-sessions"), "end-sessions", user);
        await OpenAndCancelAsync(admin, row.GetByTestId("action-deregister"), "deregister", user);
        await OpenAndCancelAsync(admin, row.GetByTestId("action-delete"), "delete", user);

        await row.GetByTestId("action-roles").ClickAsync();
        await Expect(admin.Id("dialog-roles")).ToBeVisibleAsync();
        await admin.Id("field-role-operations").CheckAsync();
        await walk.ShowDialogAsync(admin, "roles");
        await admin.ClickAsync("action-confirm");
        await Expect(row.Locator("[data-role='Operations']")).ToBeVisibleAsync();

        await Window.PressAsync(row.GetByTestId("action-disable"));
        await ExpectDialogAsync(admin, "dialog-disable", user);
        await walk.ShowDialogAsync(admin, "disable");
        await admin.ClickAsync("action-confirm");
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Disabled");
        await Window.PressAsync(row.GetByTestId("action-restore"));
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Active");

        await Window.PressAsync(admin.Row("members", "admin").GetByTestId("action-disable"));
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("toast-error").First).ToContainTextAsync("admin");
    }

    private static async Task ImportMembersAsync(ManualWalk walk, Window admin, string route, OrganizationKind kind)
    {
        await admin.GoAsync(route);
        await Expect(admin.Id("action-download-template")).ToBeVisibleAsync();
        await admin.Id("field-file").SetInputFilesAsync(Workbook("members.xlsx", WorkbookWriter.Export(MemberWorkbook.Schema(kind),
        [
            new() { UserName = "zhao.example", Name = Say("赵示例", "Zhao Example"), Phone = "13700000051", Roles = [Role.Sales] },
            new() { UserName = "qian.example", Name = Say("钱示例", "Qian Example"), Phone = "13700000052", Roles = [Role.Finance, Role.Sales] },
            new() { UserName = "sun.example", Name = Say("孙示例", "Sun Example"), Phone = "1370000", Roles = [Role.Maintenance] },
            new() { UserName = "zhang.example", Name = Say("张示例", "Zhang Example"), Phone = "", Roles = [Role.Sales] },
        ])));
        await Expect(admin.Id("value-errors")).ToHaveTextAsync("1");
        await Expect(admin.Id("value-new")).ToHaveTextAsync("2");
        await admin.ClickAsync("action-show-rows");
        await Expect(admin.Id("row-import-rows")).ToHaveCountAsync(4);
        await walk.ShowAsync(admin, "import", "action-import-valid");
        await admin.ClickAsync("action-import-valid");
        await admin.Id("dialog-import-valid").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("row-passwords")).ToHaveCountAsync(2);
        await walk.ShowAsync(admin, "import-done");
    }

    private static async Task KeepDepartmentsAsync(ManualWalk walk, Window admin)
    {
        await admin.GoAsync("/admin/departments");
        await AddDepartmentAsync(admin, "action-add-department", Say("销售中心", "Sales"));
        await AddDepartmentAsync(admin, "action-add-child", Say("华东组", "East"));
        await AddDepartmentAsync(admin, "action-add-sibling", Say("华北组", "North"));
        await OpenAndCancelAsync(admin, admin.Id("action-delete"), "delete-department", Say("华北组", "North"));
        await admin.ClickAsync("action-add-members");
        foreach (var user in new[] { "zhao.example", "qian.example", "zhang.example" })
        {
            await admin.Row("candidates", user).GetByTestId("field-candidate").CheckAsync();
        }

        await walk.ShowDialogAsync(admin, "department-members");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("row-department-members")).ToHaveCountAsync(3);
        await admin.Row("department-members", "zhao.example").GetByTestId("action-make-manager").ClickAsync();
        await admin.ExpectTextAsync("value-manager", Say("赵示例", "Zhao Example"));
        await admin.Row("department-members", "qian.example").GetByTestId("action-make-deputy").ClickAsync();
        await Expect(admin.Id("value-deputies")).ToBeVisibleAsync();
        await admin.Row("department-members", "zhang.example").GetByTestId("action-make-manager").ClickAsync();
        await Expect(admin.Id("toast-error").First).ToContainTextAsync(Say("赵示例", "Zhao Example"));
        await admin.Row("department-members", "zhang.example").GetByTestId("field-select").CheckAsync();
        await walk.ShowAsync(admin, "departments", "action-add-members", "action-remove-members");
        await OpenAndCancelAsync(admin, admin.Id("action-move"), "move-department", "");
        await OpenAndCancelAsync(admin, admin.Id("action-remove-members"), "remove-members", Say("张示例", "Zhang Example"));
    }

    private static async Task LookAtIdentitiesAsync(ManualWalk walk, Window admin)
    {
        await admin.GoAsync("/admin/identities?status=Waiting");
        var row = admin.Row("identities", "demo-07");
        await Expect(row.GetByTestId("value-rivals")).ToContainTextAsync("08");
        await Expect(row.GetByTestId("action-open-document")).ToBeVisibleAsync();
        await walk.ShowAsync(admin, "identities", "filters");
        await OpenAndCancelAsync(admin, row.GetByTestId("action-verify"), "verify", "07");
        await OpenAndCancelAsync(admin, row.GetByTestId("action-refuse"), "refuse", "07");
        await admin.GoAsync("/admin/join-claims?status=Waiting");
        await walk.ShowAsync(admin, "join-claims");
        await OpenAndCancelAsync(admin, admin.Row("join-claims", "waiting").GetByTestId("action-pass-on"), "pass-on", "采购二");
        await OpenAndCancelAsync(admin, admin.Row("join-claims", "waiting").GetByTestId("action-refuse"), "refuse", "采购二");
    }

    private static async Task AddDepartmentAsync(Window admin, string action, string name)
    {
        await admin.ClickAsync(action);
        await admin.FillAsync("field-name", name);
        await admin.Id("dialog-department").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("value-department")).ToHaveTextAsync(name);
    }
}
