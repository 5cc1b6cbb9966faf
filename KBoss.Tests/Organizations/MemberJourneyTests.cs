using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Organizations;

/// <summary>What an Admin does day by day with members, departments and the audit log, walked in a browser to its end.</summary>
[BrowserTest]
public sealed class MemberJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task An_Admin_finds_edits_disables_restores_and_lets_go_of_members()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members");
        var password = await AddAsync(admin, "zhou.example", "周示例", "13712340101", "sales");
        await AddAsync(admin, "wu.example", "吴示例", "13712340102");

        var row = admin.Row("members", "zhou.example");
        await row.GetByTestId("action-edit").ClickAsync();
        var dialog = admin.Id("dialog-edit-member");
        await dialog.GetByTestId("field-user-name").FillAsync("finance");
        await dialog.GetByTestId("field-name").FillAsync("周示例（华东）");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("error-user-name")).ToBeVisibleAsync();
        await Expect(dialog.GetByTestId("field-name")).ToHaveValueAsync("周示例（华东）");
        await dialog.GetByTestId("field-user-name").FillAsync("zhou.east");
        await dialog.GetByTestId("field-phone").FillAsync("13712340103");
        await admin.PictureAsync("member-edit");
        await admin.ClickAsync("action-confirm");
        row = admin.Row("members", "zhou.east");
        await Expect(row.GetByTestId("value-phone")).ToHaveTextAsync("137****0103");
        await row.GetByTestId("action-show-phone").ClickAsync();
        await Expect(row.GetByTestId("value-phone")).ToHaveTextAsync("13712340103");
        await row.GetByTestId("action-hide-phone").ClickAsync();
        await Expect(row.GetByTestId("value-phone")).ToHaveTextAsync("137****0103");

        await using var member = await browser.OpenAsync(app);
        await member.SignInOnPagesAsync("zhou.east", "13712340103", password);
        await member.SeeAsync("page-account-password");
        await Window.PressAsync(row.GetByTestId("action-disable"));
        await admin.Id("dialog-disable").GetByTestId("action-confirm").ClickAsync();
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Disabled");
        await member.GoAsync("/me/security");
        await member.SeeAsync("page-account-login");
        await Window.PressAsync(row.GetByTestId("action-restore"));
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Active");
        await Window.PressAsync(row.GetByTestId("action-reset-password"));
        await admin.Id("dialog-reset-password").GetByTestId("action-confirm").ClickAsync();
        await admin.Id("dialog-temporary-password").WaitForAsync();
        var second = await admin.Id("value-password").InnerTextAsync();
        Assert.NotEqual(password, second);
        await admin.Id("dialog-temporary-password").GetByTestId("action-confirm").ClickAsync();
        await member.SignInOnPagesAsync("zhou.east", "13712340103", second);
        await member.SeeAsync("page-account-password");

        await ExpectFoundAsync(admin, "?q=周示例", "zhou.east");
        await ExpectFoundAsync(admin, "?phone=0102", "wu.example");
        await admin.GoAsync("/admin/members");
        await admin.FillAsync("field-q", "wu.ex");
        await admin.ChooseAsync("field-status", "Active");
        await admin.ClickAsync("action-search");
        await Expect(admin.Id("row-members")).ToHaveCountAsync(1);
        await admin.ClickAsync("action-reset");
        await admin.ChooseAsync("field-role", "Finance");
        await admin.ClickAsync("action-search");
        await Expect(admin.Id("row-members")).ToHaveCountAsync(1);
        await Expect(admin.Row("members", "finance")).ToBeVisibleAsync();
        await admin.GoAsync("/admin/members");
        await admin.SortAsync("account", "ascending");
        await Expect(admin.Id("row-members").First).ToHaveAttributeAsync("data-key", "admin");
        await admin.SortAsync("account", "descending");
        await Expect(admin.Id("row-members").First).ToHaveAttributeAsync("data-key", "zhou.east");
        var exported = await admin.DownloadAsync("action-export");
        Assert.Contains(exported, line => line.Contains("zhou.east"));
        Assert.Equal(await admin.Id("row-members").CountAsync(), exported.Count);

        await Window.PressAsync(admin.Row("members", "wu.example").GetByTestId("action-delete"));
        await Expect(admin.Page.Locator(".mud-dialog")).ToContainTextAsync("wu.example");
        await admin.Id("dialog-delete").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Row("members", "wu.example")).ToHaveCountAsync(0);
        var inUse = admin.Row("members", "operations");
        await inUse.GetByTestId("action-more").ClickAsync();
        await Expect(inUse.GetByTestId("value-kept")).ToContainTextAsync("operations");
        await Expect(inUse.GetByTestId("action-delete")).ToHaveCountAsync(0);
        await admin.PictureAsync("member-kept");
        await admin.Page.Keyboard.PressAsync("Escape");
        await Window.PressAsync(row.GetByTestId("action-deregister"));
        await admin.Id("dialog-deregister").GetByTestId("action-confirm").ClickAsync();
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Deregistered");
        await Expect(row.GetByTestId("action-restore")).ToHaveCountAsync(0);
        await admin.PictureAsync("member-deregistered");
        await member.GoAsync("/me/security");
        await member.SeeAsync("page-account-login");
    }

    [Fact]
    public async Task A_customers_Admin_turns_a_request_away_and_gives_roles_on_a_phone_in_English()
    {
        await using var visitor = await browser.OpenAsync(app, 390, 844);
        await visitor.SpeakAsync("en");
        await visitor.ProveAsync(app, "13712340111");
        await visitor.Id("field-kind-individual").CheckAsync(new() { Force = true });
        foreach (var (field, value) in new[]
        {
            ("name", "Somebody"), ("id-number", "110101199003074290"), ("user-name", "some.body"),
            ("password", People.Password), ("password-repeat", People.Password),
        })
        {
            await visitor.Id($"field-{field}").FillAsync(value);
        }

        await visitor.Id("field-id-photo").SetInputFilesAsync(Registering.Card);
        await visitor.Id("field-consent").CheckAsync();
        await visitor.ClickAsync("action-register");
        await visitor.Id("value-requested").WaitForAsync();
        await browser.PassOnAsync(app, "some.body");

        await using var admin = await browser.OpenAsync(app, 390, 844);
        await admin.SpeakAsync("en");
        await admin.SignInAsync("person", "13800000012");
        await admin.GoAsync("/notices");
        await Expect(admin.Id("row-notices").First).ToContainTextAsync("Somebody");
        await admin.ClickAsync("action-read-all");
        await Expect(admin.Id("action-read-all")).ToBeDisabledAsync();
        await Expect(admin.Page.Locator("[data-testid='row-notices'][data-read='false']")).ToHaveCountAsync(0);
        await admin.GoAsync("/team");
        await admin.Row("join-requests", "some.body").GetByTestId("action-refuse").ClickAsync();
        await Expect(admin.Page.Locator(".mud-dialog")).ToContainTextAsync("Somebody");
        await admin.PictureAsync("team-refuse-phone-en");
        await admin.Id("dialog-refuse").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("grid-join-requests")).ToHaveCountAsync(0);
        await Expect(admin.Row("members", "some.body")).ToHaveCountAsync(0);
        await visitor.Id("field-account").FillAsync("some.body");
        await visitor.Id("field-password").FillAsync(People.Password);
        await visitor.ClickAsync("action-sign-in");
        await Expect(visitor.Id("error-form").Or(visitor.Id("error-password")).First).ToBeVisibleAsync();

        await AddAsync(admin, "buys.only", "Buyer", "13712340112");
        await admin.Row("members", "buys.only").GetByTestId("action-roles").ClickAsync();
        await admin.Id("field-role-buyer").CheckAsync();
        await admin.PictureAsync("team-roles-phone-en");
        await admin.Id("dialog-roles").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Row("members", "buys.only").Locator("[data-role='Buyer']")).ToBeVisibleAsync();
        await admin.Row("members", "person").GetByTestId("action-roles").ClickAsync();
        await admin.Id("field-role-admin").UncheckAsync();
        await admin.Id("dialog-roles").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("toast-error").First).ToContainTextAsync("Admin");
        await admin.CancelAsync();
        var exported = await admin.DownloadAsync("action-export");
        Assert.Equal(2, exported.Count);
        Assert.DoesNotContain(exported, line => line.Contains("finance"));
    }

    [Fact]
    public async Task An_Admin_builds_the_tree_of_departments_and_takes_it_down_again()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/departments");
        await NameAsync(admin, "action-add-department", "总部");
        await NameAsync(admin, "action-add-child", "销售中心");
        await NameAsync(admin, "action-add-sibling", "运维中心");
        await NameAsync(admin, "action-rename", "运营运维中心");
        await NameAsync(admin, "action-add-child", "华北组");
        await Expect(Department(admin, "华北组")).ToHaveAttributeAsync("data-depth", "2");

        await admin.ClickAsync("action-add-members");
        await admin.FillAsync("field-search", "operations");
        await Expect(admin.Id("row-candidates")).ToHaveCountAsync(1);
        await admin.Row("candidates", "operations").GetByTestId("field-candidate").CheckAsync();
        await admin.FillAsync("field-search", "");
        await admin.Row("candidates", "maintenance").GetByTestId("field-candidate").CheckAsync();
        await admin.Row("candidates", "sales2").GetByTestId("field-candidate").CheckAsync();
        await admin.Id("dialog-add-members").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("row-department-members")).ToHaveCountAsync(3);
        await admin.Row("department-members", "operations").GetByTestId("action-make-manager").ClickAsync();
        await admin.SucceededAsync();
        await admin.Row("department-members", "maintenance").GetByTestId("action-make-deputy").ClickAsync();
        await admin.ExpectTextAsync("value-deputies", "运维");
        await admin.Row("department-members", "maintenance").GetByTestId("action-make-staff").ClickAsync();
        await Expect(admin.Id("value-deputies")).ToHaveCountAsync(0);

        await admin.ClickAsync("action-move");
        await admin.ChooseAsync("field-parent", await KeyAsync(admin, "销售中心"));
        await admin.PictureAsync("department-move");
        await admin.Id("dialog-move-department").GetByTestId("action-confirm").ClickAsync();
        await admin.SucceededAsync();
        await Department(admin, "销售中心").GetByTestId("action-choose").ClickAsync();
        await admin.ExpectTextAsync("value-department", "销售中心");
        await admin.ClickAsync("action-move");
        await Expect(admin.Id("field-parent").Locator("option", new() { HasText = "总部" })).ToHaveCountAsync(1);
        await Expect(admin.Id("field-parent").Locator("option", new() { HasTextRegex = new System.Text.RegularExpressions.Regex("销售中心|华北组") })).ToHaveCountAsync(0);
        await admin.CancelAsync();
        await Expect(admin.Id("action-delete")).ToBeDisabledAsync();

        await admin.GoAsync("/admin/members");
        await admin.ChooseAsync("field-department", await OptionAsync(admin.Id("field-department"), "销售中心"));
        await admin.ClickAsync("action-search");
        await Expect(admin.Id("row-members")).ToHaveCountAsync(3);

        await admin.GoAsync("/admin/departments");
        await Department(admin, "华北组").GetByTestId("action-choose").ClickAsync();
        await Window.PressAsync(admin.Row("department-members", "sales2").GetByTestId("action-remove"));
        await admin.Id("dialog-remove-members").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("row-department-members")).ToHaveCountAsync(2);
        await admin.Id("field-select-page").CheckAsync();
        await admin.ClickAsync("action-remove-members");
        await admin.PictureAsync("department-remove-members");
        await admin.Id("dialog-remove-members").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("row-department-members")).ToHaveCountAsync(0);
        foreach (var name in new[] { "华北组", "销售中心", "运营运维中心", "总部" })
        {
            await Department(admin, name).GetByTestId("action-choose").ClickAsync();
            await admin.ExpectTextAsync("value-department", name);
            await admin.ClickAsync("action-delete");
            await admin.Id("dialog-delete-department").GetByTestId("action-confirm").ClickAsync();
            await Expect(Department(admin, name)).ToHaveCountAsync(0);
            await Expect(admin.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/admin/departments$"));
        }
    }

    [Fact]
    public async Task An_Admin_searches_the_audit_log_and_exports_what_was_found()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members");
        await AddAsync(admin, "audit.example", "审计示例", "13712340121", "sales");
        var row = admin.Row("members", "audit.example");
        await row.GetByTestId("action-edit").ClickAsync();
        await admin.Id("dialog-edit-member").GetByTestId("field-name").FillAsync("审计示例二");
        await admin.ClickAsync("action-confirm");
        await Expect(row).ToContainTextAsync("审计示例二");

        await admin.GoAsync("/admin/audit");
        await admin.FillAsync("field-person", "admin");
        await admin.FillAsync("field-subject", "audit.example");
        await admin.ChooseAsync("field-kind", "Modified");
        await admin.ClickAsync("action-search");
        await Expect(admin.Id("row-audit")).ToHaveCountAsync(1);
        await Expect(admin.Id("value-changes")).ToContainTextAsync("审计示例");
        await Expect(admin.Id("value-changes")).ToContainTextAsync("审计示例二");
        await admin.PictureAsync("audit-found");
        Assert.Single(await admin.DownloadAsync("action-export"));
        await admin.ClickAsync("action-reset");
        await Expect(admin.Id("field-person")).ToHaveValueAsync("");

        var today = (await app.NowAsync()).AddHours(8);
        await admin.FillAsync("field-subject", "audit.example");
        await admin.FillAsync("field-to", $"{today.AddDays(-1):yyyy-MM-dd}");
        await admin.ClickAsync("action-search");
        await Expect(admin.Id("row-audit")).ToHaveCountAsync(0);
        await admin.FillAsync("field-to", $"{today:yyyy-MM-dd}");
        await admin.FillAsync("field-from", $"{today:yyyy-MM-dd}");
        await admin.ClickAsync("action-search");
        await Expect(admin.Id("row-audit")).Not.ToHaveCountAsync(0);
        await admin.ClickAsync("action-sort-at");
        await Expect(admin.Id("row-audit").First.GetByTestId("value-action")).ToHaveAttributeAsync("data-action", "Added");
        await admin.Page.GoBackAsync();
        await Expect(admin.Id("field-subject")).ToHaveValueAsync("audit.example");
    }

    private static async Task<string> AddAsync(Window admin, string user, string name, string phone, params string[] roles)
    {
        await admin.ClickAsync("action-add-member");
        await admin.FillAsync("field-user-name", user);
        await admin.FillAsync("field-name", name);
        await admin.Id("dialog-add-member").GetByTestId("field-phone").FillAsync(phone);
        foreach (var role in roles)
        {
            await admin.Id($"field-role-{role}").CheckAsync();
        }

        await admin.ClickAsync("action-confirm");
        await admin.Id("dialog-temporary-password").WaitForAsync();
        var password = await admin.Id("value-password").InnerTextAsync();
        await admin.Id("dialog-temporary-password").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Row("members", user)).ToBeVisibleAsync();
        return password;
    }

    private static async Task ExpectFoundAsync(Window admin, string query, string user)
    {
        await admin.GoAsync("/admin/members" + query);
        await Expect(admin.Id("row-members")).ToHaveCountAsync(1);
        await Expect(admin.Row("members", user)).ToBeVisibleAsync();
    }

    private static async Task NameAsync(Window admin, string action, string name)
    {
        await admin.ClickAsync(action);
        await admin.FillAsync("field-name", name);
        await admin.Id("dialog-department").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("value-department")).ToHaveTextAsync(name);
    }

    private static ILocator Department(Window admin, string name) => admin.Page.Locator($"[data-testid='row-departments'][data-name='{name}']");

    private static async Task<string> KeyAsync(Window admin, string name) => (await Department(admin, name).GetAttributeAsync("data-key"))!;

    private static async Task<string> OptionAsync(ILocator select, string text) =>
        (await select.Locator("option").Filter(new() { HasText = text }).First.GetAttributeAsync("value"))!;
}
