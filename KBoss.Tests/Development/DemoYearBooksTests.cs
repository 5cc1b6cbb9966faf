using System.Text.RegularExpressions;
using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Ledger;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.Ledger;
using KBoss.Web.Orders.Desk;
using KBoss.Web.Wallets.Offline;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Development;

/// <summary>From any figure of a book to what it comes from, and back.</summary>
public sealed partial class DemoYearTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("finance", true)]
    [InlineData("north-finance", false)]
    public async Task F_LED_from_the_trial_balance_every_kind_of_entry_leads_to_its_thing_and_back(string account, bool root)
    {
        await using var scope = company.Web.Services.CreateAsyncScope();
        await using var pages = await SignedInAsync(scope.ServiceProvider, account);
        var accounts = Links(Shown(pages.Open<TrialBalancePage>()), @"/finance/accounts/([^""?]+)");
        Assert.True(accounts.Count > 5, $"{accounts.Count} accounts");
        foreach (var code in accounts)
        {
            var page = Shown(pages.Open<AccountPage>(p => p.Add(a => a.Code, code)));
            Assert.DoesNotMatch(@">\s*#\d", page);
            Assert.True(page.Contains("data-testid=\"row-statement\"", StringComparison.Ordinal) == Links(page, "(/finance/journal/[^\"?]+)").Count > 0, code);
        }

        string[] kinds = root
            ? [LedgerEvents.Recharge, LedgerEvents.OfflineRecharge, JournalEntry.ReversalOf(LedgerEvents.OfflineRecharge), LedgerEvents.Sale, LedgerEvents.SaleToDistributor]
            : [LedgerEvents.Recharge, LedgerEvents.OfflineRecharge, LedgerEvents.Sale];
        await using var db = company.Web.Db();
        var own = await db.Members.Where(m => m.UserName == account).Select(m => m.OrganizationId).SingleAsync();
        Assert.Equal(kinds.Order(), (await db.JournalEntries.Where(e => e.OrganizationId == own).Select(e => e.EventKind).Distinct().ToListAsync()).Order());
        foreach (var kind in kinds)
        {
            pages.Services.GetRequiredService<NavigationManager>().NavigateTo($"/finance/journal?event={kind}");
            var journal = Shown(pages.Open<JournalPage>());
            Assert.DoesNotMatch(@">\s*#\d", journal);
            var references = Links(journal, $@"/finance/journal/{kind}/([^""?]+)");
            Assert.NotEmpty(references);
            foreach (var reference in references.Take(2))
            {
                Walk(pages, kind, reference);
            }
        }
    }

    /// <summary>The page of an entry, what it links, and from there the entry again.</summary>
    private static void Walk(PageTest pages, string kind, string reference)
    {
        var opened = pages.Open<EntryPage>(p => p.Add(e => e.EventKind, kind).Add(e => e.Reference, reference));
        var entry = Shown(opened);
        Assert.DoesNotMatch(@">\s*#\d", entry);
        Assert.NotEmpty(Links(entry, "(/finance/accounts/[^\"?]+)"));
        if (kind == LedgerEvents.SaleToDistributor)
        {
            // The order is the distributor's below: what was sold to it stands here. The Sku, whose page explains the price, is a link for whoever sees prices.
            opened.WaitForAssertion(() => Assert.NotEmpty(opened.FindAll("[data-testid=row-supplied]")), Soon);
            return;
        }

        var thing = Assert.Single(Links(entry, kind == LedgerEvents.Sale ? "/orders-desk/([^\"?]+)" : "/finance/recharges/([^\"?]+)"));
        var page = kind == LedgerEvents.Sale
            ? Shown(pages.Open<OrderDeskPage>(p => p.Add(o => o.OrderNo, thing)))
            : Shown(pages.Open<SellersRechargePage>(p => p.Add(r => r.RechargeNo, thing)));
        Assert.Contains($"/finance/journal/{kind}/{reference}\"", page, StringComparison.Ordinal);
        Assert.True(kind != LedgerEvents.Sale || page.Contains("action-why-price", StringComparison.Ordinal), reference);
    }

    private async Task<PageTest> SignedInAsync(IServiceProvider services, string account)
    {
        await using var db = company.Web.Db();
        var member = await db.Members.AsNoTracking().Include(m => m.Roles).SingleAsync(m => m.UserName == account);
        var organization = await db.Organizations.AsNoTracking().SingleAsync(o => o.Id == member.OrganizationId);
        var actor = new Actor(member.Id, organization.Id, organization.Kind, member.Name, member.Roles.Select(r => r.Role).ToHashSet())
        {
            IsOfRoot = organization.SellerId is null,
        };
        ((IHostEnvironmentAuthenticationStateProvider)services.GetRequiredService<AuthenticationStateProvider>())
            .SetAuthenticationState(Task.FromResult(new AuthenticationState(new MemberPrincipal(actor, [], "test"))));
        var pages = new PageTest(services, actor);
        pages.Services.AddSingleton<IEntryPart, SuppliedOfEntryPart>();
        return pages;
    }

    /// <summary>The markup once everything is read.</summary>
    private static string Shown<TPage>(IRenderedComponent<TPage> page)
        where TPage : IComponent
    {
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".k-skeleton, [aria-busy=true]")), Soon);
        return page.Markup;
    }

    private static IReadOnlyList<string> Links(string markup, string pattern) =>
        [.. Regex.Matches(markup, $"href=\"{pattern}\"").Select(link => link.Groups[1].Value).Distinct()];
}
