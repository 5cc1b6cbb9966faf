using KBoss.Domain.Catalog;
using KBoss.Domain.Common;

namespace KBoss.Domain.Stock;

/// <summary>What can be done with a device.</summary>
public enum DeviceState
{
    /// <summary>Nobody has it: it can be sold if it is loaded into a product.</summary>
    Free,

    /// <summary>An order holds it.</summary>
    Reserved,

    /// <summary>A customer has it.</summary>
    InUse,

    /// <summary>It came back, or was repaired, and Maintenance has to look at it.</summary>
    InCheck,
    Faulty,

    /// <summary>Sold, scrapped or lost: for good.</summary>
    Retired,
}

/// <summary>What Maintenance has looked at before a device is free again; all of it must be done.</summary>
[Flags]
public enum DeviceChecks
{
    None = 0,
    DataWiped = 1,
    HardwareTested = 2,
    AccessReset = 4,
    InItsPlace = 8,
    All = DataWiped | HardwareTested | AccessReset | InItsPlace,
}

/// <summary>
/// One own device under its number: of a kind, at a place, in a state that only sensible steps change. Loaded into a product it is what that product has in
/// stock for as long as it is free.
/// </summary>
public sealed class Device : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private static readonly Dictionary<DeviceState, DeviceState[]> Transitions = new()
    {
        [DeviceState.Free] = [DeviceState.Reserved, DeviceState.InCheck, DeviceState.Faulty, DeviceState.Retired],
        [DeviceState.Reserved] = [DeviceState.Free, DeviceState.InUse, DeviceState.Faulty, DeviceState.Retired],
        [DeviceState.InUse] = [DeviceState.InCheck],
        [DeviceState.InCheck] = [DeviceState.Free, DeviceState.Faulty, DeviceState.Retired],
        [DeviceState.Faulty] = [DeviceState.InCheck, DeviceState.Retired],
        [DeviceState.Retired] = [],
    };

    private readonly List<DeviceEvent> events = [];

    private Device()
    {
    }

    public Device(DeviceKind kind, string deviceNo, DeviceFacts facts, Place? place, By by, DateTime now)
    {
        OrganizationId = kind.OrganizationId;
        KindId = kind.Id;
        DeviceNo = deviceNo;
        Refusals.All(() => Take(facts), () => place?.DemandActive());
        PlaceId = place?.Id;
        AddedAt = Require.Utc(now);
        Note(DeviceEventKind.Registered, "", place?.Code ?? "", "", by, now);
    }

    public long OrganizationId { get; private set; }

    public string DeviceNo { get; private set; } = "";

    public long KindId { get; private set; }

    /// <summary>The maker's number, unique in the organization by <see cref="SerialKey"/>.</summary>
    public string SerialNumber { get; private set; } = "";

    /// <summary>What the serial number is compared by.</summary>
    [Compared]
    [NotAudited]
    public string SerialKey { get; private set; } = "";

    public string Remark { get; private set; } = "";

    public DateOnly? BoughtOn { get; private set; }

    /// <summary>What was paid for it in yuan; a matter of Finance, which the audit log only names.</summary>
    [NotAudited]
    public decimal? BoughtFor { get; private set; }

    public DeviceState State { get; private set; }

    public long? PlaceId { get; private set; }

    /// <summary>The product that it is loaded into.</summary>
    public long? ProductId { get; private set; }

    public DateTime AddedAt { get; private set; }

    /// <summary>What has been written down of it in this use case.</summary>
    public IReadOnlyList<DeviceEvent> Events => events;

    public string AuditSubject => $"Device {DeviceNo}";

    /// <summary>
    /// What a serial number is compared by: people spell it in groups, so neither blanks and hyphens in it nor the letter case tell two apart.
    /// </summary>
    public static string SerialKeyOf(string serialNumber) => NormalText.Number(serialNumber);

    /// <summary>A serial number as it is kept; <c>Common.TextRequired</c> for one of blanks and hyphens alone.</summary>
    public static string SerialNumberOf(string? serialNumber)
    {
        var serial = Require.Code(serialNumber, "serial-number", 100);
        return SerialKeyOf(serial).Length > 0 ? serial : throw new RuleException("Common.TextRequired") { Field = "serial-number" };
    }

    /// <summary>Whether a device may go from one state to another.</summary>
    public static bool CanMove(DeviceState from, DeviceState to) => Transitions[from].Contains(to);

    /// <summary>The states into which Maintenance may put a device by hand; free is what a check makes it.</summary>
    public static IReadOnlyList<DeviceState> ByHand(DeviceState from) => from is DeviceState.Reserved or DeviceState.InUse
        ? []
        : [.. Transitions[from].Where(to => to is DeviceState.InCheck or DeviceState.Faulty or DeviceState.Retired)];

    /// <summary>Takes over serial number, remark and the day on which it was bought, and says whether anything differs.</summary>
    public bool Change(DeviceFacts facts, By by, DateTime now)
    {
        var before = (SerialNumber, Remark, BoughtOn);
        Take(facts);
        var differs = before != (SerialNumber, Remark, BoughtOn);
        if (differs)
        {
            Note(DeviceEventKind.Changed, before.SerialNumber, SerialNumber, "", by, now);
        }

        return differs;
    }

    /// <summary>Its attributes were described anew.</summary>
    public void Described(string before, string after, By by, DateTime now) => Note(DeviceEventKind.Changed, before, after, "", by, now);

    /// <summary>Takes over what was paid for it in yuan; null where that is not known.</summary>
    public void Price(decimal? paid, By by, DateTime now)
    {
        BoughtFor = paid is { } amount ? Require.Amount(amount, "bought-for") : null;
        Note(DeviceEventKind.Priced, "", "", "", by, now);
    }

    /// <summary>Brings it to another place; <c>Stock.PlaceClosed</c> for one that takes nothing, <c>Stock.DeviceGone</c> of a retired device.</summary>
    public void Move(Place? from, Place to, string reason, By by, DateTime now)
    {
        DemandKept();
        to.DemandActive();
        if (PlaceId == to.Id)
        {
            return;
        }

        PlaceId = to.Id;
        Note(DeviceEventKind.Moved, from?.Code ?? "", to.Code, reason, by, now);
    }

    /// <summary>
    /// Puts it into another state by hand, with the reason; <c>Stock.TransitionRefused</c> for what is no sensible step, or no step of Maintenance's.
    /// </summary>
    public void Put(DeviceState to, string reason, By by, DateTime now)
    {
        var refusals = new Refusals();
        if (!ByHand(State).Contains(to))
        {
            refusals.Add(new RuleException("Stock.TransitionRefused", DeviceNo, State, to) { Field = "state" });
        }

        var why = refusals.Try(() => Require.Text(reason, "reason", 500, free: true));
        refusals.Demand();
        MoveTo(to, DeviceEventKind.State, why!, "", by, now);
    }

    /// <summary>
    /// Maintenance has looked at it: free again when all is done, otherwise faulty. Refuses with <c>Stock.CheckOpen</c> where it passes with something left
    /// undone, and with <c>Stock.TransitionRefused</c> unless it is to be checked.
    /// </summary>
    public void Check(bool passes, DeviceChecks done, string note, By by, DateTime now)
    {
        if (State != DeviceState.InCheck)
        {
            throw new RuleException("Stock.TransitionRefused", DeviceNo, State, passes ? DeviceState.Free : DeviceState.Faulty);
        }

        var refusals = new Refusals();
        if (passes && done != DeviceChecks.All)
        {
            refusals.Add(new RuleException("Stock.CheckOpen", DeviceNo) { Field = "checks" });
        }

        var said = refusals.Try(() => Require.Text(note, "note", 500, free: true));
        refusals.Demand();
        MoveTo(passes ? DeviceState.Free : DeviceState.Faulty, DeviceEventKind.Checked, said!, "", by, now);
    }

    /// <summary>Becomes stock of a product; <c>Stock.DeviceNotLoadable</c> unless it is free and in no product.</summary>
    public void Load(Product product, By by, DateTime now)
    {
        if (State != DeviceState.Free || ProductId is not null)
        {
            throw new RuleException("Stock.DeviceNotLoadable", DeviceNo);
        }

        ProductId = product.Id;
        Note(DeviceEventKind.Loaded, "", product.Name, "", by, now);
    }

    /// <summary>Is stock of no product any more; <c>Stock.DeviceHeld</c> while an order holds it or a customer has it.</summary>
    public void Unload(string productName, By by, DateTime now)
    {
        if (State is DeviceState.Reserved or DeviceState.InUse)
        {
            throw new RuleException("Stock.DeviceHeld", DeviceNo);
        }

        ProductId = null;
        Note(DeviceEventKind.Unloaded, productName, "", "", by, now);
    }

    /// <summary>A photo was added to it or taken off.</summary>
    public void Photographed(string name, bool added, By by, DateTime now) =>
        Note(added ? DeviceEventKind.PhotoAdded : DeviceEventKind.PhotoRemoved, added ? "" : name, added ? name : "", "", by, now);

    internal void Reserve(string orderNo, By by, DateTime now) => MoveTo(DeviceState.Reserved, DeviceEventKind.Reserved, "", orderNo, by, now);

    internal void Release(string orderNo, By by, DateTime now) => MoveTo(DeviceState.Free, DeviceEventKind.Released, "", orderNo, by, now);

    internal void Exchange(DeviceState to, string reason, string orderNo, By by, DateTime now) =>
        MoveTo(to, DeviceEventKind.Exchanged, reason, orderNo, by, now);

    internal void HandOver(bool sold, string orderNo, By by, DateTime now) =>
        MoveTo(sold ? DeviceState.Retired : DeviceState.InUse, sold ? DeviceEventKind.Sold : DeviceEventKind.HandedOver, "", orderNo, by, now);

    internal void Return(string orderNo, By by, DateTime now) => MoveTo(DeviceState.InCheck, DeviceEventKind.Returned, "", orderNo, by, now);

    private void Take(DeviceFacts facts)
    {
        Refusals.All(
            () => SerialNumber = SerialNumberOf(facts.SerialNumber),
            () => Remark = Require.Optional(facts.Remark, "remark", 1000, free: true));
        SerialKey = SerialKeyOf(SerialNumber);
        BoughtOn = facts.BoughtOn;
    }

    private void DemandKept()
    {
        if (State == DeviceState.Retired)
        {
            throw new RuleException("Stock.DeviceGone", DeviceNo);
        }
    }

    private void MoveTo(DeviceState to, DeviceEventKind kind, string reason, string orderNo, By by, DateTime now)
    {
        if (!CanMove(State, to))
        {
            throw new RuleException("Stock.TransitionRefused", DeviceNo, State, to);
        }

        Note(kind, State.ToString(), to.ToString(), reason, by, now, orderNo);
        State = to;
        if (to == DeviceState.Retired)
        {
            // What is gone is stock of nothing.
            ProductId = null;
        }
    }

    private void Note(DeviceEventKind kind, string before, string after, string reason, By by, DateTime now, string orderNo = "") =>
        events.Add(new DeviceEvent(this, kind, before, after, reason, orderNo, by, now));
}

/// <summary>What describes a device besides kind, attributes and place.</summary>
public sealed record DeviceFacts(string SerialNumber, string Remark = "", DateOnly? BoughtOn = null);

/// <summary>What happened to a device.</summary>
public enum DeviceEventKind
{
    Registered,
    Changed,
    Priced,
    Moved,
    State,
    Checked,
    Loaded,
    Unloaded,
    Reserved,
    Released,
    Exchanged,
    HandedOver,
    Sold,
    Returned,
    PhotoAdded,
    PhotoRemoved,
}

/// <summary>One line of a device's history: what happened, from what to what, why, for which order, who and when (UTC). Nothing changes it.</summary>
public sealed class DeviceEvent : Entity, IOrganizationOwned, IAppendOnly
{
    private DeviceEvent()
    {
    }

    internal DeviceEvent(Device device, DeviceEventKind kind, string before, string after, string reason, string orderNo, By by, DateTime now)
    {
        OrganizationId = device.OrganizationId;
        Kind = kind;
        (Before, After) = (Short(before), Short(after));
        Reason = Require.Optional(reason, "reason", 500, free: true);
        OrderNo = orderNo;
        By = by;
        At = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long DeviceId { get; private set; }

    public DeviceEventKind Kind { get; private set; }

    public string Before { get; private set; } = "";

    public string After { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>The order for which it happened; empty where it was for none.</summary>
    public string OrderNo { get; private set; } = "";

    public By By { get; private set; } = By.Nobody;

    public DateTime At { get; private set; }

    private static string Short(string text) => text.Length <= 200 ? text : text[..199] + "…";
}

/// <summary>The value of an attribute of a device.</summary>
public sealed class DeviceValue : Entity, IOrganizationOwned
{
    private DeviceValue()
    {
    }

    public DeviceValue(Device device, DeviceAttribute attribute, string value)
    {
        (OrganizationId, DeviceId, AttributeId) = (device.OrganizationId, device.Id, attribute.Id);
        Change(value);
    }

    public long OrganizationId { get; private set; }

    public long DeviceId { get; private set; }

    public long AttributeId { get; private set; }

    public string Value { get; private set; } = "";

    /// <summary>What a product's configuration is compared with.</summary>
    public string ValueKey { get; private set; } = "";

    /// <summary>Takes over another value, in the form that its kind keeps.</summary>
    public void Change(string value) => (Value, ValueKey) = (value, NormalText.Key(value));
}

/// <summary>A photo of a device.</summary>
public sealed class DevicePhoto : Entity, IOrganizationOwned
{
    /// <summary>No device has more.</summary>
    public const int Most = 10;

    private DevicePhoto()
    {
    }

    public DevicePhoto(Device device, string key, string name, string contentType, By by, DateTime now)
    {
        (OrganizationId, DeviceId) = (device.OrganizationId, device.Id);
        (Key, Name, ContentType, By, At) = (key, name, contentType, by, Require.Utc(now));
    }

    public long OrganizationId { get; private set; }

    public long DeviceId { get; private set; }

    /// <summary>Where its bytes are kept.</summary>
    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    public By By { get; private set; } = By.Nobody;

    public DateTime At { get; private set; }
}
