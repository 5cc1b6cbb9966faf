using KBoss.Domain.Common;
using KBoss.Domain.Orders;

namespace KBoss.Domain.Delivery;

/// <summary>Whether a resource can be used.</summary>
public enum ResourceStatus
{
    Active,
    Expired,
    Released,
}

/// <summary>
/// What a customer got for an order line and uses, from <see cref="StartsAt"/> to <see cref="EndsAt"/> (UTC; no end for what was bought outright).
/// </summary>
public sealed class Resource : SharedEntity, IAudited
{
    /// <summary>A resource that ends within so many days is shown as expiring.</summary>
    public const int ExpiringDays = 30;

    private Resource()
    {
    }

    public Resource(FulfilmentTask task, string resourceNo, AccessDetails access, DateTime startsAt, DateTime? endsAt)
        : base(task.Parties)
    {
        ResourceNo = resourceNo;
        OrderNo = task.OrderNo;
        OrderLineId = task.OrderLineId;
        Sold = task.Sold;
        StartsAt = Require.Utc(startsAt);
        EndsAt = endsAt is { } end ? Require.Utc(end) : null;
        Address = Require.Text(access.Address, "address", 500, free: true);
        UserName = Require.Optional(access.UserName, "user-name", 200);
        SecretProtected = access.SecretProtected;
        ConsoleUrl = ConsoleUrlOf(access.ConsoleUrl);
        Note = Require.Optional(access.Note, "note", 2000, free: true);
    }

    public string ResourceNo { get; private set; } = "";

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    public SoldItem Sold { get; private set; } = null!;

    public ResourceStatus Status { get; private set; } = ResourceStatus.Active;

    public DateTime StartsAt { get; private set; }

    public DateTime? EndsAt { get; private set; }

    public string Address { get; private set; } = "";

    public string UserName { get; private set; } = "";

    /// <summary>Encrypted with a key that lies outside the database; empty when there is none.</summary>
    [NotAudited]
    public string SecretProtected { get; private set; } = "";

    public string ConsoleUrl { get; private set; } = "";

    public string Note { get; private set; } = "";

    public string AuditSubject => $"Resource {ResourceNo}";

    private static string ConsoleUrlOf(string? value)
    {
        var url = Require.Optional(value, "console-url", 500);
        // Anything but http(s) could run script in the customer's browser.
        return url.Length == 0 || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            ? url
            : throw new RuleException("Delivery.ConsoleUrlInvalid") { Field = "console-url" };
    }
}

/// <summary>How a resource is reached; the secret is already encrypted.</summary>
public sealed record AccessDetails(string Address, string UserName = "", string SecretProtected = "", string ConsoleUrl = "", string Note = "");
