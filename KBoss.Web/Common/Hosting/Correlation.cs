using System.Security.Cryptography;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace KBoss.Web.Common;

/// <summary>
/// One id per request and per circuit: in every log line, in the response header, and on the page when something failed, so that one leads to the other.
/// </summary>
public sealed class Correlation
{
    public const string Header = "X-Correlation-ID";

    public string Id { get; private set; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>Takes over the id that a proxy or caller gave, if it is one: 8 to 64 letters, digits or dashes.</summary>
    public void Continue(string? given)
    {
        if (given is { Length: >= 8 and <= 64 } && given.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            Id = given;
        }
    }

    /// <summary>The values that a logging scope carries.</summary>
    public IReadOnlyDictionary<string, object> Scope => new Dictionary<string, object> { ["CorrelationId"] = Id };
}

/// <summary>Gives every request its correlation id and logging scope.</summary>
public sealed class CorrelationMiddleware(RequestDelegate next, ILogger<Correlation> log)
{
    public async Task InvokeAsync(HttpContext http, Correlation correlation)
    {
        correlation.Continue(http.Request.Headers[Correlation.Header]);
        http.TraceIdentifier = correlation.Id;
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Correlation.Header] = correlation.Id;
            return Task.CompletedTask;
        });
        using (log.BeginScope(correlation.Scope))
        {
            await next(http);
        }
    }
}

/// <summary>Gives everything that a circuit does (events, renders, calls from the browser) the circuit's correlation id.</summary>
public sealed class CorrelationCircuitHandler(Correlation correlation, ILogger<Correlation> log) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            using (log.BeginScope(correlation.Scope))
            {
                await next(context);
            }
        };
}
