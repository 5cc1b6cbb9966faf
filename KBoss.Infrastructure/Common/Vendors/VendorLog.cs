using System.Diagnostics;
using KBoss.Domain.Common;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>
/// Logs every attempt of a call to a vendor: what was asked, how it ended, how long it took; as a line, and as a <see cref="VendorCall"/> that is kept.
/// Addresses, headers and bodies hold codes, keys and signatures and never reach either.
/// </summary>
internal sealed class VendorLog(VendorCalls calls, VendorCallQueue queue, TimeProvider time, ILogger<VendorLog> log) : DelegatingHandler
{
    /// <summary>What a request asks for, in the vendor's own word.</summary>
    public static readonly HttpRequestOptionsKey<string> Operation = new("kboss.vendor.operation");

    /// <summary>By what the call is found again: a business number, never a phone or a name.</summary>
    public static readonly HttpRequestOptionsKey<string> Key = new("kboss.vendor.key");

    /// <summary>The organization for which the call is made, where that is known.</summary>
    public static readonly HttpRequestOptionsKey<long?> Organization = new("kboss.vendor.organization");

    /// <summary>Whether the vendor would take a repetition for a second wish, so that it is called once.</summary>
    public static readonly HttpRequestOptionsKey<bool> Once = new("kboss.vendor.once");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Options.TryGetValue(Operation, out var named) ? named : request.Method.Method;
        var at = time.UtcNow();
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            var fault = await calls.FaultOf(response, cancellationToken) ?? "";
            var took = Stopwatch.GetElapsedTime(begun);
            var good = response.IsSuccessStatusCode && fault.Length == 0;
            log.Log(
                good ? LogLevel.Information : LogLevel.Warning,
                "{Vendor} {Operation}: HTTP {Status} {Fault} after {Elapsed:0} ms", calls.Name, operation, (int)response.StatusCode, fault, took.TotalMilliseconds);
            Keep(request, operation, at, took, good ? VendorOutcome.Succeeded : VendorOutcome.Refused, (int)response.StatusCode, fault);
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            var took = Stopwatch.GetElapsedTime(begun);
            log.LogWarning("{Vendor} {Operation}: {Fault} after {Elapsed:0} ms", calls.Name, operation, e.GetType().Name, took.TotalMilliseconds);
            var outcome = e is HttpRequestException ? VendorOutcome.Unreachable
                : took >= calls.Patience * 0.9 ? VendorOutcome.TimedOut : VendorOutcome.Cancelled;
            Keep(request, operation, at, took, outcome, null, e is HttpRequestException { HttpRequestError: var reason } ? reason.ToString() : "");
            throw;
        }
    }

    private void Keep(
        HttpRequestMessage request, string operation, DateTime at, TimeSpan took, VendorOutcome outcome, int? status, string error) => queue.Add(new VendorCallFacts(
        calls.Name, operation, at, took, outcome, status, VendorSecrets.Mask(error),
        request.Options.TryGetValue(Key, out var key) ? key ?? "" : "", request.Options.TryGetValue(Organization, out var organization) ? organization : null));
}
