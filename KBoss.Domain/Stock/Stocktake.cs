using KBoss.Domain.Common;

namespace KBoss.Domain.Stock;

/// <summary>
/// A count of what stands in a place: the devices expected there, which of them were found, and which others. Differences are recorded first and decided one
/// by one; once it is closed nothing changes it.
/// </summary>
public sealed class Stocktake : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private readonly List<StocktakeLine> lines = [];

    private Stocktake()
    {
    }

    public Stocktake(Place place, string stocktakeNo, IEnumerable<Device> expected, By by, DateTime now)
    {
        (OrganizationId, PlaceId, StocktakeNo, OpenedBy) = (place.OrganizationId, place.Id, stocktakeNo, by);
        OpenedAt = Require.Utc(now);
        lines.AddRange(expected.Select(device => new StocktakeLine(this, device.Id, device.SerialNumber, StocktakeOutcome.Missing)));
    }

    public long OrganizationId { get; private set; }

    public string StocktakeNo { get; private set; } = "";

    public long PlaceId { get; private set; }

    public By OpenedBy { get; private set; } = By.Nobody;

    public DateTime OpenedAt { get; private set; }

    public By ClosedBy { get; private set; } = By.Nobody;

    public DateTime? ClosedAt { get; private set; }

    public IReadOnlyList<StocktakeLine> Lines => lines;

    public string AuditSubject => $"Stocktake {StocktakeNo}";

    /// <summary>
    /// A serial number was read off a device: one that is expected is found, any other is extra. Reading it twice changes nothing. Refuses with
    /// <c>Stock.StocktakeClosed</c>.
    /// </summary>
    /// <param name="known">The device of that number, where the organization has one.</param>
    public StocktakeOutcome See(string serialNumber, Device? known)
    {
        DemandOpen();
        var serial = Device.SerialNumberOf(serialNumber);
        var line = lines.Find(l => l.SerialKey == Device.SerialKeyOf(serial));
        if (line is null)
        {
            line = new StocktakeLine(this, known?.Id, serial, StocktakeOutcome.Extra);
            lines.Add(line);
        }

        return line.See();
    }

    /// <summary>What was ticked by mistake was not seen: an expected one is missing again, an extra one is struck off.</summary>
    public void Unsee(string serialNumber)
    {
        DemandOpen();
        if (lines.Find(l => l.SerialKey == Device.SerialKeyOf(serialNumber)) is { Decision: StocktakeDecision.None } line && !line.Unsee())
        {
            lines.Remove(line);
        }
    }

    /// <summary>
    /// Says what follows from a difference; <c>Stock.DecisionRefused</c> where there is none, where it was decided, or where it does not fit: only what is
    /// missing can be lost, only a known extra one can be brought here.
    /// </summary>
    public StocktakeLine Decide(long lineId, StocktakeDecision decision, By by)
    {
        DemandOpen();
        var line = lines.Find(l => l.Id == lineId) ?? throw new NotFoundException("stocktake line", lineId);
        line.Decide(decision, by);
        return line;
    }

    /// <summary>Nothing changes it from now on; <c>Stock.StocktakeUndecided</c> while a difference waits for its decision.</summary>
    public void Close(By by, DateTime now)
    {
        DemandOpen();
        if (lines.Count(l => l.Waits) is > 0 and var waiting)
        {
            throw new RuleException("Stock.StocktakeUndecided", waiting);
        }

        (ClosedBy, ClosedAt) = (by, Require.Utc(now));
    }

    private void DemandOpen()
    {
        if (ClosedAt is not null)
        {
            throw new RuleException("Stock.StocktakeClosed", StocktakeNo);
        }
    }
}

/// <summary>What a count says of a device.</summary>
public enum StocktakeOutcome
{
    /// <summary>Expected and not seen, or not yet.</summary>
    Missing,
    Found,

    /// <summary>Seen and not expected there.</summary>
    Extra,
}

/// <summary>What follows from a difference.</summary>
public enum StocktakeDecision
{
    None,

    /// <summary>The register is right and stays.</summary>
    Kept,

    /// <summary>The device is lost: it is retired.</summary>
    Lost,

    /// <summary>The device stands here: the register says so from now on.</summary>
    MovedHere,
}

/// <summary>One device of a count.</summary>
public sealed class StocktakeLine : Entity, IOrganizationOwned
{
    private StocktakeLine()
    {
    }

    internal StocktakeLine(Stocktake stocktake, long? deviceId, string serialNumber, StocktakeOutcome outcome)
    {
        (OrganizationId, DeviceId, SerialNumber, Outcome) = (stocktake.OrganizationId, deviceId, serialNumber, outcome);
        SerialKey = Device.SerialKeyOf(serialNumber);
    }

    public long OrganizationId { get; private set; }

    public long StocktakeId { get; private set; }

    /// <summary>Null for a number that the organization does not know.</summary>
    public long? DeviceId { get; private set; }

    public string SerialNumber { get; private set; } = "";

    /// <summary>What the number is compared by.</summary>
    [Compared]
    public string SerialKey { get; private set; } = "";

    public StocktakeOutcome Outcome { get; private set; }

    public StocktakeDecision Decision { get; private set; }

    public By DecidedBy { get; private set; } = By.Nobody;

    /// <summary>Whether it is a difference that nobody has decided about.</summary>
    public bool Waits => Outcome != StocktakeOutcome.Found && Decision == StocktakeDecision.None;

    internal StocktakeOutcome See() => Outcome = Outcome == StocktakeOutcome.Missing && Decision == StocktakeDecision.None ? StocktakeOutcome.Found : Outcome;

    internal bool Unsee()
    {
        if (Outcome != StocktakeOutcome.Found)
        {
            return Outcome == StocktakeOutcome.Missing;
        }

        Outcome = StocktakeOutcome.Missing;
        return true;
    }

    internal void Decide(StocktakeDecision decision, By by)
    {
        var fits = decision switch
        {
            StocktakeDecision.Kept => true,
            StocktakeDecision.Lost => Outcome == StocktakeOutcome.Missing,
            StocktakeDecision.MovedHere => Outcome == StocktakeOutcome.Extra && DeviceId is not null,
            _ => false,
        };
        if (!Waits || !fits)
        {
            throw new RuleException("Stock.DecisionRefused", SerialNumber);
        }

        (Decision, DecidedBy) = (decision, by);
    }
}
