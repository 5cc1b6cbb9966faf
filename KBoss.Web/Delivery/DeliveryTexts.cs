using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Delivery;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Delivery;

/// <summary>Marks the words that the pages of delivery share.</summary>
public sealed class DeliveryTexts;

/// <summary>Quantities and statuses of delivery, in the language of the page.</summary>
internal static class DeliveryNames
{
    /// <summary>How much was bought: 2 × 3 months.</summary>
    public static string Amount(this IStringLocalizer<DeliveryTexts> words, int quantity, int periods, BillingUnit unit) =>
        words[$"Amount{unit}", quantity, periods];

    /// <summary>How long a task has waited, in working time, and whether that is too long.</summary>
    public static string Waiting(this IStringLocalizer<DeliveryTexts> words, IStringLocalizer<Texts> texts, TaskRow task) =>
        words[$"Wait{task.Urgency}", texts.Waited(task.Waited)];

    /// <summary>The same in a column that says that these are working hours.</summary>
    public static string WaitingShort(this IStringLocalizer<DeliveryTexts> words, IStringLocalizer<Texts> texts, TaskRow task) =>
        words[$"Wait{task.Urgency}", texts.WaitedHours(task.Waited)];

    /// <summary>Why an attempt failed, by the key of its message and the message's values, one a line.</summary>
    public static string Error(this IStringLocalizer<DeliveryTexts> words, RuleMessages rules, string code, string args) =>
        rules.Text(new RuleException(code, [.. args.Split('\n').Select(arg => Word(words, arg))]));

    public static Tone Tone(this DeliveryState state) => state switch
    {
        DeliveryState.ByHand => Common.Tone.Warning,
        DeliveryState.Failed => Common.Tone.Danger,
        _ => Common.Tone.Info,
    };

    public static Tone Tone(this TaskUrgency urgency) => urgency switch
    {
        TaskUrgency.Overdue => Common.Tone.Danger,
        TaskUrgency.Soon => Common.Tone.Warning,
        TaskUrgency.InTime => Common.Tone.Success,
        _ => Common.Tone.Neutral,
    };

    /// <summary>The name of a connector in the reader's language; every other value is what it is.</summary>
    private static string Word(IStringLocalizer<DeliveryTexts> words, string arg) =>
        words[$"Connector{arg}"] is { ResourceNotFound: false } name ? name.Value : arg;

    public static Tone Tone(this FulfilmentStatus status) => status switch
    {
        FulfilmentStatus.Open => Common.Tone.Warning,
        FulfilmentStatus.Done => Common.Tone.Success,
        _ => Common.Tone.Neutral,
    };

    public static Tone Tone(this ResourceStatus status) => status switch
    {
        ResourceStatus.Active => Common.Tone.Success,
        ResourceStatus.Expired => Common.Tone.Warning,
        _ => Common.Tone.Neutral,
    };
}
