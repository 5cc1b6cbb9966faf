using System.Collections.Concurrent;
using Polly.CircuitBreaker;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Whether a vendor is called at present.</summary>
public enum VendorCircuit
{
    /// <summary>It is called.</summary>
    Closed,

    /// <summary>It has failed too often and is left alone for a while; whoever asks is told at once.</summary>
    Open,

    /// <summary>The next call tries whether it works again.</summary>
    Trying,
}

/// <summary>The circuit breakers of all vendors of this process.</summary>
public sealed class VendorBreakers
{
    /// <summary>Within this time calls are counted together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>How long a vendor is left alone.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    /// <summary>So many calls at least are looked at, of which half or more have failed.</summary>
    public const int LeastCalls = 10;

    private readonly ConcurrentDictionary<string, CircuitBreakerStateProvider> states = new();

    /// <summary>Whether the vendor is called at present.</summary>
    public VendorCircuit Of(string vendor) => !states.TryGetValue(vendor, out var state) ? VendorCircuit.Closed : state.CircuitState switch
    {
        CircuitState.Open or CircuitState.Isolated => VendorCircuit.Open,
        CircuitState.HalfOpen => VendorCircuit.Trying,
        _ => VendorCircuit.Closed,
    };

    internal CircuitBreakerStateProvider New(string vendor) => states[vendor] = new CircuitBreakerStateProvider();
}
