using System.Globalization;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Data.Demo;
using KBoss.Infrastructure.Organizations;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Journeys;

/// <summary>
/// Does what <c>docs/manual</c> describes, one test for each of its pages, as the role that the page is for; makes its pictures on the way
/// when asked (<c>scripts/take-manual-pictures.sh</c>).
/// </summary>
public sealed class ManualTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Own = "my-own-2026";

    [Fact]
    public async Task Account_register_sign_in_forget_and_change_phone()
    {
        var walk = new ManualWalk(browser, app, "account");
        const string user = "li.example";
        const string phone = "13700000031";

        await using var visitor = await walk.VisitAsync();
        await visitor.GoAsync("/account/register");
        await Expect(visitor.Id("field-licence")).ToBeVisibleAsync();
        await walk.ShowPartAsync(visitor.Id("page-account-register"), "register-company");

        await using var person = await walk.VisitAsync(390, 844);
        await person.GoAsync($"/account/register?code={DemoCustomers.InviteCodeText}");
        await Expect(person.Id("field-invite-code")).ToHaveValueAsync(DemoCustomers.InviteCodeText);
        await person.Id("field-kind-individual").CheckAsync(new() { Force = true });
        await walk.ShowAsync(person, "register-phone");
        await FillAsync(person, ("name", Say("示例客户", "Example customer")), ("id-number", "110101199003070476"), ("user-name", user), ("phone", phone),
            ("password", Own), ("password-repeat", Own), ("invite-code", "WRONG234"));
        await person.Id("field-consent").CheckAsync();
        await person.ClickAsync("action-register");
        await Expect(person.Id("error-invite-code")).ToContainTextAsync("WRONG234");
        await Expect(person.Id("field-user-name")).ToHaveValueAsync(user);
        await walk.ShowPartAsync(person.Page.Locator(".k-field", new() { Has = person.Id("field-invite-code") }), "register-wrong-invite");
        await FillAsync(person, ("invite-code", DemoCustomers.InviteCodeText), ("password", Own), ("password-repeat", Own));
        await person.ClickAsync("action-register");
        await person.Id("value-registered").WaitForAsync();
        await walk.ShowAsync(person, "registered");
        var code = new Uri(person.Page.Url).Query.Split("registered=")[1];

        await FillAsync(visitor, "/account/login", ("account", $"{user}@{code}"), ("password", Own));
        await walk.ShowPartAsync(visitor.Id("page-account-login"), "sign-in");
        await visitor.ClickAsync("action-sign-in");
        await visitor.Id("field-code").WaitForAsync();
        await walk.ShowPartAsync(visitor.Id("page-account-login"), "code");
        await visitor.Id("field-code").FillAsync(await app.CodeAsync(phone));
        await visitor.ClickAsync("action-verify");
        await visitor.Page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));

        await visitor.GoAsync("/me/security");
        await visitor.ExpectTextAsync("value-phone", "137****0031");
        await Expect(visitor.Id("row-sign-ins")).ToHaveCountAsync(1);
        await walk.ShowAsync(visitor, "security");
        await visitor.ClickAsync("action-set-up-authenticator");
        await visitor.Id("dialog-set-up-authenticator").GetByTestId("field-present").FillAsync(Own);
        await visitor.ClickAsync("action-confirm");
        await Expect(visitor.Id("value-qr")).ToHaveJSPropertyAsync("complete", true);
        await walk.ShowDialogAsync(visitor, "app");
        await visitor.Id("dialog-set-up-authenticator").GetByTestId("action-cancel").ClickAsync();
        await Expect(visitor.Id("row-sessions")).ToHaveCountAsync(1);
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await visitor.FillAsync("field-phone", "13700000032");
        await visitor.FillAsync("field-present", Own);
        await visitor.ClickAsync("action-send-codes");
        await Expect(visitor.Id("field-code-old")).ToBeVisibleAsync();
        await Expect(visitor.Id("field-code-new")).ToBeVisibleAsync();
        await walk.ShowPartAsync(visitor.Page.Locator(".k-panel", new() { Has = visitor.Id("form-codes") }), "phone-codes");

        await visitor.GoAsync("/account/password");
        await Expect(visitor.Id("field-present")).ToBeVisibleAsync();
        await walk.ShowPartAsync(visitor.Id("page-account-password"), "password");

        await person.GoAsync("/account/forgot");
        await FillAsync(person, ("phone", phone));
        await person.ClickAsync("action-send");
        await person.Id("field-code").WaitForAsync();
        await walk.ShowPartAsync(person.Id("page-account-forgot"), "forgot");
        walk.End();
    }

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
        walk.End();
    }

    [Fact]
    public async Task Sales_customers_follow_ups_and_invite_codes()
    {
        var walk = new ManualWalk(browser, app, "sales");
        if (ManualWalk.TakesPictures)
        {
            // So that the customer's page has something to show; that it is shown is held by the tests of the first sale and of the customer's page.
            await BuyAsync(walk);
        }

        await using var sales = await walk.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/customers");
        await sales.Row("customers", "demo-02").GetByTestId("action-reveal-phone").ClickAsync();
        await Expect(sales.Row("customers", "demo-02").GetByTestId("value-phone")).ToHaveTextAsync("13900001001");
        await walk.ShowAsync(sales, "customers", "filters");
        await sales.GoAsync("/sales/customers?attention=follow-up");
        await Expect(sales.Row("customers", "demo-01")).ToBeVisibleAsync();
        await sales.Page.SetViewportSizeAsync(390, 844);
        await walk.ShowAsync(sales, "customers-phone");
        await sales.Page.SetViewportSizeAsync(1440, 900);

        await sales.GoAsync("/sales/customers?q=" + Uri.EscapeDataString("示例科技"));
        await sales.FollowAsync(sales.Id("row-customers").First.GetByTestId("action-open"), "page-sales-customers-detail");
        await Expect(sales.Id("row-assignments")).ToHaveCountAsync(1);
        await walk.ShowAsync(sales, "customer");
        foreach (var tab in new[] { "orders", "resources", "prices", "cash" })
        {
            await sales.ClickAsync($"action-tab-{tab}");
            await Expect(sales.Id($"grid-{tab}")).ToBeVisibleAsync();
        }

        await walk.ShowAsync(sales, "cash");

        await sales.GoAsync("/sales/customers/demo-01?tab=notes");
        await sales.FillAsync("field-note", Say("发票抬头已确认，开增值税专用发票。", "They want a VAT invoice; the name on it is confirmed."));
        await sales.ClickAsync("action-add-note");
        await Expect(sales.Id("row-notes")).ToHaveCountAsync(2);
        await walk.ShowAsync(sales, "notes", "form-note");
        await sales.ClickAsync("action-follow-up");
        await sales.ChooseAsync("field-way", "Visit");
        await FillAndLeaveAsync(sales, ("aim", Say("确认配置", "Settle the configuration")), ("content", Say("客户同意先试用两台，月底前答复。", "They try two of them first and answer by the end of the month.")));
        await sales.FillAsync("field-next", TimeProvider.System.GetUtcNow().AddDays(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await ExpectDialogAsync(sales, "dialog-follow-up", "客户示例公司 01");
        await walk.ShowDialogAsync(sales, "follow-up");
        await sales.ClickAsync("action-confirm");
        await sales.SucceededAsync();
        await sales.ClickAsync("action-tab-follow-ups");
        await Expect(sales.Id("row-follow-ups")).ToHaveCountAsync(2);
        await walk.ShowAsync(sales, "follow-ups", "action-follow-up");
        await OpenAndCancelAsync(sales, sales.Id("action-edit-contact"), "contact", "客户示例公司 01");
        await OpenAndCancelAsync(sales, sales.Id("action-delete"), "delete-customer", "客户示例公司 01");

        await sales.GoAsync("/sales/invites");
        await sales.ClickAsync("action-create-invite");
        await FillAndLeaveAsync(sales, ("max-uses", "20"), ("note", Say("春季沙龙", "Spring meeting")));
        await walk.ShowDialogAsync(sales, "invite");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("row-invites")).ToHaveCountAsync(2);
        await walk.ShowAsync(sales, "invites", "action-create-invite", "value-link");
        await OpenAndCancelAsync(sales, sales.Row("invites", DemoCustomers.InviteCodeText).GetByTestId("action-edit"), "invite", DemoCustomers.InviteCodeText);
        await OpenAndCancelAsync(sales, sales.Row("invites", DemoCustomers.InviteCodeText).GetByTestId("action-delete"), "delete-invite", DemoCustomers.InviteCodeText);
        walk.End();
    }

    [Fact]
    public async Task Operations_customers_suppliers_products_and_public_terms()
    {
        var walk = new ManualWalk(browser, app, "operations");
        await using var operations = await walk.SignInAsync("operations", "13800000004");
        await AssignAsync(walk, operations);
        await KeepSuppliersAsync(walk, operations);
        await SetTermsAsync(walk, operations);
        walk.End();
    }

    [Fact]
    public async Task Team_let_somebody_in_and_add_members()
    {
        var walk = new ManualWalk(browser, app, "team");
        await using var second = await walk.VisitAsync();
        await second.GoAsync("/account/register");
        await second.Id("field-kind-individual").CheckAsync(new() { Force = true });
        await FillAsync(second, ("name", Say("同事示例", "Example colleague")), ("id-number", "110101199003074290"), ("user-name", "wang.example"),
            ("phone", "13700000061"), ("password", Own), ("password-repeat", Own));
        await second.Id("field-consent").CheckAsync();
        await second.ClickAsync("action-register");
        await second.Id("value-requested").WaitForAsync();

        await using var admin = await walk.SignInAsync("person", "13800000012");
        await admin.GoAsync("/notices");
        await Expect(admin.Id("row-notices").First).ToContainTextAsync(Say("同事示例", "Example colleague"));
        await admin.GoAsync("/team");
        await walk.ShowAsync(admin, "members", "grid-join-requests");
        await OpenAndCancelAsync(admin, admin.Row("join-requests", "wang.example").GetByTestId("action-refuse"), "refuse", Say("同事示例", "Example colleague"));
        await admin.Row("join-requests", "wang.example").GetByTestId("action-accept").ClickAsync();
        await admin.Id("field-role-buyer").CheckAsync();
        await walk.ShowDialogAsync(admin, "accept");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Row("members", "wang.example")).ToBeVisibleAsync();
        await admin.Page.SetViewportSizeAsync(390, 844);
        await walk.ShowAsync(admin, "members-phone");
        await admin.Page.SetViewportSizeAsync(1440, 900);
        await OpenAndCancelAsync(admin, admin.Row("members", "wang.example").GetByTestId("action-disable"), "disable", "wang.example");
        await admin.ClickAsync("action-add-member");
        await Expect(admin.Id("field-role-buyer")).ToBeVisibleAsync();
        await Expect(admin.Id("field-role-sales")).ToHaveCountAsync(0);
        await admin.ClickAsync("action-cancel");
        await admin.GoAsync("/team/import");
        await Expect(admin.Id("action-download-template")).ToBeVisibleAsync();
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

        await row.GetByTestId("action-disable").ClickAsync();
        await ExpectDialogAsync(admin, "dialog-disable", user);
        await walk.ShowDialogAsync(admin, "disable");
        await admin.ClickAsync("action-confirm");
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Disabled");
        await row.GetByTestId("action-restore").ClickAsync();
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Active");

        await admin.Row("members", "admin").GetByTestId("action-disable").ClickAsync();
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
        await OpenAndCancelAsync(admin, admin.Id("action-delete"), "delete-department", Say("华北组", "North"));
        await OpenAndCancelAsync(admin, admin.Id("action-remove-members"), "remove-members", Say("张示例", "Zhang Example"));
    }

    private static async Task AddDepartmentAsync(Window admin, string action, string name)
    {
        await admin.ClickAsync(action);
        await admin.FillAsync("field-name", name);
        await admin.Id("dialog-department").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("value-department")).ToHaveTextAsync(name);
    }

    private static async Task AssignAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/public-customers?q=demo-");
        foreach (var key in new[] { "demo-07", "demo-08" })
        {
            await operations.Row("customers", key).GetByTestId("field-select").CheckAsync();
        }

        await operations.ExpectTextAsync("value-selected", "2");
        await walk.ShowAsync(operations, "public-customers", "action-clear-selection");
        var bulk = operations.Page.Locator(".k-grid-selection");
        await bulk.GetByTestId("action-assign").ClickAsync();
        await ExpectDialogAsync(operations, "dialog-assign", "客户示例公司 07");
        await walk.ShowDialogAsync(operations, "assign");
        await ChooseSalespersonAsync(operations, "sales2");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Row("customers", "demo-07")).ToHaveCountAsync(0);

        await operations.GoAsync("/operations/public-customers?state=untraded");
        await OpenAndCancelAsync(operations, operations.Row("customers", "demo-07").GetByTestId("action-return-to-pool"), "return-to-pool", "客户示例公司 07");
        await walk.ShowAsync(operations, "return", "field-state");

        await operations.GoAsync("/operations/transfer");
        await operations.Row("salespeople", "sales2").GetByTestId("action-choose").ClickAsync();
        await operations.Row("customers", "demo-07").GetByTestId("field-select").CheckAsync();
        await walk.ShowAsync(operations, "transfer", "grid-salespeople");
        await operations.Page.Locator(".k-grid-selection").GetByTestId("action-transfer").ClickAsync();
        await operations.FillAsync("field-reason", Say("片区调整", "New districts"));
        await ExpectDialogAsync(operations, "dialog-transfer", "客户示例公司 07");
        await walk.ShowDialogAsync(operations, "transfer-reason");
        await operations.ClickAsync("action-cancel");

        await operations.GoAsync("/operations/customers");
        await Expect(operations.Id("field-salesperson")).ToBeVisibleAsync();
        await walk.ShowAsync(operations, "customers", "field-salesperson");
    }

    private static async Task KeepSuppliersAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/suppliers");
        await walk.ShowAsync(operations, "suppliers", "action-create-supplier");
        await operations.ClickAsync("action-create-supplier");
        await operations.FillAsync("field-name", Say("北辰算力（示例）", "Example computing"));
        await operations.ChooseAsync("field-mode", "Commission");
        await operations.FillAsync("field-rate", "0.15");
        await walk.ShowDialogAsync(operations, "supplier-new");
        await operations.ClickAsync("action-cancel");

        await operations.FollowAsync(operations.Id("row-suppliers").Filter(new() { HasText = "天工超算中心" }).GetByTestId("action-open"), "page-operations-suppliers-detail");
        await walk.ShowAsync(operations, "supplier", "action-change-agreement");
        await operations.ClickAsync("action-change-agreement");
        await operations.ChooseAsync("field-mode", "Discount");
        await operations.FillAsync("field-rate", "0.7");
        await Expect(operations.Id("value-effect")).ToBeVisibleAsync();
        await walk.ShowDialogAsync(operations, "agreement");
        await operations.ClickAsync("action-cancel");

        await operations.FollowAsync("action-products", "page-operations-suppliers-products");
        await walk.ShowAsync(operations, "products", "action-create-product");
        var product = operations.Id("row-products").Filter(new() { HasText = "天工超算专线" });
        await OpenAndCancelAsync(operations, product.GetByTestId("action-delete-product"), "delete-product", "天工超算专线");
        await OpenAndCancelAsync(operations, product.GetByTestId("action-edit-product"), "product", "");
        await product.GetByTestId("action-create-sku").ClickAsync();
        await FillAndLeaveAsync(operations, ("code", "TG-NET-2G"), ("options", "带宽=2G; 接入=同城"), ("list-price", "18000"), ("floor-price", "13200"));
        await walk.ShowDialogAsync(operations, "sku");
        await operations.ClickAsync("action-cancel");

        await operations.FollowAsync("action-import", "page-operations-suppliers-import");
        await operations.Id("field-file").SetInputFilesAsync(Workbook("products.xlsx", ProductWorkbook.Export(
        [
            Workbooks.Row("TG-NET-2G", "天工城域专线", 18_000m, 13_200m), Workbooks.Row("TG-NET-5G", "天工城域专线", 31_000m, 23_000m),
            Workbooks.Row("TG-NET-8G", "天工城域专线", 39_000m),
        ])));
        await Expect(operations.Id("value-new")).ToHaveTextAsync("2");
        await Expect(operations.Id("value-errors")).ToHaveTextAsync("1");
        await operations.ClickAsync("action-show-rows");
        await Expect(operations.Id("row-import-rows")).ToHaveCountAsync(3);
        await walk.ShowAsync(operations, "import", "action-download-template", "action-import-valid");
    }

    private static async Task SetTermsAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/discounts");
        await Expect(operations.Id("row-discounts").First).ToBeVisibleAsync();
        await walk.ShowAsync(operations, "discounts");
        await operations.GoAsync("/operations/prices?visible=no");
        await Expect(operations.Row("prices", "TG-ARC-10T")).ToBeVisibleAsync();
        await operations.Id("field-select-page").CheckAsync();
        await walk.ShowAsync(operations, "prices", "action-apply", "action-why");
        await operations.Row("prices", "TG-ARC-10T").GetByTestId("action-why").ClickAsync();
        await ExpectDialogAsync(operations, "dialog-why", "TG-ARC-10T");
        await walk.ShowDialogAsync(operations, "why");
        await operations.ClickAsync("action-confirm");
        await operations.ClickAsync("action-apply");
        await operations.ChooseAsync("field-kind", "Markup");
        // The field for a markup takes the place of the one for a price.
        await Expect(operations.Id("dialog-terms").Locator(".k-unit")).ToHaveTextAsync("%");
        await operations.FillAsync("field-value", "25");
        await Expect(operations.Row("preview", "TG-ARC-10T")).ToContainTextAsync("¥3,625.00");
        await walk.ShowDialogAsync(operations, "terms");
        await operations.ClickAsync("action-cancel");
    }

    private static async Task ChooseSalespersonAsync(Window window, string user)
    {
        var option = window.Id("field-salesperson").Last.Locator("option").Filter(new() { HasText = user });
        await window.Id("field-salesperson").Last.SelectOptionAsync((await option.GetAttributeAsync("value"))!);
    }

    /// <summary>A sale, from the recharge to the delivery.</summary>
    private static async Task BuyAsync(ManualWalk walk)
    {
        await using var buyer = await walk.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/me");
        await buyer.FillAsync("field-amount", "2000");
        await buyer.FollowAlipayAsync("action-recharge");
        await buyer.ExpectStatusAsync("Paid");
        await buyer.GoAsync("/products?q=" + Uri.EscapeDataString("启明通用云主机"));
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        var orderNo = await buyer.Id("page-orders-detail").GetAttributeAsync("data-key");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();

        await using var maintenance = await walk.SignInAsync("maintenance", "13800000005");
        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.Id("row-tasks").GetByTestId("action-complete").ClickAsync();
        await FillAndLeaveAsync(maintenance, ("address", "10.20.30.40:22"), ("user-name", "root"), ("secret", "secret-of-the-host"));
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
    }

    /// <summary>Opens a dialog, finds in it what it is about, and leaves without doing it.</summary>
    private static async Task OpenAndCancelAsync(Window window, ILocator action, string dialog, string about)
    {
        await action.ClickAsync();
        await ExpectDialogAsync(window, $"dialog-{dialog}", about);
        await window.Id($"dialog-{dialog}").GetByTestId("action-cancel").ClickAsync();
        await Expect(window.Id($"dialog-{dialog}")).ToHaveCountAsync(0);
    }

    /// <summary>Waits for a dialog that says, in its title or its text, what it is about.</summary>
    private static async Task ExpectDialogAsync(Window window, string dialog, string about)
    {
        await window.Id(dialog).WaitForAsync();
        await Expect(window.Page.Locator(".mud-dialog")).ToContainTextAsync(about);
    }

    private static async Task FillAsync(Window window, string path, params (string Field, string Value)[] values)
    {
        await window.GoAsync(path);
        await FillAsync(window, values);
    }

    private static async Task FillAsync(Window window, params (string Field, string Value)[] values)
    {
        foreach (var (field, value) in values)
        {
            await window.Id($"field-{field}").FillAsync(value);
        }
    }

    private static async Task FillAndLeaveAsync(Window window, params (string Field, string Value)[] values)
    {
        foreach (var (field, value) in values)
        {
            await window.FillAsync($"field-{field}", value);
        }
    }

    private static FilePayload Workbook(string name, byte[] content) => new() { Name = name, MimeType = WorkbookDownload.ContentType, Buffer = content };

    private static string Say(string chinese, string english) => ManualWalk.Say(chinese, english);
}
