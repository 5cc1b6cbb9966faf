using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;

namespace KBoss.Infrastructure.Delivery;

/// <summary>What a supplier's interface can do by itself.</summary>
[Flags]
public enum ConnectorAbilities
{
    None = 0,
    Open = 1,
    Renew = 2,
    Terminate = 4,
    Console = 8,
    Desktop = 16,
    Terminal = 32,
}

/// <summary>Through which door the customer enters what it has bought.</summary>
public enum Door
{
    Console,
    Desktop,
    Terminal,
}

/// <summary>
/// The interface of a supplier through which what was bought is opened, asked about, renewed and ended; one for each value of <see cref="Connector"/> but
/// <see cref="Connector.Manual"/>. A refusal for good is <see cref="ConnectorRefusedException"/>; any other exception means that it may be tried again.
/// </summary>
public interface IConnector
{
    Connector Kind { get; }

    /// <summary>What this supplier can do by itself; what it cannot do is done by Maintenance.</summary>
    ConnectorAbilities Abilities { get; }

    /// <summary>
    /// Opens what was ordered; the same key twice opens once and gives the same answer. It may come back before all pieces run: then <see
    /// cref="FindAsync"/> is asked again later.
    /// </summary>
    Task<Opening> OpenAsync(OpeningRequest request, CancellationToken ct);

    /// <summary>
    /// What became of an opening, by its key: asked after a lost answer and while it is not complete. Null: the supplier knows nothing of it and may be
    /// asked to open it.
    /// </summary>
    Task<Opening?> FindAsync(OpeningRequest request, CancellationToken ct);

    /// <summary>Prolongs; the same key twice prolongs once. The new end (UTC) as the supplier says it; null when it does not say one.</summary>
    Task<DateTime?> RenewAsync(RenewalRequest request, CancellationToken ct);

    /// <summary>Ends it at the supplier; what has ended already is fine.</summary>
    Task TerminateAsync(SupplierResource resource, CancellationToken ct);

    /// <summary>A short-lived address through which the customer enters.</summary>
    Task<Uri> EnterAsync(SupplierResource resource, Door door, CancellationToken ct);
}

/// <summary>What a supplier is asked to open: the whole quantity of one paid order line, under the key of its task.</summary>
/// <param name="Key">Names the opening at the supplier, however often it is sent: the number of the task.</param>
/// <param name="OrganizationId">The distributor that buys from the supplier.</param>
/// <param name="Parties">The seller and the buyer of the order.</param>
public sealed record OpeningRequest(
    string Key, long OrganizationId, long SupplierId, Parties Parties, string CustomerName, string OrderNo, string TaskNo, SoldItem Sold);

/// <summary>What a supplier has opened so far, each piece once; complete when no more will come.</summary>
public sealed record Opening(IReadOnlyList<OpenedPiece> Pieces, bool Complete);

/// <summary>A piece that runs, with how it is reached; the secret is in clear text and is encrypted before it is stored.</summary>
/// <param name="Reference">The supplier's own name of it, never given twice by one supplier.</param>
/// <param name="EndsAt">UTC, as the supplier says it; null where it says none, and it is counted from the periods bought.</param>
public sealed record OpenedPiece(
    string Reference, string Address, string UserName = "", string Secret = "", string ConsoleUrl = "", DateTime? EndsAt = null);

/// <summary>A piece at its supplier.</summary>
public sealed record SupplierResource(long OrganizationId, long SupplierId, long BuyerId, string Reference);

/// <summary>By how much a piece is prolonged; the key names this one renewal.</summary>
public sealed record RenewalRequest(string Key, SupplierResource Resource, BillingUnit Unit, int Periods);

/// <summary>
/// The supplier has refused for good, and a person must look at it; the code is the key of its message in <c>Rules.resx</c>, <c>Connectors.X</c>.
/// </summary>
public sealed class ConnectorRefusedException(string code, params object[] args) : Exception($"{code} {string.Join(", ", args)}")
{
    public string Code { get; } = code;

    public IReadOnlyList<object> Args { get; } = args;
}
