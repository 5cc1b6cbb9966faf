using Polly.CircuitBreaker;
using Polly.Timeout;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Says to the clients in their own words what the pipeline has refused: a time-out as HttpClient says it, an open circuit as no connection.</summary>
internal sealed class VendorDoor(string vendor) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"{vendor} has failed too often and is left alone for a while.", e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new TaskCanceledException($"{vendor} has not answered in time.", new TimeoutException(e.Message, e));
        }
    }
}
