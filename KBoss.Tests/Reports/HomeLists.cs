using System.Globalization;
using AngleSharp.Dom;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Leads;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Reports.Activity;
using KBoss.Infrastructure.Reports.Attribution;
using KBoss.Infrastructure.Schedules;
using KBoss.Infrastructure.Settings.Backups;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.AspNetCore.WebUtilities;

namespace KBoss.Tests.Reports;

/// <summary>What the lists show that homes lead to.</summary>
internal static class HomeLists
{
    private static PageRequest All { get; } = Workbooks.Page();

    /// <summary>
    /// What a figure, a bar or a line of a chart counts: its number, or the one that its note begins with where it shows a share; null for a share alone and
    /// for a word, which are no number of rows.
    /// </summary>
    public static decimal? CountOf(IElement link)
    {
        var shown = link.QuerySelector(".k-figure-value, .k-chart-value")!.TextContent;
        return shown == "—" ? 0
            : shown[^1] is '%' or '★' ? link.QuerySelector(".k-figure-note")?.TextContent.Trim().Split(' ')[0] is { } first ? Number(first) : null
            : char.IsAsciiDigit(shown[^1]) ? Number(shown) : null;
    }

    public static decimal Number(string shown) =>
        decimal.Parse(shown.Replace("¥", "", StringComparison.Ordinal), NumberStyles.Number | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>
    /// How many rows the list behind an address shows with its filters, or how much money where that is the figure; null for pages that show more than one
    /// figure.
    /// </summary>
    public static async Task<decimal?> BehindAsync(TestKBoss boss, string href, bool isMoney = false)
    {
        var uri = new Uri("http://localhost" + href);
        var request = All with { Filters = QueryHelpers.ParseQuery(uri.Query).ToDictionary(p => p.Key, p => p.Value.ToString()) };
        var list = GridState.Read(uri.ToString(), null, 50).Request;
        Assert.Equal(request.Filters.OrderBy(f => f.Key, StringComparer.Ordinal), list.Filters.OrderBy(f => f.Key, StringComparer.Ordinal));
        return uri.AbsolutePath switch
        {
            "/approvals" => (await boss.Get<ApprovalQueries>().ListAsync(request)).Total,
            "/sales/customers" => (await boss.Get<CustomerListQueries>().MineAsync(request)).Total,
            "/finance/cash" => await boss.Get<CashQueries>().SumsAsync(request) is var sums && request.Filter("kind") == "OrderPayment" ? -sums.Out : sums.Net,
            "/reports/attribution" => await boss.Get<AttributionQueries>().ReportAsync(request) is var report ? report.Total.SignUps + report.Total.Entered : null,
            "/operations/below-cost" => (await boss.Get<LossQueries>().ListAsync(request)).Total,
            "/operations/offers" => (await boss.Get<TermsWorkbenchQueries>().ListAsync(TermsScope.Public, OfferGrid.All, request)).Total,
            "/orders-desk" => isMoney ? (await boss.Get<OrderDeskQueries>().SumsAsync(request)).Total : (await boss.Get<OrderDeskQueries>().ListAsync(request)).Total,
            "/operations/public-customers" => (await boss.Get<CustomerListQueries>().PoolAsync(request)).Total,
            "/operations/promotions" => (await boss.Get<PromotionQueries>().ListAsync(request)).Total,
            "/stock/devices" => (await boss.Get<DeviceQueries>().ListAsync(request)).Total,
            "/maintenance/tasks" => (await boss.Get<FulfilmentQueries>().TasksAsync(request)).Total,
            "/maintenance/resource-tasks" => (await boss.Get<ResourceTaskService>().ListAsync(request)).Total,
            "/maintenance/tickets" => (await boss.Get<TicketQueries>().ListAsync(request)).Total,
            "/maintenance/connectors" => (await boss.Get<VendorDesk>().CallsAsync(request)).Total,
            "/finance/undelivered" => (await boss.Get<UndeliveredQueries>().ListAsync(request)).Total,
            "/finance/recharges" => (await boss.Get<OfflineRechargeQueries>().ListAsync(request)).Total,
            "/finance/wallets" => (await boss.Get<CashQueries>().WalletsAsync(request)).Total,
            "/admin/members" => request.Filter("joining") == "waiting"
                ? (await boss.Get<MemberQueries>().WaitingAsync()).Count
                : (await boss.Get<MemberQueries>().ListAsync(request)).Total,
            "/reports/activity/members" => (await boss.Get<ActivityQueries>().MembersAsync(request)).Total,
            "/admin/identities" => (await boss.Get<CustomerIdentityQueries>().ListAsync(request)).Total,
            "/admin/join-claims" => (await boss.Get<CustomerIdentityQueries>().ClaimsAsync(request)).Total,
            "/admin/audit" => (await boss.Get<AuditQueries>().ListAsync(request)).Total,
            "/admin/schedules" when request.Filter<ScheduleResult>("result") is { } result =>
                (await boss.Get<ScheduleService>().ListAsync()).Count(schedule => schedule.Result == result),
            "/finance/journal" => (await boss.Get<LedgerQueries>().JournalAsync(request)).Sums!["margin"],
            "/orders" => (await boss.Get<OrderQueries>().ListAsync(request)).Total,
            "/resources" => (await boss.Get<ResourceService>().ListAsync(request)).Total,
            "/me/cash" => -(await boss.Get<WalletQueries>().CashAsync(request with { Size = PageRequest.MaxSize })).Rows.Sum(r => r.Amount),
            "/sales/conversations" => (await boss.Get<ConversationQueries>().ListAsync(request)).Total,
            "/sales/leads" => (await boss.Get<LeadQueries>().ListAsync(request)).Total,
            "/admin/backups" when request.Is("since", "good") => (await boss.Get<BackupService>().ListAsync(request)).Total,
            // How the proof of the book ended, and that a back-up is late, are no rows; the pages say them.
            "/finance/trial-balance" or "/admin/backups" => null,
            var account when account.StartsWith("/finance/accounts/", StringComparison.Ordinal) => await AccountAsync(boss, account[18..], request),
            var unknown => throw new Xunit.Sdk.XunitException($"Compare the figure that leads to {unknown} with its list."),
        };
    }

    private static async Task<decimal> AccountAsync(TestKBoss boss, string code, PageRequest request)
    {
        var account = await boss.Get<LedgerQueries>().AccountAsync(code);
        if (request.Filters.Count == 0)
        {
            return account.Balance;
        }

        var rows = (await boss.Get<LedgerQueries>().StatementAsync(code, request with { Size = PageRequest.MaxSize })).Rows;
        var moved = rows.Sum(r => r.Debit - r.Credit);
        return account.Kind is AccountKind.Asset or AccountKind.Expense ? moved : -moved;
    }
}
