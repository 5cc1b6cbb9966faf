using System.Text.RegularExpressions;
using KBoss.Tests.Support;

namespace KBoss.Tests.Journeys;

/// <summary>
/// Every page of the route table, opened by somebody who may: it carries its root id, fits the window at both widths and in both
/// languages, shows no key in place of a text, and axe finds nothing serious in it (WCAG 2.2 AA).
/// </summary>
[BrowserTest]
public sealed partial class PageTourTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    public static TheoryData<string, string, string> Tours => new()
    {
        {
            "", "",
            "/=page-home /products=page-products /products/1=page-products-detail /account/login=page-account-login "
            + "/account/register=page-account-register /account/forgot=page-account-forgot /account/agreement=page-account-agreement "
            + "/account/privacy=page-account-privacy"
        },
        {
            "company", "13800000011",
            "/cart=page-cart /orders=page-orders /resources=page-resources /me=page-me /me/cash=page-me-cash /me/cash/statement=page-me-cash-statement "
            + "/me/promotions=page-me-promotions /me/reminders=page-me-reminders /notices=page-notices /tickets=page-tickets "
            + "/conversation=page-conversation /resources/calendar=page-resources-calendar"
        },
        {
            "operations", "13800000004",
            "/home=page-staff-home /operations/lists=page-operations-lists "
            + "/operations/suppliers=page-operations-suppliers /operations/suppliers/1=page-operations-suppliers-detail "
            + "/operations/suppliers/1/products=page-operations-suppliers-products /operations/suppliers/2/import=page-operations-suppliers-import "
            + "/operations/prices=page-operations-prices /operations/discounts=page-operations-discounts "
            + "/operations/offers=page-operations-offers /operations/below-cost=page-operations-below-cost "
            + "/operations/customers=page-operations-customers /operations/public-customers=page-operations-public-customers "
            + "/operations/transfer=page-operations-transfer /operations/promotions=page-operations-promotions "
            + "/operations/price-events=page-operations-price-events /operations/distributors=page-operations-distributors "
            + "/reports/prices=page-reports-prices /reports/attribution=page-reports-attribution /reports/opportunities=page-reports-opportunities "
            + "/approvals=page-approvals /operations/checklists=page-operations-checklists /operations/delivery-plans=page-operations-delivery-plans "
            + "/stock/devices=page-stock-devices /stock/kinds=page-stock-kinds /stock/places=page-stock-places /stock/products=page-stock-products "
            + "/stock/stocktakes=page-stock-stocktakes"
        },
        {
            "sales", "13800000003",
            "/home=page-staff-home /sales/customers=page-sales-customers /sales/customers/demo-01=page-sales-customers-detail /sales/invites=page-sales-invites "
            + "/sales/discounts=page-sales-discounts /sales/prices=page-sales-prices /orders-desk=page-orders-desk "
            + "/sales/campaigns=page-sales-campaigns /sales/campaigns/new=page-sales-campaigns-new "
            + "/sales/conversations=page-sales-conversations /sales/leads=page-sales-leads /sales/lead-figures=page-sales-lead-figures /reports/sales=page-reports-sales "
            + "/reports/registrations=page-reports-registrations /sales/zhongjin=page-sales-zhongjin /sales/jinan=page-sales-jinan /sales/jinan-bills=page-sales-jinan-bills "
            + "/sales/jinan-differences=page-sales-jinan-differences"
        },
        {
            "finance", "13800000002",
            "/home=page-staff-home /orders-desk=page-orders-desk /finance/journal=page-finance-journal "
            + "/finance/accounts=page-finance-accounts /finance/trial-balance=page-finance-trial-balance "
            + "/finance/recharge=page-finance-recharge /finance/recharges=page-finance-recharges "
            + "/finance/cash=page-finance-cash /finance/wallets=page-finance-wallets /finance/wallets/demo-01=page-finance-wallets-detail "
            + "/finance/wallets/demo-01/statement=page-finance-wallets-statement /finance/undelivered=page-finance-undelivered"
        },
        {
            "maintenance", "13800000005",
            "/home=page-staff-home /maintenance/tasks=page-maintenance-tasks /maintenance/tickets=page-maintenance-tickets "
            + "/maintenance/resource-tasks=page-maintenance-resource-tasks /maintenance/ticket-figures=page-maintenance-ticket-figures "
            + "/maintenance/ticket-setup=page-maintenance-ticket-setup /maintenance/connectors=page-maintenance-connectors"
        },
        {
            "admin", "13800000001",
            "/home=page-staff-home "
            + "/admin/approvals=page-admin-approvals /admin/schedules=page-admin-schedules /admin/members=page-admin-members /admin/members/import=page-admin-members-import "
            + "/admin/departments=page-admin-departments /admin/audit=page-admin-audit /me/security=page-me-security "
            + "/admin/identities=page-admin-identities /admin/join-claims=page-admin-join-claims /account/password=page-account-password /account/consent=page-account-consent "
            + "/admin/settings=page-admin-settings /admin/backups=page-admin-backups /admin/messages=page-admin-messages "
            + "/admin/messages/templates=page-admin-templates /reports/activity=page-reports-activity"
        },
        { "person", "13800000012", "/team=page-team /team/import=page-team-import /me/security=page-me-security" },
    };

    [Theory]
    [MemberData(nameof(Tours))]
    public async Task Every_page_has_its_id_fits_the_window_and_is_accessible(string account, string phone, string tour)
    {
        await using var window = await browser.OpenAsync(app);
        if (account.Length > 0)
        {
            await window.SignInAsync(account, phone);
        }

        var problems = new List<string>();
        foreach (var (language, widths) in new[] { ("zh-CN", new[] { 1440, 390 }), ("en", [390, 1440]) })
        {
            await window.SpeakAsync(language);
            foreach (var (path, id) in Stops(tour))
            {
                await window.Page.SetViewportSizeAsync(widths[0], 900);
                await window.GoAsync(path);
                await window.SeeAsync(id);
                await window.SettledAsync();
                var where = $"{path} in {language} at";
                problems.AddRange((await Accessibility.ProblemsAsync(window.Page, colours: language == "zh-CN")).Select(problem => $"{where} {widths[0]} px: {problem}"));
                problems.AddRange(ResourceKey().Matches(await window.Id(id).First.InnerTextAsync()).Select(key => $"{where} {widths[0]} px shows {key}"));
                foreach (var width in widths)
                {
                    await window.ResizeAsync(width);
                    await window.PictureAsync($"tour-{id}-{width}-{language}");
                    if (await window.WideAsync() is { } wide)
                    {
                        problems.Add($"{where} {width} px scrolls sideways: {wide}");
                    }
                }
            }
        }

        var menu = await window.Page.Locator(".k-console-drawer nav a[href^='/']").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");
        problems.AddRange(menu.Except(Tours.SelectMany(row => Stops(row.Data.Item3).Select(stop => stop.Path))).Select(path => $"{path} stands in the menu and in no tour"));
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private static IEnumerable<(string Path, string Id)> Stops(string tour) => tour.Split(' ').Select(stop => (stop.Split('=')[0], stop.Split('=')[1]));

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\.[A-Z][A-Za-z]+\b")]
    private static partial Regex ResourceKey();
}
