using KBoss.Domain.Common;

namespace KBoss.Domain.Delivery;

/// <summary>What becomes of a piece that nobody waits for any more.</summary>
public enum LatePieceState
{
    /// <summary>Maintenance has to decide.</summary>
    Undecided,

    /// <summary>The customer got it.</summary>
    Used,

    /// <summary>The supplier is asked to end it.</summary>
    Returning,

    /// <summary>The supplier has ended it.</summary>
    Returned,

    /// <summary>The supplier did not end it: a person has to.</summary>
    ReturnFailed,

    /// <summary>A person has ended it at the supplier, or it stays there.</summary>
    Settled,
}

/// <summary>
/// A piece that the supplier opened although it was no longer owed: its task had been taken over, or more came than were ordered. It is never delivered by
/// itself; Maintenance decides. It belongs to the distributor that buys from the supplier.
/// </summary>
public sealed class LatePiece : Entity, IOrganizationOwned, IAudited
{
    private LatePiece()
    {
    }

    public LatePiece(FulfilmentTask task, string reference, AccessDetails access, DateTime? endsAt, DateTime now)
    {
        OrganizationId = task.OrganizationId;
        TaskNo = task.TaskNo;
        Reference = Require.Text(reference, "reference", Resource.MaxReference);
        (Address, UserName, SecretProtected, ConsoleUrl) = (access.Address, access.UserName, access.SecretProtected, access.ConsoleUrl);
        EndsAt = endsAt is { } end ? Require.Utc(end) : null;
        CameAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string TaskNo { get; private set; } = "";

    /// <summary>The supplier's own name of it; once for a task.</summary>
    public string Reference { get; private set; } = "";

    public string Address { get; private set; } = "";

    public string UserName { get; private set; } = "";

    [NotAudited]
    public string SecretProtected { get; private set; } = "";

    public string ConsoleUrl { get; private set; } = "";

    public DateTime? EndsAt { get; private set; }

    public DateTime CameAt { get; private set; }

    public LatePieceState State { get; private set; }

    public By DecidedBy { get; private set; } = By.Nobody;

    public DateTime? DecidedAt { get; private set; }

    /// <summary>The key of the message why the supplier did not end it.</summary>
    public string ErrorCode { get; private set; } = "";

    public string AuditSubject => $"LatePiece {TaskNo} {Reference}";

    public AccessDetails Access => new(Address, UserName, SecretProtected, ConsoleUrl);

    /// <summary>The decision: refused with <c>Delivery.LateDecided</c> when it was made already.</summary>
    public void Decide(LatePieceState decision, By by, DateTime now)
    {
        if (State is not (LatePieceState.Undecided or LatePieceState.ReturnFailed))
        {
            throw new RuleException("Delivery.LateDecided", Reference);
        }

        State = decision;
        DecidedBy = by;
        DecidedAt = Require.Utc(now);
        ErrorCode = "";
    }

    /// <summary>The supplier has ended it, or refused to, with the reason.</summary>
    public void EndReturn(string errorCode)
    {
        if (State == LatePieceState.Returning)
        {
            State = errorCode.Length == 0 ? LatePieceState.Returned : LatePieceState.ReturnFailed;
            ErrorCode = errorCode;
        }
    }
}
