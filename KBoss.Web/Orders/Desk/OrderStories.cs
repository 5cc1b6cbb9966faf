using KBoss.Domain.Common;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Web.Audit;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Orders.Desk;

/// <summary>Puts the events of an order into sentences, in the language of the page.</summary>
public sealed class OrderStories(IStringLocalizer<OrderStories> words, IStringLocalizer<OrderPage> page, ShopTexts shop, AuditTexts audit, RuleMessages rules)
{
    /// <summary>Which part of the story it belongs to: the order itself, notes, money, delivery, talk or changes.</summary>
    public string Area(OrderEvent happened) => happened.Kind.Split('.')[0] switch
    {
        "Step" => "Order",
        "Note" => "Notes",
        "Wallet" or "Recharge" or "Entry" => "Money",
        "Ticket" => "Talk",
        "Audit" => "Changes",
        _ => "Delivery",
    };

    /// <summary>What happened.</summary>
    public string Title(OrderEvent happened) => happened.Kind switch
    {
        "Audit" => $"{audit.Action((string)happened.Args[0])} · {audit.Subject((string)happened.Args[1])}",
        "Step.Unpaid" => page["StepPlaced"],
        _ when happened.Kind.StartsWith("Step.", StringComparison.Ordinal) => shop.Status(Enum.Parse<Domain.Orders.OrderStatus>(happened.Kind[5..])),
        _ => words[happened.Kind, [.. happened.Args.Select(Readable)]],
    };

    /// <summary>What somebody wrote, or why it failed.</summary>
    public string Text(OrderEvent happened) => happened.Code.Length == 0
        ? happened.Text
        : rules.Text(new RuleException(happened.Code, [.. happened.Text.Split('\n')]));

    /// <summary>Who did it; empty where nobody did it in particular.</summary>
    public string Who(OrderEvent happened) => happened switch
    {
        { By: { IsMember: false, Name: "" } } => "",
        { By.IsMember: true } => happened.By.Name,
        { Kind: "Audit", By.Name: not "system" } => happened.By.Name,
        _ => page[$"System.{happened.By.Name}"] is { ResourceNotFound: false } known ? known.Value : page["System"],
    };

    private static object Readable(object value) => value switch
    {
        decimal yuan => MoneyText.Format(yuan),
        DateTime instant => LocalTime.Format(instant),
        _ => value,
    };
}
