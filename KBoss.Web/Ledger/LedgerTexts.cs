using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Ledger;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Ledger;

/// <summary>Marks the words that the pages of the book share.</summary>
public sealed class LedgerTexts;

/// <summary>Names in the book, in the language of the page.</summary>
internal static class LedgerNames
{
    private static readonly string OfflineReversal = JournalEntry.ReversalOf(LedgerEvents.OfflineRecharge);

    private static readonly string[] Events =
        [LedgerEvents.Recharge, LedgerEvents.OfflineRecharge, OfflineReversal, LedgerEvents.Sale, LedgerEvents.SaleToDistributor];

    /// <summary>The kinds of event that KBoss posts itself, as choices of a filter.</summary>
    public static IEnumerable<(string Value, string Text)> EventOptions(this IStringLocalizer<LedgerTexts> words) =>
        Events.Select(kind => (kind, words.EventName(kind)));

    /// <summary>The name of a kind of event; one that the organization has added is named as it calls it.</summary>
    public static string EventName(this IStringLocalizer<LedgerTexts> words, string kind) =>
        words[$"Event{kind}"] is { ResourceNotFound: false } name ? name : kind;

    /// <summary>Whether the number of an entry of this kind is that of a recharge.</summary>
    public static bool IsRecharge(string eventKind) =>
        eventKind == LedgerEvents.Recharge || eventKind == LedgerEvents.OfflineRecharge || eventKind == OfflineReversal;

    /// <summary>
    /// Whether it is that of an order of a customer of the book's owner; what is sold to a distributor is for an order of that one, which is not the owner's
    /// to see.
    /// </summary>
    public static bool IsSale(string eventKind) => eventKind == LedgerEvents.Sale;

    public static string NameOf(this TrialBalanceRow account) => Preferences.InChinese ? account.Name : account.EnglishName;

    public static string NameOf(this JournalLineRow line) => Preferences.InChinese ? line.AccountName : line.AccountEnglishName;
}
