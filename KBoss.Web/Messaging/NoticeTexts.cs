using KBoss.Domain.Access;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Messaging;

/// <summary>Marks the texts of notices, by kind.</summary>
public sealed class Notices;

/// <summary>Turns a notice into a sentence in the reader's language and into the address of the page that it is about.</summary>
public static class NoticeTexts
{
    /// <summary>The sentence for the notice's kind; one that has no text of its own is announced without its details.</summary>
    public static string Of(IStringLocalizer<Notices> texts, NoticeRow notice)
    {
        var text = texts[$"Kind.{notice.Kind}", [.. notice.Args]];
        return text.ResourceNotFound ? texts["Kind.Other"] : text.Value;
    }

    /// <summary>The page that the notice is about, for a reader of either kind of organization; null when there is none.</summary>
    public static string? Link(OrganizationKind reader, NoticeRow notice) => (notice.Kind, reader) switch
    {
        ("ResourceReady", _) => $"/resources/{notice.Subject}",
        ("RechargePaid" or "RechargeKept", _) => "/me/cash",
        ("TicketOpened" or "TicketSaid" or "TicketClosed", OrganizationKind.Customer) => $"/tickets/{notice.Subject}",
        ("TicketOpened" or "TicketSaid" or "TicketClosed", _) => $"/maintenance/tickets/{notice.Subject}",
        ("CustomersAssigned" or "CustomersMovedAway" or "CustomersMovedHere" or "CustomersReturned", _) => "/sales/customers",
        ("JoinRequested", OrganizationKind.Customer) => "/team",
        ("JoinRequested", _) => "/admin/members",
        ("BelowCostSku" or "BelowCostImport" or "BelowCostAgreement" or "BelowCostBegun" or "BelowCostUpstream", _) => $"/operations/below-cost?supplier={notice.Subject}",
        ("BelowCostAhead", _) => $"/operations/suppliers/{notice.Subject}",
        ("SalesModeAhead", _) => $"/operations/suppliers/{notice.Subject[(notice.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..]}",
        ("SalesModeBegun", _) when notice.Subject.Split('/') is [var grid, var supplier] => $"/operations/{grid}?supplier={supplier}&visible=no",
        ("IdentityToCheck", _) => "/admin/identities?status=Waiting",
        ("JoinToCheck", _) => "/admin/join-claims?status=Waiting",
        ("IdentityVerified" or "IdentityRefused", _) => "/me",
        ("AuthenticatorReset", _) => "/me/security",
        _ => null,
    };
}
