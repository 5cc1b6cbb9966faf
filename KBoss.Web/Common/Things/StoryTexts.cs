using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Things;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>Marks the sentences of what happens to things.</summary>
public sealed class StoryWords;

/// <summary>Puts the events of a thing into sentences, in the language of the page.</summary>
public sealed class StoryTexts(IStringLocalizer<StoryWords> words, ChangeTexts changes, RuleMessages rules)
{
    /// <summary>Which part of the story it belongs to: the thing itself, notes, money, delivery, talk or changes.</summary>
    public static string Area(ThingEvent happened) => happened.Kind.Split('.')[0] switch
    {
        "Note" or "FollowUp" => "Notes",
        "Wallet" or "Cash" or "Recharge" or "Entry" or "Approval" => "Money",
        "Ticket" => "Talk",
        "Session" => "SignIns",
        "Order" or "Sku" => "Sales",
        "Resource" or "Task" or "ResourceTask" or "Undelivered" => "Delivery",
        ThingEvent.Audit => "Changes",
        _ => "Thing",
    };

    /// <summary>What happened; <paramref name="yours"/> for the customer whose thing it is.</summary>
    public string Title(ThingEvent happened, bool yours = false)
    {
        if (happened is { Kind: ThingEvent.Audit, Changed: { } thing })
        {
            return words["Changed", changes.Action((string)happened.Args[0]), changes.Subject(thing)];
        }

        object[] values = [.. happened.Args.Select(Readable)];
        return yours && words[$"Yours.{happened.Kind}", values] is { ResourceNotFound: false } own ? own : words[happened.Kind, values];
    }

    /// <summary>What somebody wrote, or why it failed.</summary>
    public string Text(ThingEvent happened) => happened.Code.Length == 0
        ? happened.Text
        : rules.Text(new RuleException(happened.Code, [.. happened.Text.Split('\n')]));

    /// <summary>Who did it; empty where nobody did it in particular.</summary>
    public string Who(ThingEvent happened) => happened.By switch
    {
        { IsMember: false, Name: "" } => "",
        { IsMember: true } by => by.Name,
        var part => words[$"System.{part.Name}"] is { ResourceNotFound: false } known ? known.Value
            : happened.Kind == ThingEvent.Audit && part.Name != By.System.Name ? part.Name
            : words["System"],
    };

    private static object Readable(object value) => value switch
    {
        decimal yuan => MoneyText.Format(yuan),
        DateTime instant => LocalTime.Format(instant),
        _ => value,
    };
}
