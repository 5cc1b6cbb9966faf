namespace KBoss.Domain.Common;

/// <summary>How a call to an outside party ended.</summary>
public enum VendorOutcome
{
    Succeeded,

    /// <summary>It answered that it does not do it, or cannot.</summary>
    Refused,

    /// <summary>There was no answer within the time.</summary>
    TimedOut,

    /// <summary>There was no connection, or it broke.</summary>
    Unreachable,

    /// <summary>Whoever had asked did not wait for the answer; nobody's failure.</summary>
    Cancelled,
}

/// <summary>One attempt of a call to an outside party, as it is written down.</summary>
/// <param name="At">When it began (UTC).</param>
/// <param name="Status">The HTTP status of the answer, if there was one.</param>
/// <param name="Error">The vendor's code, without secrets.</param>
/// <param name="Key">A business number by which it is found again.</param>
/// <param name="OrganizationId">For whom it was made, where that is known.</param>
public sealed record VendorCallFacts(
    string Vendor, string Operation, DateTime At, TimeSpan Took, VendorOutcome Outcome, int? Status, string Error, string Key, long? OrganizationId);

/// <summary>
/// One attempt of a call to an outside party: what was asked, how it ended, how long it took; never an address, a header or a body. Platform-wide: whoever
/// runs the platform sees them all, a distributor those that were made for it. Kept for 90 days.
/// </summary>
public sealed class VendorCall : Entity
{
    /// <summary>How many days a call is kept.</summary>
    public const int KeptDays = 90;

    private VendorCall()
    {
    }

    public VendorCall(VendorCallFacts facts)
    {
        (Vendor, Operation, Outcome, Status) = (Cut(facts.Vendor, 50), Cut(facts.Operation, 100), facts.Outcome, facts.Status);
        At = Require.Utc(facts.At);
        Milliseconds = (int)Math.Min(facts.Took.TotalMilliseconds, int.MaxValue);
        (Error, Key, CalledFor) = (Cut(facts.Error, 200), Cut(facts.Key, 100), facts.OrganizationId);
    }

    public string Vendor { get; private set; } = "";

    public string Operation { get; private set; } = "";

    /// <summary>When it began, UTC.</summary>
    public DateTime At { get; private set; }

    public int Milliseconds { get; private set; }

    public VendorOutcome Outcome { get; private set; }

    /// <summary>The HTTP status of the answer; null when there was none.</summary>
    public int? Status { get; private set; }

    /// <summary>The vendor's code, without secrets; empty when it succeeded.</summary>
    public string Error { get; private set; } = "";

    public string Key { get; private set; } = "";

    /// <summary>The organization for which it was made; null where that is not known.</summary>
    public long? CalledFor { get; private set; }

    /// <summary>Whether it counts as a failure of the vendor.</summary>
    public bool Failed => Outcome is not (VendorOutcome.Succeeded or VendorOutcome.Cancelled);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
