using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Common.Vendors;

namespace KBoss.Infrastructure.Connectors.Partners;

/// <summary>What a partner is asked to open; the key names it there, however often it is sent.</summary>
/// <param name="Account">The account at the partner in which it is opened; null where the partner has none.</param>
/// <param name="DryRun">Whether the partner shall only say whether it would.</param>
public sealed record PartnerOrder(
    string Product, IReadOnlyDictionary<string, string> Options, int Quantity, BillingUnit Unit, int Periods, PartnerBuyer Customer, string OrderNo,
    string? Account = null, bool DryRun = false);

/// <summary>The customer for whom it is: the code by which KBoss knows it, and its name.</summary>
public sealed record PartnerBuyer(string Code, string Name);

/// <summary>What a partner has opened so far.</summary>
/// <param name="State"><c>opening</c>, <c>open</c> or <c>failed</c>.</param>
public sealed record PartnerOpening(string State, IReadOnlyList<PartnerPiece> Pieces, string? Reason = null);

/// <summary>A piece that can be used; the end is UTC.</summary>
public sealed record PartnerPiece(string Reference, string Address, string? UserName, string? Secret, string? ConsoleUrl, DateTime? EndsAt);

/// <summary>
/// Speaks the protocol of <c>docs/connectors.md</c> with a partner: the part that both partners have. <see cref="PartnerException"/> for whatever goes wrong.
/// </summary>
public abstract class PartnerClient(HttpClient http, PartnerOptions settings)
{
    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int MaxAnswer = 8 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Asks the partner for its name, to see whether it answers and knows the key.</summary>
    public async Task<string> PingAsync(CancellationToken ct = default) => (await SendAsync<Pong>(HttpMethod.Get, "ping", "ping", null, "", "", null, ct)).Name;

    /// <summary>Opens what is ordered; the same key twice opens once.</summary>
    public Task<PartnerOpening> OpenAsync(string key, PartnerOrder order, long organizationId, CancellationToken ct = default) =>
        SendAsync<PartnerOpening>(HttpMethod.Post, "openings", order.DryRun ? "dry-run" : "open", order, key, key, organizationId, ct);

    /// <summary>What became of an opening; null when the partner knows nothing of it.</summary>
    public async Task<PartnerOpening?> FindAsync(string key, long organizationId, CancellationToken ct = default)
    {
        try
        {
            return await SendAsync<PartnerOpening>(HttpMethod.Get, $"openings/{Segment(key)}", "find", null, "", key, organizationId, ct);
        }
        catch (PartnerException e) when (e.Code == PartnerException.NotFound)
        {
            return null;
        }
    }

    /// <summary>Prolongs; the same key twice prolongs once. Gives the new end (UTC).</summary>
    public async Task<DateTime?> RenewAsync(string key, string reference, BillingUnit unit, int periods, long organizationId, CancellationToken ct = default) =>
        (await SendAsync<Renewed>(HttpMethod.Post, $"resources/{Segment(reference)}/renewals", "renew", new { unit, periods }, key, key, organizationId, ct)).EndsAt;

    /// <summary>Ends it; what has ended already, or is not known, is fine.</summary>
    public async Task TerminateAsync(string reference, long organizationId, CancellationToken ct = default)
    {
        try
        {
            await SendAsync<Ended>(
                HttpMethod.Post, $"resources/{Segment(reference)}/termination", "terminate", new { }, $"end-{reference}", reference, organizationId, ct);
        }
        catch (PartnerException e) when (e.Code == PartnerException.NotFound)
        {
            // It is not there any more, which is what was wanted.
        }
    }

    /// <summary>A short-lived address through which the customer enters: <c>console</c>, <c>desktop</c> or <c>terminal</c>.</summary>
    public async Task<Uri> EnterAsync(string reference, string door, long organizationId, CancellationToken ct = default) => Safe((await SendAsync<Link>(
        HttpMethod.Post, $"resources/{Segment(reference)}/doors/{Segment(door)}", "enter", new { }, "", reference, organizationId, ct)).Url);

    /// <summary>Calls the partner and reads its answer.</summary>
    /// <param name="key">The idempotency key; empty where a repetition does no harm.</param>
    /// <param name="logKey">By what the log of calls finds it.</param>
    private protected async Task<T> SendAsync<T>(
        HttpMethod method, string path, string operation, object? content, string key, string logKey, long? organizationId, CancellationToken ct)
    {
        if (!settings.IsConfigured)
        {
            throw new PartnerException(PartnerException.NotConfigured, $"Missing: {string.Join(", ", settings.Missing)}.", retry: false);
        }

        try
        {
            using var request = new HttpRequestMessage(method, new Uri($"{settings.BaseUrl.TrimEnd('/')}/v1/{path}"));
            if (content is not null)
            {
                request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(content, Json));
                request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
            }

            if (key.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(PartnerSignature.IdempotencyHeader, key);
            }

            request.Options.Set(VendorLog.Operation, operation);
            request.Options.Set(VendorLog.Key, logKey);
            request.Options.Set(VendorLog.Organization, organizationId);
            using var response = await http.SendAsync(request, ct);
            return await ReadAsync<T>(response, ct);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new PartnerException(PartnerException.Unreachable, e.Message, retry: true, e);
        }
    }

    /// <summary>The code of a failure, for the log; that there is no such thing is none.</summary>
    internal static async ValueTask<string?> FaultAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.IsSuccessStatusCode)
        {
            return null;
        }

        await answer.Content.LoadIntoBufferAsync(MaxAnswer, ct);
        return (await ErrorAsync(answer, ct))?.Code;
    }

    private protected static string Segment(string text) => Uri.EscapeDataString(text);

    /// <summary>An address that a browser may be sent to.</summary>
    private protected static Uri Safe(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback)
        ? uri : throw new PartnerException(PartnerException.Unreachable, "The address is none that a browser may be sent to.", retry: false);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (response.IsSuccessStatusCode)
        {
            try
            {
                return await JsonSerializer.DeserializeAsync<T>(await response.Content.ReadAsStreamAsync(ct), Json, ct)
                    ?? throw new PartnerException(PartnerException.Unreachable, "The answer is empty.", retry: true);
            }
            catch (JsonException e)
            {
                throw new PartnerException(PartnerException.Unreachable, "The answer is not what the protocol says.", retry: true, e);
            }
        }

        var later = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        throw await ErrorAsync(response, ct) is { } error
            ? new PartnerException(error.Code, error.Message, error.Retry || later)
            : new PartnerException(PartnerException.Unreachable, $"HTTP {status} without an answer.", retry: true);
    }

    private static async Task<Error?> ErrorAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return JsonSerializer.Deserialize<Envelope>(await response.Content.ReadAsStringAsync(ct), Json)?.Error is { Code.Length: > 0 } error ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Envelope(Error? Error);

    private sealed record Error(string Code, string Message, bool Retry);

    private sealed record Pong(string Name);

    private sealed record Renewed(DateTime? EndsAt);

    private sealed record Ended(string State);

    private protected sealed record Link(string Url);
}
