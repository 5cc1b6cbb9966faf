using KBoss.Domain.Common;

namespace KBoss.Domain.Stock;

/// <summary>Where one piece of an order line stands with its device.</summary>
public enum DeviceUseState
{
    /// <summary>Ordered without stock: it waits for a device.</summary>
    Awaited,
    Reserved,
    InUse,

    /// <summary>The customer has given it back.</summary>
    Returned,

    /// <summary>Sold outright: it is the customer's.</summary>
    Sold,

    /// <summary>The order came to nothing before it was handed over.</summary>
    Cancelled,
}

/// <summary>
/// One piece of an order line and the device that is held for it or given for it. It belongs to whoever owns the devices, which learns the customer's name
/// when the piece is handed over and not before.
/// </summary>
public sealed class DeviceUse : Entity, IOrganizationOwned
{
    private DeviceUse()
    {
    }

    /// <summary>A piece that waits for a device of a product.</summary>
    public DeviceUse(long organizationId, long productId, string orderNo, long orderLineId, int piece, DateTime now)
    {
        (OrganizationId, ProductId, OrderNo, OrderLineId, Piece) = (organizationId, productId, orderNo, orderLineId, piece);
        From = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long ProductId { get; private set; }

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    /// <summary>1, 2, 3 … of the quantity of its line.</summary>
    public int Piece { get; private set; }

    /// <summary>Null while it waits for one.</summary>
    public long? DeviceId { get; private set; }

    public DeviceUseState State { get; private set; } = DeviceUseState.Awaited;

    /// <summary>The resource that it was handed over with, and comes back with; empty before.</summary>
    public string ResourceNo { get; private set; } = "";

    /// <summary>Who has it; known from the hand-over on.</summary>
    public string CustomerName { get; private set; } = "";

    /// <summary>When it was ordered.</summary>
    public DateTime From { get; private set; }

    public DateTime? HandedOverAt { get; private set; }

    /// <summary>When the order let go of the device; null while it holds it.</summary>
    public DateTime? Until { get; private set; }

    /// <summary>Holds a free device for the piece.</summary>
    public void Reserve(Device device, By by, DateTime now)
    {
        Demand(DeviceUseState.Awaited);
        device.Reserve(OrderNo, by, now);
        DeviceId = device.Id;
        State = DeviceUseState.Reserved;
    }

    /// <summary>The order comes to nothing: its device is free again, exactly the one that was held [R-ORD-7].</summary>
    public void Cancel(Device? device, By by, DateTime now)
    {
        if (State is not (DeviceUseState.Awaited or DeviceUseState.Reserved))
        {
            throw Refused(DeviceUseState.Cancelled);
        }

        Mine(device)?.Release(OrderNo, by, now);
        End(DeviceUseState.Cancelled, now);
    }

    /// <summary>
    /// Another free device is held instead, before the hand-over: the one held so far is faulty or free again. Refuses with <c>Stock.UseRefused</c> once it
    /// was handed over and with <c>Stock.TransitionRefused</c> where the other is not free.
    /// </summary>
    public void Exchange(Device held, Device other, bool faulty, string reason, By by, DateTime now)
    {
        Demand(DeviceUseState.Reserved);
        var why = Require.Text(reason, "reason", 500, free: true);
        Mine(held)!.Exchange(faulty ? DeviceState.Faulty : DeviceState.Free, why, OrderNo, by, now);
        other.Reserve(OrderNo, by, now);
        DeviceId = other.Id;
    }

    /// <summary>The customer gets it with a resource, for good where it was sold outright; <c>Stock.DeviceAwaited</c> while there is none.</summary>
    public void HandOver(Device? device, string resourceNo, string customerName, bool sold, By by, DateTime now)
    {
        if (State == DeviceUseState.Awaited)
        {
            throw new RuleException("Stock.DeviceAwaited", OrderNo);
        }

        Demand(DeviceUseState.Reserved);
        Mine(device)!.HandOver(sold, OrderNo, by, now);
        (ResourceNo, CustomerName) = (resourceNo, customerName);
        HandedOverAt = Require.Utc(now);
        State = DeviceUseState.InUse;
        if (sold)
        {
            End(DeviceUseState.Sold, now);
        }
    }

    /// <summary>The customer's time is over: its device has to be checked.</summary>
    public void Return(Device device, By by, DateTime now)
    {
        Demand(DeviceUseState.InUse);
        Mine(device)!.Return(OrderNo, by, now);
        End(DeviceUseState.Returned, now);
    }

    private void End(DeviceUseState state, DateTime now) => (State, Until) = (state, Require.Utc(now));

    private Device? Mine(Device? device) => device?.Id == DeviceId ? device : throw new ArgumentException("Another device is held.", nameof(device));

    private void Demand(DeviceUseState state)
    {
        if (State != state)
        {
            throw Refused(state);
        }
    }

    private RuleException Refused(DeviceUseState wanted) => new("Stock.UseRefused", OrderNo, State, wanted);
}
