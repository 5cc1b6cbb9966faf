using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>
/// Logs every attempt of a call to a vendor: what was asked, how it ended, how long it took. Addresses, headers and bodies hold codes, keys and
/// signatures and never reach a log.
/// </summary>
internal sealed class VendorLog(string vendor, ILogger<VendorLog> log) : DelegatingHandler
{
    /// <summary>What a request asks for, in the vendor's own word.</summary>
    public static readonly HttpRequestOptionsKey<string> Operation = new("kboss.vendor.operation");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Options.TryGetValue(Operation, out var named) ? named : request.Method.Method;
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            log.Log(
                response.IsSuccessStatusCode ? LogLevel.Information : LogLevel.Warning,
                "{Vendor} {Operation}: HTTP {Status} after {Elapsed:0} ms", vendor, operation, (int)response.StatusCode, Elapsed(begun));
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            log.LogWarning("{Vendor} {Operation}: {Fault} after {Elapsed:0} ms", vendor, operation, e.GetType().Name, Elapsed(begun));
            throw;
        }
    }

    private static double Elapsed(long begun) => Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
}
