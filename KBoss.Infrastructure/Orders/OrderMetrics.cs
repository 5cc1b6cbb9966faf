using System.Diagnostics.Metrics;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Orders;

/// <summary>An order has been paid; the amount in yuan is its total.</summary>
public sealed record OrderPaid(string OrderNo, decimal Amount) : IOfThisProcess;

/// <summary>Counts the orders that are paid.</summary>
internal sealed class OrderMetrics : IChangeListener
{
    private readonly Counter<long> paid;
    private readonly Counter<double> amount;

    public OrderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(KBossMetrics.MeterName);
        paid = meter.CreateCounter<long>("kboss.orders.paid", "{order}", "Orders paid");
        amount = meter.CreateCounter<double>("kboss.orders.amount", "CNY", "Amount of the orders paid");
    }

    public void ListenTo(Changes changes) => changes.Subscribe<OrderPaid>(order =>
    {
        paid.Add(1);
        amount.Add((double)order.Amount);
    });
}
