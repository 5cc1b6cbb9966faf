using System.Text.RegularExpressions;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture;

/// <summary>
/// The number or name of what has a page, be it a thing, a customer or a member, is a link wherever it stands, made by the links of <c>Common/Links</c>, which
/// alone know who reads about it where.
/// </summary>
public sealed partial class NumberLinkTests
{
    private const string OfTheCustomer = "a member of the customer, whom its seller has no page of";

    private const string BothSides = "a member of the customer or of its seller";

    /// <summary>Where a number or name stands without a link, or in one of its own, and why.</summary>
    private static readonly Dictionary<string, string> Plain = new()
    {
        ["Delivery/ResourcePage.razor ResourceNo"] = "the page of the resource itself",
        ["Catalog/ImportPage.razor SkuCode"] = "may not be there yet",
        ["Common/Links/CustomerLink.razor CustomerName"] = "the link itself",
        ["Common/Links/SupplierLink.razor SupplierName"] = "the link itself",
        ["Conversations/ConversationTalk.razor Salesperson"] = "told to the customer, too, who has no page of members",
        ["Conversations/ConversationsHomePart.razor CustomerName"] = "leads to the conversation",
        ["Conversations/ConversationsPage.razor CustomerName"] = "leads to the conversation",
        ["Conversations/ConversationsPage.razor LastBy"] = BothSides,
        ["Customers/CustomerFinder.razor Salesperson"] = "in a choice, which a click takes",
        ["Delivery/UndeliveredPage.razor MarkedBy"] = "may be a member of the distributor that delivers",
        ["Delivery/Resources/ResourceTasksPage.razor SupplierName"] = "beside the interface, for Maintenance, which sees no suppliers",
        ["Delivery/Tasks/TaskPage.razor SupplierName"] = "beside the interface, for Maintenance, which sees no suppliers",
        ["Delivery/Tasks/TasksPage.razor SupplierName"] = "beside the interface, for Maintenance, which sees no suppliers",
        ["Leads/LeadPage.razor LeadNo"] = "the page of the lead itself",
        ["Leads/LeadsPage.razor LeadNo"] = "below the name, which is the link",
        ["Orders/CustomerOrders.razor PlacedBy"] = OfTheCustomer,
        ["Orders/OrdersPage.razor PlacedBy"] = OfTheCustomer,
        ["Orders/Desk/OrderDeskPage.razor PlacedBy"] = OfTheCustomer,
        ["Orders/Desk/OrdersDeskPage.razor PlacedBy"] = OfTheCustomer,
        ["Orders/Desk/OrderSheetPage.razor PlacedBy"] = "paper",
        ["Orders/Desk/OrderSheetPage.razor OrderNo"] = "paper",
        ["Orders/Desk/OrderSheetPage.razor SkuCode"] = "paper",
        ["Pricing/Above/WhatIfDialog.razor SkuCode"] = "in a dialog that holds what was typed",
        ["Pricing/Own/OwnTermsEvidence.razor Salesperson"] = "who served the customer when it was asked",
        ["Pricing/Workbench/TermsDialog.razor SkuCode"] = "in a dialog that holds what was typed",
        ["Pricing/Workbench/TermsImportPanel.razor SkuCode"] = "may not be there at all",
        ["Stock/Devices/DeviceTaskLink.razor OrderNo"] = "a link of its own: the order may be another distributor's, the task is the reader's",
        ["Storefront/MyPromotionsPage.razor SkuCode"] = "beside the product, whose page in the shop it is",
        ["Talk/TalkLog.razor Author"] = BothSides,
        ["Tickets/CustomerTickets.razor LastBy"] = BothSides,
        ["Tickets/CustomerTickets.razor OpenedBy"] = OfTheCustomer,
        ["Tickets/Desk/DeskPage.razor LastBy"] = BothSides,
        ["Tickets/Desk/DeskPage.razor OpenedBy"] = OfTheCustomer,
        ["Tickets/Parts/TicketFacts.razor By"] = OfTheCustomer,
        ["Tickets/Parts/TicketFacts.razor ClosedBy"] = BothSides,
        ["Tickets/Parts/TicketFacts.razor OpenedBy"] = OfTheCustomer,
        ["Tickets/TicketsPage.razor LastBy"] = BothSides,
        ["Tickets/TicketsPage.razor OpenedBy"] = OfTheCustomer,
        ["Wallets/Offline/EnterRechargePage.razor RechargeNo"] = "opens beside the form, so that nothing typed is lost",
        ["Wallets/RechargePage.razor RechargeNo"] = "the page of the recharge itself",
    };

    [Fact]
    public void A_number_or_name_of_what_has_a_page_is_a_link()
    {
        var found = Markup().SelectMany(m => Number().Matches(m.Text).Select(n => $"{m.File} {n.Groups["what"].Value}")).Distinct().ToList();
        var plain = found.Except(Plain.Keys).ToList();
        Assert.True(
            plain.Count == 0, $"Write these with the links of Common/Links (CustomerLink, MemberLink …):{Environment.NewLine}{string.Join(Environment.NewLine, plain)}");
        Assert.Empty(Plain.Keys.Except(found));
    }

    /// <summary>A link beside the links would lead staff to the page of customers, or to one that is not theirs to see.</summary>
    [Fact]
    public void The_number_or_name_in_a_link_is_written_by_the_component_of_its_kind()
    {
        var written = Markup().SelectMany(m => Anchor().Matches(m.Text).Where(a => Number().IsMatch(a.Groups["text"].Value)).Select(_ => m.File)).Distinct()
            .Where(file => !Plain.Keys.Any(known => known.StartsWith($"{file} ", StringComparison.Ordinal))).ToList();
        Assert.True(written.Count == 0, string.Join(Environment.NewLine, written));
    }

    /// <summary>The markup of every page and component, without its code and its comments.</summary>
    private static IEnumerable<(string File, string Text)> Markup() => Project.Files("KBoss.Web", "*.razor")
        .Select(file => (Path.GetRelativePath(Path.Combine(Project.Root, "KBoss.Web"), file).Replace('\\', '/'), File.ReadAllText(file)))
        .Select(f => (f.Item1, Comment().Replace(f.Item2, "").Split("@code {")[0]));

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    /// <summary>A number, customer or member that is shown; what an attribute is given begins with its quote.</summary>
    [GeneratedRegex(@"(?<!"")@\(?(?:[\w!?]+\.)*(?<what>OrderNo|ResourceNo|TaskNo|TicketNo|RechargeNo|RequestNo|SkuCode|SupplierName|DeviceNo|StocktakeNo|LeadNo"
        + "|CustomerName|Salesperson|Assignee|AssigneeName|Maker|Author|By|(?:Made|Created|Entered|Posted|Reversed|Decided|Opened|Closed|Looked|Marked|Done"
        + @"|Changed|Confirmed|Started|Uploaded|Placed|Last)By)\b(?!\.)")]
    private static partial Regex Number();

    [GeneratedRegex(@"<a\b[^>]*>(?<text>.*?)</a>", RegexOptions.Singleline)]
    private static partial Regex Anchor();
}
