namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>How a vendor is called.</summary>
/// <param name="Name">The vendor's name in logs, and in the configuration unless another section is named.</param>
/// <param name="MaxAnswer">How many bytes an answer may have.</param>
public sealed record VendorCalls(string Name, int MaxAnswer)
{
    private static readonly TimeSpan WaitingBetween = TimeSpan.FromSeconds(5);

    /// <summary>The section of the configuration.</summary>
    public string Section { get; init; } = Name;

    /// <summary>
    /// How often a call is tried again; none where the vendor does not recognise a repetition, and then only the caller can decide. A single call that must
    /// not be repeated says so itself (<see cref="VendorLog.Once"/>).
    /// </summary>
    public int Retries { get; init; }

    /// <summary>Whether a successful answer says that it should be asked again; network failures, time-outs and HTTP 5xx are tried again anyhow.</summary>
    public Func<HttpResponseMessage, CancellationToken, ValueTask<bool>> SaysLater { get; init; } = (_, _) => ValueTask.FromResult(false);

    /// <summary>The vendor's code where an answer says that the call failed, for the log; null where it does not, or has no code.</summary>
    public Func<HttpResponseMessage, CancellationToken, ValueTask<string?>> FaultOf { get; init; } = (_, _) => ValueTask.FromResult<string?>(null);

    /// <summary>How long one attempt may take; from the options of the vendor.</summary>
    internal TimeSpan Patience { get; init; }

    internal TimeSpan Longest(TimeSpan perAttempt) => Retries == 0 ? perAttempt : (perAttempt * (Retries + 1)) + WaitingBetween;
}
