using KBoss.Domain.Access;
using KBoss.Infrastructure.Messaging;
using KBoss.Web.Messaging;

namespace KBoss.Tests.Messaging;

public sealed class NoticeTextsTests
{
    [Theory]
    [InlineData("ResourceReady", "RS1", OrganizationKind.Customer, "/resources/RS1")]
    [InlineData("ResourcesReady", "KB1", OrganizationKind.Customer, "/orders/KB1")]
    [InlineData("RechargePaid", "RC1", OrganizationKind.Customer, "/me/cash")]
    [InlineData("RechargeKept", "RC1", OrganizationKind.Customer, "/me/cash")]
    [InlineData("LowBalance", "", OrganizationKind.Customer, "/me/cash")]
    [InlineData("LowBalanceCustomer", "C1", OrganizationKind.Distributor, "/sales/customers/C1")]
    [InlineData("ResourceEnding", "RS1", OrganizationKind.Customer, "/resources/RS1")]
    [InlineData("ResourceEndingAuto", "RS1", OrganizationKind.Customer, "/resources/RS1")]
    [InlineData("ResourceEndingCustomer", "C1", OrganizationKind.Distributor, "/sales/customers/C1")]
    [InlineData("TicketOpened", "TK1", OrganizationKind.Distributor, "/maintenance/tickets/TK1")]
    [InlineData("TicketSaid", "TK1", OrganizationKind.Distributor, "/maintenance/tickets/TK1")]
    [InlineData("TicketSaid", "TK1", OrganizationKind.Customer, "/tickets/TK1")]
    [InlineData("TicketClosed", "TK1", OrganizationKind.Customer, "/tickets/TK1")]
    [InlineData("ConversationSaid", "C1", OrganizationKind.Distributor, "/sales/conversations/C1")]
    [InlineData("ConversationSaid", "C1", OrganizationKind.Customer, "/conversation")]
    [InlineData("CustomersAssigned", "", OrganizationKind.Distributor, "/sales/customers")]
    [InlineData("CustomersMovedAway", "", OrganizationKind.Distributor, "/sales/customers")]
    [InlineData("CustomersMovedHere", "", OrganizationKind.Distributor, "/sales/customers")]
    [InlineData("CustomersReturned", "", OrganizationKind.Distributor, "/sales/customers")]
    [InlineData("JoinRequested", "", OrganizationKind.Distributor, "/admin/members")]
    [InlineData("JoinRequested", "", OrganizationKind.Customer, "/team")]
    [InlineData("AuthenticatorReset", "", OrganizationKind.Customer, "/me/security")]
    [InlineData("SupplyTermsChanged", "prices", OrganizationKind.Distributor, "/operations/prices")]
    [InlineData("SupplyTermsChanged", "discounts", OrganizationKind.Distributor, "/operations/discounts")]
    [InlineData("CreditRaised", "C1", OrganizationKind.Distributor, "/sales/customers/C1")]
    [InlineData("JoinAccepted", "", OrganizationKind.Customer, null)]
    public void A_notice_leads_its_reader_to_what_it_is_about(string kind, string subject, OrganizationKind reader, string? link) =>
        Assert.Equal(link, NoticeTexts.Link(reader, new NoticeRow(1, kind, subject, [], default, IsRead: false)));
}
