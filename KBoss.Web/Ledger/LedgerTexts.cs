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
    private static readonly string[] Events = [LedgerEvents.Recharge, LedgerEvents.Sale, LedgerEvents.SaleToDistributor];

    /// <summary>The kinds of event that KBoss posts itself, as choices of a filter.</summary>
    public static IEnumerable<(string Value, string Text)> EventOptions(this IStringLocalizer<LedgerTexts> words) =>
        Events.Select(kind => (kind, words.EventName(kind)));

    /// <summary>The name of a kind of event; one that the organization has added is named as it calls it.</summary>
    public static string EventName(this IStringLocalizer<LedgerTexts> words, string kind) =>
        words[$"Event{kind}"] is { ResourceNotFound: false } name ? name : kind;

    public static string NameOf(this TrialBalanceRow account) => Preferences.InChinese ? account.Name : account.EnglishName;

    public static string NameOf(this JournalLineRow line) => Preferences.InChinese ? line.AccountName : line.AccountEnglishName;
}
