using System.Text.RegularExpressions;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture;

/// <summary>
/// Every list says who created what is in it, and when: by the two columns that all lists share, or by words of its own; or it stands here with the reason why
/// it does not. A column may be hidden at first.
/// </summary>
public sealed partial class CreatedListTests
{
    private const string Happened = "what happened, which nobody creates";

    private const string Report = "figures, which nobody creates";

    private const string ByTheSystem = "made by the system, from what was paid";

    private const string KeptByTheLog = "when alone: the row does not keep by whom, the audit log does";

    /// <summary>Lists whose rows come to be by an act that has a name: the heads that say who and when.</summary>
    private static readonly Dictionary<string, (string Who, string When)> Named = new()
    {
        ["Approvals/ApprovalsPage.razor approvals"] = ("Maker", "AskedAt"),
        ["Audit/AuditPage.razor audit"] = ("Person", "Time"),
        ["Connectors/Jinan/JinanDifferencesPage.razor jinan-differences"] = ("Looked", "Looked"),
        ["Customers/AssignmentHistory.razor assignments"] = ("By", "Time"),
        ["Customers/CustomerFollowUps.razor follow-ups"] = ("Author", "Time"),
        ["Customers/CustomerMembers.razor members"] = ("Created", "Created"),
        ["Customers/CustomerNotes.razor notes"] = ("Author", "Time"),
        ["Customers/Identities/IdentitiesPage.razor identities"] = ("Customer", "Submitted"),
        ["Customers/Identities/JoinClaimsPage.razor join-claims"] = ("Applicant", "Asked"),
        ["Delivery/ChecklistsPage.razor checklists"] = ("Changed", "Changed"),
        ["Delivery/UndeliveredPage.razor undelivered"] = ("Marked", "Marked"),
        ["Files/Import/ImportPanel.razor imports"] = ("By", "UploadedAt"),
        ["Leads/LeadsPage.razor leads"] = ("Visitor", "Came"),
        ["Orders/CustomerOrders.razor orders"] = ("PlacedBy", "Placed"),
        ["Orders/Desk/OrdersDeskPage.razor orders"] = ("PlacedBy", "Created"),
        ["Orders/OrdersPage.razor orders"] = ("PlacedBy", "Created"),
        ["Organizations/Members/MemberList.razor members"] = ("Created", "Created"),
        ["Pricing/CustomerPrices.razor prices"] = ("AgreedBy", "CreatedAt"),
        ["Promotions/CustomerPromotions.razor promotions"] = ("How", "Joined"),
        ["Promotions/InviteGrid.razor invites"] = ("Salesperson", "Created"),
        ["Promotions/PromotionPage.razor promotion-members"] = ("Customer", "JoinedAt"),
        ["Reports/CustomerGrid.razor customers"] = ("Registered", "Registered"),
        ["Reports/PublicCustomersPage.razor customers"] = ("Registered", "Registered"),
        ["Schedules/SchedulePage.razor runs"] = ("By", "Started"),
        ["Settings/BackupsPage.razor backups"] = ("By", "Started"),
        ["Stock/Devices/DevicePage.razor device-events"] = ("Who", "When"),
        ["Stock/Stocktaking/StocktakesPage.razor stocktakes"] = ("Who", "When"),
        ["Tickets/CustomerTickets.razor tickets"] = ("OpenedBy", "OpenedAt"),
        ["Tickets/Desk/DeskPage.razor tickets"] = ("OpenedBy", "OpenedAt"),
        ["Tickets/TicketsPage.razor tickets"] = ("OpenedBy", "OpenedAt"),
        ["Wallets/Offline/OfflineRechargesPage.razor recharges"] = ("EnteredBy", "Entered"),
    };

    /// <summary>Lists that do not say both, and why.</summary>
    private static readonly Dictionary<string, string> Without = new()
    {
        ["Catalog/SupplierProductsPage.razor products"] = KeptByTheLog,
        ["Connectors/ConnectorsPage.razor calls"] = Happened,
        ["Connectors/ConnectorsPage.razor vendors"] = "what KBoss knows how to call",
        ["Connectors/DeliveryPlansPage.razor delivery-plans"] = "Skus with and without a plan; of a plan it says when it was changed, the audit log by whom",
        ["Connectors/Jinan/JinanAccountsPage.razor jinan-accounts"] = "accounts that the centre gave; who bound one and when stands in its history",
        ["Connectors/Jinan/JinanBillsPage.razor jinan-bills"] = "bills that the centre wrote",
        ["Connectors/Zhongjin/ZhongjinPage.razor zhongjin"] = "customers as they stand at a vendor",
        ["Conversations/ConversationsPage.razor conversations"] = "one for each customer for ever; it says who wrote last",
        ["Delivery/CustomerResources.razor resources"] = ByTheSystem,
        ["Delivery/Resources/ResourceTasksPage.razor resource-tasks"] = ByTheSystem,
        ["Delivery/ResourcesPage.razor resources"] = ByTheSystem,
        ["Delivery/Tasks/TasksPage.razor tasks"] = ByTheSystem,
        ["Files/Import/ImportPanel.razor import-rows"] = "a preview of what is not there yet",
        ["Leads/LeadFiguresPage.razor members"] = Report,
        ["Ledger/AccountPage.razor statement"] = "posted by the system; the entry leads to who caused it",
        ["Ledger/AccountsPage.razor accounts"] = Report,
        ["Ledger/JournalPage.razor entries"] = "posted by the system; the entry leads to who caused it",
        ["Marketing/CampaignResultsPanel.razor campaign-orders"] = Report,
        ["Marketing/CampaignResultsPanel.razor recipients"] = Happened,
        ["Messaging/MessagesPage.razor messages"] = Happened,
        ["Organizations/Departments/DepartmentsPage.razor department-members"] = "seats; the member's page says who added the member",
        ["Pricing/Above/PriceLookupPage.razor prices"] = "the answer to a question about an instant",
        ["Pricing/Below/DistributorsPage.razor distributors"] = KeptByTheLog,
        ["Pricing/BelowCostPage.razor losses"] = Report,
        ["Pricing/OffersPage.razor offers"] = "Skus that the distributor could sell; who set the terms of one stands at its discounts and prices",
        ["Pricing/Workbench/TermsDialog.razor preview"] = "what the reader's own change would do",
        ["Pricing/Workbench/TermsWorkbench.razor @Name"] = "Skus with terms or without; it says who set them, and each has its history",
        ["Reports/Activity/ActiveMembersPage.razor active-members"] = Report,
        ["Reports/Activity/ActivityPage.razor activity"] = Report,
        ["Reports/Attribution/AttributionPage.razor attribution"] = Report,
        ["Reports/Attribution/BehindPage.razor customers"] = Report,
        ["Reports/Attribution/BehindPage.razor orders"] = Report,
        ["Reports/Opportunities/OpportunitiesPage.razor due"] = Report,
        ["Reports/Opportunities/OpportunitiesPage.razor growing"] = Report,
        ["Reports/Opportunities/OpportunitiesPage.razor unused"] = Report,
        ["Reports/Registrations/RegistrationsPage.razor registrations"] = Report,
        ["Reports/Sales/SalesReportPage.razor sales"] = Report,
        ["Reports/TransferPage.razor customers"] = "from which the reader is choosing",
        ["Schedules/SchedulesPage.razor schedules"] = "what KBoss does by itself",
        ["Stock/Products/DeviceProductPage.razor loadable"] = "from which the reader is choosing",
        ["Stock/Products/DeviceProductPage.razor loaded"] = "devices of one product; the list of devices says it",
        ["Stock/Products/DeviceProductsPage.razor device-products"] = KeptByTheLog,
        ["Stock/Stocktaking/StocktakePage.razor stocktake-lines"] = "lines of one count, which says it",
        ["Suppliers/SupplierPage.razor agreements"] = KeptByTheLog,
        ["Suppliers/SuppliersPage.razor suppliers"] = KeptByTheLog,
        ["Tickets/Desk/TicketFiguresPage.razor members"] = Report,
        ["Wallets/Cash/CashDeskPage.razor cash"] = Happened,
        ["Wallets/Cash/CustomerWalletPage.razor cash"] = Happened,
        ["Wallets/Cash/WalletsPage.razor wallets"] = "one for each customer, opened by the system",
        ["Wallets/CashPage.razor cash"] = Happened,
        ["Wallets/CustomerCash.razor cash"] = Happened,
    };

    [Fact]
    public void Every_list_says_who_created_what_and_when_or_says_why_it_does_not()
    {
        var lists = Project.Files("KBoss.Web", "*.razor").Where(file => Path.GetFileName(file) != "DataGrid.razor").SelectMany(ListsOf).ToList();
        Assert.True(lists.Count > 70, $"Found {lists.Count} lists only.");
        var shared = lists.Where(list => Has(list.Heads, "CreatedBy") && Has(list.Heads, "CreatedAt")).Select(list => list.Name).ToList();
        var named = lists.Where(list => Named.TryGetValue(list.Name, out var heads) && Has(list.Heads, heads.Who) && Has(list.Heads, heads.When))
            .Select(list => list.Name).ToList();
        Assert.Empty(Named.Keys.Except(named));
        Assert.Empty(Without.Keys.Except(lists.Select(list => list.Name)));
        Assert.Empty(Without.Keys.Intersect(shared.Concat(named)));
        var silent = lists.Select(list => list.Name).Except(shared).Except(named).Except(Without.Keys).ToList();
        Assert.True(silent.Count == 0, $"Give these T[\"CreatedBy\"] and T[\"CreatedAt\"], or say why not: {string.Join(Environment.NewLine, silent)}");
    }

    /// <summary>Where a list has the shared column of the time, people may sort by it unless the list is one thing's own, which has an order.</summary>
    [Fact]
    public void The_shared_column_of_the_time_sorts()
    {
        string[] ordered = ["Pricing/CustomerPrices.razor", "Suppliers/SupplierPage.razor"];
        var still = Project.Files("KBoss.Web", "*.razor")
            .SelectMany(file => Time().Matches(File.ReadAllText(file)).Where(c => !c.Value.Contains("Sort=\"created\"", StringComparison.Ordinal)).Select(_ => Name(file)))
            .Except(ordered).ToList();
        Assert.True(still.Count == 0, string.Join(Environment.NewLine, still));
    }

    private static bool Has(string heads, string word) => heads.Contains($"[\"{word}\"]\"", StringComparison.Ordinal);

    private static IEnumerable<(string Name, string Heads)> ListsOf(string file)
    {
        var text = File.ReadAllText(file);
        foreach (Match list in List().Matches(text))
        {
            var end = text.IndexOf("</DataGrid>", list.Index, StringComparison.Ordinal);
            var heads = Head().Matches(text[list.Index..end]).Select(head => head.Value);
            yield return ($"{Name(file)} {Called().Match(list.Value).Groups[1].Value}", string.Join(' ', heads));
        }
    }

    private static string Name(string file) => Path.GetRelativePath(Path.Combine(Project.Root, "KBoss.Web"), file).Replace('\\', '/');

    [GeneratedRegex(@"<DataGrid\b(?:[^>""]|""[^""]*"")*>")]
    private static partial Regex List();

    [GeneratedRegex(@"\bName=""([^""]*)""")]
    private static partial Regex Called();

    [GeneratedRegex(@"\bTitle=""@\w+\[""[^""]*""\]""")]
    private static partial Regex Head();

    [GeneratedRegex(@"<Column[^>]*Title=""@T\[""CreatedAt""\]""[^>]*>")]
    private static partial Regex Time();
}
