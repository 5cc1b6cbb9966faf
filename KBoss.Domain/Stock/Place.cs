using KBoss.Domain.Common;

namespace KBoss.Domain.Stock;

/// <summary>The levels of places, each inside the one before it.</summary>
public enum PlaceKind
{
    DataCentre,
    Room,
    Rack,
    Unit,
}

/// <summary>What a place is good for.</summary>
public enum PlaceState
{
    Active,

    /// <summary>Nothing is brought there any more; what stands there may stay until it is moved.</summary>
    Retired,

    /// <summary>Gone for good; the row stays, so that its code never names another place.</summary>
    Removed,
}

/// <summary>
/// Where devices stand: data centre, room, rack, unit. Its code is unique in the organization for ever, also among those that were removed.
/// </summary>
public sealed class Place : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>No rack has more units.</summary>
    public const int MostUnits = 100;

    private Place()
    {
    }

    /// <summary>
    /// A place inside another; without one a data centre. Refuses with <c>Stock.PlaceClosed</c> inside one that is not active, and with
    /// <c>Stock.PlaceHasNoInside</c> inside a unit.
    /// </summary>
    public Place(long organizationId, Place? parent, string code, PlaceFacts facts, DateTime now)
    {
        parent?.DemandActive();
        OrganizationId = organizationId;
        ParentId = parent?.Id;
        Kind = parent is null ? PlaceKind.DataCentre
            : parent.Kind < PlaceKind.Unit ? parent.Kind + 1
            : throw new RuleException("Stock.PlaceHasNoInside", parent.Code);
        Path = parent?.Inside ?? "/";
        Refusals.All(() => Code = Require.Code(code, "code", 50), () => Change(facts));
        CodeKey = NormalText.Key(Code);
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long? ParentId { get; private set; }

    public PlaceKind Kind { get; private set; }

    /// <summary>The ids of what it lies in, from the data centre down: <c>/1/5/</c>.</summary>
    [NotAudited]
    public string Path { get; private set; } = "";

    public string Code { get; private set; } = "";

    /// <summary>What the code is compared by.</summary>
    [Compared]
    [NotAudited]
    public string CodeKey { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Note { get; private set; } = "";

    /// <summary>How many units a rack has; null where it was not counted, and of every other kind.</summary>
    public int? Units { get; private set; }

    public PlaceState State { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public string AuditSubject => $"Place {Code}";

    /// <summary>The path of whatever lies in it.</summary>
    public string Inside => $"{Path}{Id}/";

    /// <summary>Takes over name, note and, of a rack, how many units it has; <c>Stock.UnitsOfRack</c> for units of anything else.</summary>
    public void Change(PlaceFacts facts)
    {
        Refusals.All(
            () => Name = Require.Text(facts.Name, "name", 100),
            () => Units = facts.Units is not { } units ? null
                : Kind == PlaceKind.Rack ? Require.Count(units, "units", 1, MostUnits)
                : throw new RuleException("Stock.UnitsOfRack") { Field = "units" },
            () => Note = Require.Optional(facts.Note, "note", 1000, free: true));
    }

    /// <summary>Nothing is brought there any more; <c>Stock.PlaceClosed</c> when that is so already.</summary>
    public void Retire()
    {
        DemandActive();
        State = PlaceState.Retired;
    }

    /// <summary>Opens a retired place again; <c>Stock.PlaceNotRetired</c> for any other.</summary>
    public void Reopen() => State = State == PlaceState.Retired ? PlaceState.Active : throw new RuleException("Stock.PlaceNotRetired", Code);

    /// <summary>Takes an empty place away for good; the caller has made sure that it is empty.</summary>
    public void Remove() => State = State == PlaceState.Removed ? throw new RuleException("Stock.PlaceClosed", Code) : PlaceState.Removed;

    /// <summary>Goes on only where devices may be brought; otherwise <c>Stock.PlaceClosed</c>.</summary>
    public void DemandActive()
    {
        if (State != PlaceState.Active)
        {
            throw new RuleException("Stock.PlaceClosed", Code) { Field = "place" };
        }
    }
}

/// <summary>What describes a place besides its code.</summary>
public sealed record PlaceFacts(string Name, string Note = "", int? Units = null);
