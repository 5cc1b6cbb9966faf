using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Orders;

namespace KBoss.Domain.Delivery;

/// <summary>How far the schedule has brought a resource; what people see is <see cref="ResourceState"/>, which follows the instant.</summary>
public enum ResourceStatus
{
    Active,
    Expired,
    Released,
}

/// <summary>
/// What a customer got for an order line, or for some pieces of it, and uses,
/// from <see cref="StartsAt"/> to <see cref="EndsAt"/> (UTC; no end for what was bought outright).
/// </summary>
public sealed class Resource : SharedEntity, IAudited
{
    /// <summary>The most days of grace that a distributor can give.</summary>
    public const int MaxGraceDays = 90;

    /// <summary>The longest name by which a supplier knows a piece.</summary>
    public const int MaxReference = 100;

    private Resource()
    {
    }

    public Resource(FulfilmentTask task, Pieces pieces, string resourceNo, AccessDetails access, ServiceTime time)
        : base(task.Parties)
    {
        ResourceNo = resourceNo;
        Number = pieces.Number;
        OrderNo = task.OrderNo;
        OrderLineId = task.OrderLineId;
        Sold = task.Sold;
        StartsAt = Require.Utc(time.StartsAt);
        RunUntil(StartsAt, time.EndsAt, time.GraceDays);
        SecretProtected = access.SecretProtected;
        Refusals.All(
            () => Quantity = Require.Count(pieces.Quantity, "quantity", 1, task.Sold.Quantity),
            () => Reference = Require.Optional(pieces.Reference, "reference", MaxReference),
            () => Address = Require.Text(access.Address, "address", 500, free: true),
            () => UserName = Require.Optional(access.UserName, "user-name", 200),
            () => ConsoleUrl = ConsoleUrlOf(access.ConsoleUrl),
            () => Note = Require.Optional(access.Note, "note", 2000, free: true));
    }

    public string ResourceNo { get; private set; } = "";

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    /// <summary>1, 2, 3 … among what was handed over for its order line.</summary>
    public int Number { get; private set; }

    /// <summary>How many pieces of what was sold share these access details; over a line never more than were ordered.</summary>
    [NotAudited]
    public int Quantity { get; private set; }

    /// <summary>The supplier's own name of it; empty for what was delivered by hand.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>What was sold on the line: its quantity is that of the whole line.</summary>
    public SoldItem Sold { get; private set; } = null!;

    public ResourceStatus Status { get; private set; } = ResourceStatus.Active;

    public DateTime StartsAt { get; private set; }

    public DateTime? EndsAt { get; private set; }

    /// <summary>From when on it ends soon (UTC): by the term that it was bought or renewed for last; its end where that is too short.</summary>
    [NotAudited]
    public DateTime? EndsSoonAt { get; private set; }

    /// <summary>
    /// When it is released if nobody renews it (UTC): so many Shanghai days after its end as were promised when that end was set, or more; null for what never
    /// ends.
    /// </summary>
    [NotAudited]
    public DateTime? ReleasesAt { get; private set; }

    public string Address { get; private set; } = "";

    public string UserName { get; private set; } = "";

    /// <summary>Encrypted with a key that lies outside the database; empty when there is none.</summary>
    [NotAudited]
    public string SecretProtected { get; private set; } = "";

    public string ConsoleUrl { get; private set; } = "";

    public string Note { get; private set; } = "";

    public string AuditSubject => $"Resource {ResourceNo}";

    /// <summary>What it is at an instant (UTC), whether or not the schedule has run.</summary>
    public ResourceState StateAt(DateTime now) => this switch
    {
        { Status: ResourceStatus.Released } => ResourceState.Released,
        { EndsAt: null } => ResourceState.Running,
        { EndsAt: { } end } when now < end => now >= EndsSoonAt ? ResourceState.Ending : ResourceState.Running,
        _ => now < ReleasesAt ? ResourceState.Grace : ResourceState.Released,
    };

    /// <summary>
    /// Whether it can be renewed by a number of units; refused with <c>Delivery.ResourceReleased</c> after its days of grace, with
    /// <c>Delivery.NotRenewable</c> where it has no end or the unit has none, and with <c>Delivery.RenewalTooShort</c> where the new end would have passed too.
    /// </summary>
    public void DemandRenewable(BillingUnit unit, int periods, DateTime now)
    {
        if (EndsAt is null || unit == BillingUnit.Piece)
        {
            throw new RuleException("Delivery.NotRenewable", ResourceNo);
        }

        if (StateAt(now) == ResourceState.Released)
        {
            throw new RuleException("Delivery.ResourceReleased", ResourceNo);
        }

        if (ServicePeriod.End(unit, periods, EndsAt.Value) <= now)
        {
            throw new RuleException("Delivery.RenewalTooShort", ResourceNo, EndsAt.Value) { Field = "periods" };
        }
    }

    /// <summary>
    /// Prolonged by a number of units, counted from its end, also in the days of grace, and runs again; its new end has the days of grace of now. Refused like
    /// <see cref="DemandRenewable"/>.
    /// </summary>
    public void Renew(BillingUnit unit, int periods, int graceDays, DateTime now)
    {
        DemandRenewable(unit, Require.Count(periods, "periods", 1, CartLine.MaxPeriods), now);
        RunUntil(EndsAt!.Value, ServicePeriod.End(unit, periods, EndsAt.Value), graceDays);
        Status = ResourceStatus.Active;
    }

    /// <summary>Its end has passed. If the days of grace are more by now than was promised, they count; if they are fewer, what was promised. True when new.</summary>
    public bool Expire(int graceDays, DateTime now)
    {
        if (Status != ResourceStatus.Active || EndsAt is not { } end || now < end)
        {
            return false;
        }

        var later = ChinaTime.AddDays(end, graceDays);
        ReleasesAt = later > ReleasesAt ? later : ReleasesAt;
        Status = ResourceStatus.Expired;
        return true;
    }

    /// <summary>Its days of grace have passed: it cannot be renewed any more. True when that was new.</summary>
    public bool Release(DateTime now)
    {
        if (Status != ResourceStatus.Expired || now < ReleasesAt)
        {
            return false;
        }

        Status = ResourceStatus.Released;
        return true;
    }

    private void RunUntil(DateTime from, DateTime? end, int graceDays) => (EndsAt, EndsSoonAt, ReleasesAt) = end is { } at
        ? (Require.Utc(at), EndingMarks.SoonFrom(from, at), ChinaTime.AddDays(at, Require.Count(graceDays, "grace-days", 0, MaxGraceDays)))
        : default((DateTime?, DateTime?, DateTime?));

    private static string ConsoleUrlOf(string? value)
    {
        var url = Require.Optional(value, "console-url", 500);
        // Anything but http(s) could run script in the customer's browser.
        return url.Length == 0 || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            ? url
            : throw new RuleException("Delivery.ConsoleUrlInvalid") { Field = "console-url" };
    }
}

/// <summary>Which pieces of an order line are handed over: the how-manieth hand-over it is, of how many pieces, and the supplier's name of them.</summary>
public sealed record Pieces(int Number, int Quantity, string Reference = "");

/// <summary>From when to when something runs (UTC; null: it never ends), and for how many Shanghai days after that it can still be renewed.</summary>
public sealed record ServiceTime(DateTime StartsAt, DateTime? EndsAt, int GraceDays);

/// <summary>How a resource is reached; the secret is already encrypted.</summary>
public sealed record AccessDetails(string Address, string UserName = "", string SecretProtected = "", string ConsoleUrl = "", string Note = "");
