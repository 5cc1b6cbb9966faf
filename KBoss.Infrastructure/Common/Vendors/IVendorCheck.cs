namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>An outside party that can be tested: what it is called, what of its configuration is missing, whether it answers.</summary>
public interface IVendorCheck
{
    /// <summary>The vendor's name, by which its calls are logged as well (<see cref="VendorCalls.Name"/>).</summary>
    string Vendor { get; }

    /// <summary>The keys of the configuration that must be set before it can be used; empty when it is configured.</summary>
    IReadOnlyList<string> Missing { get; }

    /// <summary>Whether a simulator stands in for it.</summary>
    bool Simulated { get; }

    /// <summary>Asks the vendor something harmless that needs the account and its keys; never throws for what the vendor does.</summary>
    Task<VendorAnswer> TestAsync(CancellationToken ct);
}

/// <summary>What came of a test: whether it works, the vendor's code and message without secrets, and how long it took.</summary>
public sealed record VendorAnswer(bool Works, string Code, string Message, TimeSpan Took);
