using System.Reflection;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Preferences;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Every use case and query of every module, found in the assembly, called by somebody of another organization with ids and numbers of the first,
/// and by a member without a role. A new method is called too, or the test says what it needs to know about it.
/// </summary>
public sealed class ForeignCallTests(AccessWorld world) : IClassFixture<AccessWorld>
{
    /// <summary>What every member does with its own account, whatever its roles; a cart without buyer is an empty one.</summary>
    private static readonly string[] OfOneself =
    [
        nameof(AccountSecurityService), nameof(PasswordChangeService), nameof(AuthenticatorService), nameof(NoticeService), nameof(ConsentService),
        nameof(PreferenceService), nameof(ListViewService),
        "CartQueries.CountAsync", "ConversationQueries.CountUnreadAsync", "ApprovalQueries.CountWaitingAsync", "ApprovalQueries.WaitingAsync",
    ];

    /// <summary>What does a duty; and the figures of the header, which are none for a visitor and then.</summary>
    private static readonly string[] DoesADuty =
    [
        nameof(PasswordChangeService), nameof(ConsentService), "NoticeService.CountUnreadAsync", "CartQueries.CountAsync",
        "ConversationQueries.CountUnreadAsync", "ApprovalQueries.CountWaitingAsync", "ApprovalQueries.WaitingAsync",
    ];

    [Fact]
    public async Task R_ISO_1_nothing_that_is_read_or_written_by_another_organization_gives_away_or_changes_a_row()
    {
        var before = await world.SnapshotAsync();
        var wrong = new List<string>();
        foreach (var method in Calls.All)
        {
            using var sql = new CommandCount(world.Boss);
            foreach (var actor in new[] { world.Foreigner, world.ForeignBuyer })
            {
                var (result, refusal) = await Calls.RunAsync(world, method, actor);
                Expected(wrong, method, actor, refusal);
                var found = AccessWorld.Found(result, world.Traces);
                if (found.Count > 0)
                {
                    wrong.Add($"{Calls.NameOf(method)} gave another {actor.Kind}: {string.Join(", ", found.Take(5))}");
                }

                if (refusal is RuleException { Args: var args }
                    && AccessWorld.Found(string.Join(' ', args), world.Traces).Except(world.Keys.Values).ToList() is { Count: > 0 } told)
                {
                    wrong.Add($"{Calls.NameOf(method)} refused another {actor.Kind} by telling {string.Join(", ", told)}");
                }
            }

            if (sql.Wrote && await world.SnapshotAsync() is var after && after != before)
            {
                wrong.Add($"{Calls.NameOf(method)} changed rows of the first organization: {string.Join(" | ", after.Split('\n').Except(before.Split('\n')).Take(3))}");
                before = after;
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public async Task R_ISO_2_a_salesperson_without_customers_reads_nothing_of_a_colleagues_customer()
    {
        var wrong = new List<string>();
        foreach (var method in Calls.All.Where(m => Calls.IsQuery(m) || Calls.IsGrid(m)))
        {
            var (result, refusal) = await Calls.RunAsync(world, method, world.OtherSales);
            Expected(wrong, method, world.OtherSales, refusal);
            if (AccessWorld.Found(result, world.CustomerTraces) is { Count: > 0 } found)
            {
                wrong.Add($"{Calls.NameOf(method)} gave a colleague: {string.Join(", ", found.Take(5))}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public async Task A_member_without_a_role_can_do_nothing_but_look_after_its_own_account()
    {
        var wrong = new List<string>();
        foreach (var method in Calls.All.Where(m => !OfOneself.Contains(m.DeclaringType!.Name) && !OfOneself.Contains(Calls.NameOf(m))))
        {
            var (_, refusal) = await Calls.RunAsync(world, method, world.Newcomer);
            if (refusal is not (PermissionException or SignInException))
            {
                wrong.Add($"{Calls.NameOf(method)} answered a member without a role with {refusal?.GetType().Name ?? "a result"} {refusal?.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>Its roles are held back as well, but here it has them: the duty alone is what refuses.</summary>
    [Fact]
    public async Task A_member_with_a_duty_left_can_do_nothing_but_that_duty()
    {
        var wrong = new List<string>();
        foreach (var duty in Enum.GetValues<SignInDuty>())
        {
            foreach (var method in Calls.All.Where(m => !DoesADuty.Contains(m.DeclaringType!.Name) && !DoesADuty.Contains(Calls.NameOf(m))))
            {
                foreach (var actor in new[] { world.Staff, world.Buyer })
                {
                    var (_, refusal) = await Calls.RunAsync(world, method, actor with { Duty = duty });
                    if (refusal is not (DutyException or SignInException))
                    {
                        wrong.Add($"{Calls.NameOf(method)} answered a {actor.Kind} with {refusal?.GetType().Name ?? "a result"} {refusal?.Message}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>Without this, an isolation test that never names a real row would pass too.</summary>
    [Fact]
    public async Task The_same_questions_show_the_first_organization_its_own_rows()
    {
        var silent = new List<string>();
        foreach (var method in Calls.All.Where(m => Calls.IsQuery(m) || Calls.IsGrid(m)))
        {
            var found = AccessWorld.Found((await Calls.RunAsync(world, method, world.Staff)).Result, world.Traces).Count
                + AccessWorld.Found((await Calls.RunAsync(world, method, world.Buyer)).Result, world.Traces).Count;
            if (found == 0)
            {
                silent.Add(Calls.NameOf(method));
            }
        }

        Assert.True(silent.SequenceEqual(SaysNothingOfOneOrganization), string.Join(Environment.NewLine, silent));
    }

    [Fact]
    public async Task Every_grid_is_read_in_fewer_than_five_queries_and_paged_by_the_database()
    {
        var wrong = new List<string>();
        foreach (var method in Calls.All.Where(Calls.IsGrid))
        {
            var (counts, most) = (new List<int>(), 0);
            // What a process remembers for a minute, as working hours, is not asked for by each page.
            await Calls.RunAsync(world, method, world.Staff, 1);
            foreach (var size in new[] { 1, 50 })
            {
                foreach (var actor in new[] { world.Staff, world.Buyer })
                {
                    using var sql = new CommandCount(world.Boss);
                    var (page, refusal) = await Calls.RunAsync(world, method, actor, size);
                    if (refusal is null && TotalOf(page) is > 0 and var total)
                    {
                        most = Math.Max(most, total);
                        counts.Add(sql.Queries.Count);
                        if (sql.Queries.Count > MostQueries.GetValueOrDefault(Calls.NameOf(method), 4) || !sql.Queries.Any(q => q.Contains("LIMIT", StringComparison.Ordinal)))
                        {
                            wrong.Add($"{Calls.NameOf(method)}, {size} rows: {sql.Queries.Count} queries{Environment.NewLine}{string.Join(Environment.NewLine, sql.Queries)}");
                        }
                    }
                }
            }

            if (most < 3)
            {
                wrong.Add($"{Calls.NameOf(method)} has {most} rows: give {nameof(AccessWorld)} three, so that a query for each of them is noticed");
            }

            if (counts.Count < 2 || (counts.Distinct().Count() > 1 && !AsksForWhatIsShown.Contains(method.DeclaringType)))
            {
                wrong.Add($"{Calls.NameOf(method)} took {string.Join(", ", counts)} queries for 1 and for 50 rows");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>
    /// What is sold below cost, or not at all, is stored nowhere: it takes agreements, terms and what those above and below agreed, once for all rows
    /// [R-PRC-4].
    /// </summary>
    private static Dictionary<string, int> MostQueries { get; } = new()
    {
        ["CustomerTermsQueries.OfCustomerAsync"] = 8,
        ["LossQueries.ListAsync"] = 8,
        // What is kept by ids is called by its names: one query for each kind of row that stands on the page, however many lines it has.
        ["AuditQueries.ListAsync"] = 14,
        ["CatalogQueries.ProductsAsync"] = 7,
        // What is free, used, awaited and sold is stored nowhere: it is counted once for all rows.
        ["DeviceProductQueries.ListAsync"] = 5,
        // What is on its way and what runs are rows of two kinds in one list, each counted and read, with their doors and what renews by itself.
        ["ResourceService.ListAsync"] = 7,
        // Who may decide is stored nowhere: it follows from levels, roles and absences of this moment, read once for all requests that wait.
        ["ApprovalQueries.ListAsync"] = 5,
        // Whether the supplier or customer of the upload is the actor's is asked first [R-ISO-2].
        ["ImportQueries<ProductRow>.RowsAsync"] = 5,
        ["ImportQueries<CustomerTermsSheetRow>.RowsAsync"] = 5,
        ["ImportQueries<PromotionTermsSheetRow>.RowsAsync"] = 5,
        ["ImportQueries<DistributorTermsSheetRow>.RowsAsync"] = 5,
    };

    /// <summary>
    /// A page of one row may show nothing of a kind, and then nothing of it is asked for: names in the audit log, what runs behind what is on its way.
    /// </summary>
    private static readonly Type?[] AsksForWhatIsShown = [typeof(AuditQueries), typeof(ResourceService)];

    private static int TotalOf(object? page) => (int)page!.GetType().GetProperty("Total")!.GetValue(page)!;

    /// <summary>What these return is a figure, an id, a name that too many have to be a trace, or a file to fill in.</summary>
    private static string[] SaysNothingOfOneOrganization { get; } =
    [
        "ApprovalQueries.CountWaitingAsync", "ApprovalQueries.WaitingAsync", "DingTalkQueries.SettingsAsync", "DingTalkQueries.OfRequestAsync",
        "CatalogQueries.SightAsync", "ProductWordQueries.MissingAsync", "JinanAccountQueries.RevealSecretAsync", "ConversationQueries.CountsAsync",
        "ConversationQueries.CountUnreadAsync", "FulfilmentHomeQueries.GetAsync", "FulfilmentHomeQueries.DoneAsync",
        "ImportQueries<JinanAccountSheetRow>.TemplateAsync", "ImportQueries<MemberSheetRow>.TemplateAsync",
        "ImportQueries<DistributorTermsSheetRow>.TemplateAsync", "ImportQueries<CustomerTermsSheetRow>.TemplateAsync",
        "ImportQueries<PromotionTermsSheetRow>.TemplateAsync", "ImportQueries<PublicTermsRow>.TemplateAsync", "LeadFigureQueries.MembersAsync", "LeadQueries.HandlersAsync",
        "LeadQueries.ClaimersAsync", "LeadQueries.HomeAsync", "LedgerHomeQueries.GetAsync", "LedgerHomeQueries.ResultsAsync", "CampaignResultQueries.SumAsync",
        "TextMessageQueries.SumAsync", "CartQueries.NextChangeAsync", "CartQueries.CountAsync", "OrderDeskQueries.SumsAsync",
        "OrderDeskQueries.SalespeopleAsync", "SuppliedQueries.OfOrderAsync", "WhatIfQueries.OfTermsAsync", "WhatIfQueries.OfPromotionAsync",
        "LossQueries.StopsAsync", "ShelfQueries.GetAsync", "TermsWorkbenchQueries.AuthorsAsync", "TermsWorkbenchQueries.HistoryAsync",
        "PromotionQueries.NextChangeAsync", "ActivityQueries.SumAsync", "CustomerOverviewQueries.OfCustomerAsync", "AdminHomeQueries.GetAsync",
        "CustomerHomeQueries.GetAsync", "CustomerHomeQueries.SpendingAsync", "FinanceHomeQueries.GetAsync", "FinanceHomeQueries.MoneyInAsync",
        "OperationsHomeQueries.GetAsync", "OperationsHomeQueries.OrderedAsync", "SalesHomeQueries.GetAsync", "SalesHomeQueries.RevenueAsync",
        "RegistrationQueries.ReportAsync", "RegistrationQueries.ExportAsync", "SalesReportQueries.SumAsync",
        "ScheduleService.RunsAsync", "SearchQueries.FindAsync",
        "DeviceProductQueries.ProposedLowStockAsync", "TicketFigureQueries.ClosingAsync", "TicketFigureQueries.MembersAsync",
        "TicketHomeQueries.GetAsync", "TicketHomeQueries.AnswersAsync",
        "TicketQueries.CountsAsync", "TicketQueries.FoundAsync", "TicketQueries.ColleaguesAsync", "CashQueries.SumsAsync",
        "CashQueries.WalletSumsAsync", "CashQueries.ServingAsync", "WalletQueries.FiguresAsync",
        // The order of the first organization was not begun to be paid through Alipay.
        "WalletQueries.OfOrderAsync",
    ];

    private static void Expected(List<string> wrong, MethodInfo method, Actor actor, Exception? refusal)
    {
        if (refusal is not (null or RuleException or NotFoundException or PermissionException or SignInException))
        {
            wrong.Add($"{Calls.NameOf(method)} failed for another {actor.Kind}: {refusal.GetType().Name} {refusal.Message}");
        }
    }
}
