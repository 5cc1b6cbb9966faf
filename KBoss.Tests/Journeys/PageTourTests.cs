using Deque.AxeCore.Playwright;
using KBoss.Tests.Support;

namespace KBoss.Tests.Journeys;

/// <summary>
/// Every page of the route table, opened by somebody who may: it carries its root id, fits the window at both widths and in both
/// languages, and axe finds nothing serious in it (WCAG 2.2 AA).
/// </summary>
public sealed class PageTourTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    public static TheoryData<string, string, string> Tours => new()
    {
        { "", "", "/=page-home /products=page-products /products/1=page-products-detail /account/login=page-account-login /account/register=page-account-register /account/forgot=page-account-forgot /account/agreement=page-account-agreement /account/privacy=page-account-privacy" },
        { "company", "13800000011", "/cart=page-cart /orders=page-orders /resources=page-resources /me=page-me /me/cash=page-me-cash /notices=page-notices" },
        { "operations", "13800000004", "/operations/suppliers=page-operations-suppliers /operations/suppliers/1=page-operations-suppliers-detail /operations/suppliers/1/products=page-operations-suppliers-products /operations/suppliers/1/import=page-operations-suppliers-import /operations/prices=page-operations-prices /operations/discounts=page-operations-discounts /operations/customers=page-operations-customers /operations/public-customers=page-operations-public-customers /operations/transfer=page-operations-transfer" },
        { "sales", "13800000003", "/sales/customers=page-sales-customers /sales/customers/demo-01=page-sales-customers-detail /sales/invites=page-sales-invites" },
        { "finance", "13800000002", "/finance/journal=page-finance-journal /finance/accounts=page-finance-accounts /finance/trial-balance=page-finance-trial-balance" },
        { "maintenance", "13800000005", "/maintenance/tasks=page-maintenance-tasks" },
        { "admin", "13800000001", "/admin/schedules=page-admin-schedules /admin/members=page-admin-members /admin/members/import=page-admin-members-import /admin/departments=page-admin-departments /admin/audit=page-admin-audit /me/security=page-me-security /account/password=page-account-password /account/consent=page-account-consent" },
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
        foreach (var (width, language) in new[] { (1440, "zh-CN"), (390, "en") })
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            await window.SpeakAsync(language);
            foreach (var (path, id) in tour.Split(' ').Select(stop => (stop.Split('=')[0], stop.Split('=')[1])))
            {
                await window.GoAsync(path);
                await window.SeeAsync(id);
                await window.SettledAsync();
                await window.PictureAsync($"tour-{id}-{width}-{language}");
                if (await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
                {
                    problems.Add($"{path} at {width} px scrolls sideways");
                }

                var axe = await window.Page.RunAxe();
                problems.AddRange(axe.Violations.Where(v => v.Impact is "serious" or "critical")
                    .Select(v => $"{path} at {width} px in {language}: {v.Id}: {v.Help} ({string.Join(" | ", v.Nodes.Take(2).Select(n => n.Html))})"));
            }
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }
}
