using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Messaging;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Messaging;

/// <summary>Marks the texts of notices, by kind.</summary>
public sealed class Notices;

/// <summary>Turns a notice into a sentence in the reader's language and into the address of the page that it is about.</summary>
public static class NoticeTexts
{
    /// <summary>The sentence for the notice's kind; one that has no text of its own is announced without its details.</summary>
    /// <param name="names">How subjects are called that are kept by a code, such as schedules.</param>
    public static string Of(IStringLocalizer<Notices> texts, NoticeRow notice, ChangeTexts? names = null)
    {
        var words = texts[$"Kind.{notice.Kind}"].Value;
        var args = notice.Args.Select((arg, i) => words.Contains($"¥{{{i}}}", StringComparison.Ordinal) ? Amount(arg) : Word(texts, notice, arg, names));
        var text = texts[$"Kind.{notice.Kind}", [.. args]];
        return text.ResourceNotFound ? texts["Kind.Other"] : text.Value;
    }

    /// <summary>The page that the notice is about, for a reader of either kind of organization; null when there is none.</summary>
    public static string? Link(OrganizationKind reader, NoticeRow notice) => (notice.Kind, reader) switch
    {
        ("TaskNew" or "TaskFailed" or "TaskLatePiece", _) => $"/maintenance/tasks/{notice.Subject}",
        ("Undelivered", _) => $"/finance/undelivered?q={notice.Subject}",
        ("LineUndeliverable" or "ResourcesReady", _) => $"/orders/{notice.Subject}",
        ("DeviceTakenBack" or "ResourceReady" or "ResourceEnding" or "ResourceEndingAuto" or "ResourceExpired" or "ResourceReleased", _) => $"/resources/{notice.Subject}",
        (var auto, _) when auto.StartsWith("AutoRenew", StringComparison.Ordinal) => $"/resources/{notice.Subject}",
        ("CustomerMoneyShort" or "CustomerPriceRisen" or "CustomerNotSold" or "ResourceEndingCustomer" or "LowBalanceCustomer", _) => $"/sales/customers/{notice.Subject}",
        ("ResourceTaskRenew" or "ResourceTaskRelease" or "ResourceTaskFailed", _) => $"/maintenance/resource-tasks?q={notice.Subject}",
        ("RechargedOffline" or "RechargeReversed", _) => $"/me/recharge/{notice.Subject}",
        ("RechargePaid" or "RechargeKept" or "LowBalance", _) => "/me/cash",
        ("TicketOpened" or "TicketSaid" or "TicketClosed", OrganizationKind.Customer) => $"/tickets/{notice.Subject}",
        (var ticket, _) when ticket.StartsWith("Ticket", StringComparison.Ordinal) => $"/maintenance/tickets/{notice.Subject}",
        ("ConversationSaid", OrganizationKind.Customer) => "/conversation",
        ("ConversationSaid", _) => $"/sales/conversations/{notice.Subject}",
        ("CustomersAssigned" or "CustomersMovedAway" or "CustomersMovedHere" or "CustomersReturned", _) => "/sales/customers",
        ("JoinRequested", OrganizationKind.Customer) => "/team",
        ("JoinRequested", _) => "/admin/members",
        ("BelowCostSku" or "BelowCostImport" or "BelowCostAgreement" or "BelowCostBegun" or "BelowCostUpstream", _) => $"/operations/below-cost?supplier={notice.Subject}",
        ("BelowCostAhead", _) => $"/operations/suppliers/{notice.Subject}",
        ("SalesModeAhead", _) => $"/operations/suppliers/{notice.Subject[(notice.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..]}",
        ("SalesModeBegun", _) when notice.Subject.Split('/') is [var grid, var supplier] => $"/operations/{grid}?supplier={supplier}&visible=no",
        ("DingTalkTooLate" or "DingTalkNotCounted", _) => $"/approvals/{notice.Subject}",
        ("OwnTermsEnding", _) when notice.Subject.Split('/') is [var grid, var customer] => $"/sales/{grid}/{customer}?ends=soon",
        ("SupplyTermsChanged", _) => $"/operations/{(notice.Subject == "prices" ? "prices" : "discounts")}",
        ("PromotionEnding", _) => $"/operations/promotions/{notice.Subject}",
        ("CampaignNews", _) => "/",
        ("LeadNew" or "LeadHandedOver", _) => $"/sales/leads/{notice.Subject}",
        ("StockLow", _) => $"/stock/products/{notice.Subject}",
        ("CreditRaised", _) => $"/sales/customers/{notice.Subject}",
        ("IdentityToCheck", _) => "/admin/identities?status=Waiting",
        ("JoinToCheck", _) => "/admin/join-claims?status=Waiting",
        ("IdentityVerified" or "IdentityRefused", _) => "/me",
        ("ScheduleFailed" or "ScheduleWorksAgain", _) => $"/admin/schedules/{notice.Subject}",
        ("TencentProfileConfirmed" or "TencentProfileRefused", _) => "/me/tencent",
        ("ZhongjinWaiting" or "ZhongjinWhitelisted" or "ZhongjinRefused" or "ZhongjinNotSynced", _) => "/me/tencent#zhongjin",
        ("JinanBound" or "JinanUnbound", _) => "/me/tencent#jinan",
        ("JinanWanted", _) => "/sales/jinan?state=free",
        (var kind, _) when kind.StartsWith("Zhongjin", StringComparison.Ordinal) => $"/sales/zhongjin?who=all&q={notice.Subject}",
        ("AuthenticatorReset", _) => "/me/security",
        (var kind, _) when kind.StartsWith("Approval", StringComparison.Ordinal) => $"/approvals/{notice.Subject}",
        _ => null,
    };

    /// <summary>An amount was kept as plain digits and is read as all amounts are; the sign stands in the sentence.</summary>
    private static string Amount(string arg) =>
        decimal.TryParse(arg, NumberStyles.Number, CultureInfo.InvariantCulture, out var yuan) ? MoneyText.Format(yuan).Replace("¥", "", StringComparison.Ordinal) : arg;

    /// <summary>The kind of an approval and a schedule are stored by their names and read in the reader's language; every other value is what it is.</summary>
    private static string Word(IStringLocalizer<Notices> texts, NoticeRow notice, string arg, ChangeTexts? names) =>
        notice.Kind.StartsWith("Schedule", StringComparison.Ordinal) && names is not null ? names.Name(new AuditedThing("Schedule", arg, [])) :
        notice.Kind.StartsWith("Approval", StringComparison.Ordinal) && texts[$"Word.{arg}"] is { ResourceNotFound: false } word ? word.Value : arg;
}
