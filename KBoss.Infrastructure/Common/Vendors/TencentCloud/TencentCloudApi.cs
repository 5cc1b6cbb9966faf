using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KBoss.Infrastructure.Common.Vendors.TencentCloud;

/// <summary>One call of Tencent Cloud's API 3.0: which action of which service, in which region (empty where the service has none), with what.</summary>
/// <param name="Repeatable">Whether the vendor recognises a repetition, or one does no harm; only then it is tried again by itself.</param>
public sealed record TencentCloudCall(string Service, string Version, string Action, JsonObject Content, string Region = "", bool Repeatable = true)
{
    /// <summary>By what the log finds the call again: a business number, never a phone or a name.</summary>
    public string LogKey { get; init; } = "";

    /// <summary>For whom the call is made, where that is known.</summary>
    public long? OrganizationId { get; init; }
}

/// <summary>Tencent Cloud refused: its code, its message and the number by which its support finds the call.</summary>
public sealed class TencentCloudException(string code, string message, string requestId = "", Exception? inner = null) : Exception($"{code}: {message}", inner)
{
    /// <summary>The code when no answer came, or none that can be read.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The code when settings are missing and nothing was sent.</summary>
    public const string NotConfigured = "not-configured";

    public string Code { get; } = code;

    /// <summary>The vendor's message, without the code.</summary>
    public string Said { get; } = message;

    public string RequestId { get; } = requestId;

    /// <summary>Whether the same call may succeed later; also while the vendor is busy with what was asked of it before.</summary>
    public bool IsTransient => Code == Unreachable || TencentCloudApi.SaysLater(Code) || Code.EndsWith("OperationInProgress", StringComparison.Ordinal);
}

/// <summary>
/// Calls Tencent Cloud's API 3.0 over the client of whoever asks, so that each vendor has time-outs, log and breaker of its own. An error comes with HTTP
/// 200 and is a <see cref="TencentCloudException"/>.
/// </summary>
public static class TencentCloudApi
{
    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int MaxAnswer = 8 << 20;

    /// <summary>The address of a service by a pattern like <c>https://{service}.tencentcloudapi.com/</c>.</summary>
    public const string Endpoint = "https://{service}.tencentcloudapi.com/";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Signs, calls and gives what stands in <c>Response</c>; <see cref="TencentCloudException"/> for an error of the vendor and for no answer.
    /// </summary>
    /// <param name="now">The moment (UTC) of the call.</param>
    public static async Task<JsonObject> CallAsync(HttpClient http, string endpoint, TencentCloudKey key, TencentCloudCall call, DateTime now, CancellationToken ct)
    {
        try
        {
            var address = new Uri(endpoint.Replace("{service}", call.Service, StringComparison.Ordinal));
            using var request = Tc3Signature.Request(address, key, call, Encoding.UTF8.GetBytes(call.Content.ToJsonString(Json)), now);
            request.Options.Set(VendorLog.Operation, call.Action);
            request.Options.Set(VendorLog.Key, call.LogKey);
            request.Options.Set(VendorLog.Organization, call.OrganizationId);
            request.Options.Set(VendorLog.Once, !call.Repeatable);
            using var response = await http.SendAsync(request, ct);
            return Read(await response.Content.ReadAsStringAsync(ct), (int)response.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new TencentCloudException(TencentCloudException.Unreachable, e.Message, inner: e);
        }
    }

    /// <summary>Whether the vendor's code says that the same call may be made again.</summary>
    public static bool SaysLater(string code) => code == "InternalError" || code.StartsWith("InternalError.", StringComparison.Ordinal)
        || code == "RequestLimitExceeded" || code.StartsWith("RequestLimitExceeded.", StringComparison.Ordinal);

    /// <summary>The vendor's code in an answer that says with HTTP 200 that the call failed; null when it did not.</summary>
    public static async ValueTask<string?> FaultAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await answer.Content.LoadIntoBufferAsync(MaxAnswer, ct);
        try
        {
            return Error(JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct)))?.Code;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether an answer says that the same call may be made again.</summary>
    public static async ValueTask<bool> SaysLaterAsync(HttpResponseMessage answer, CancellationToken ct) => await FaultAsync(answer, ct) is { } code && SaysLater(code);

    private static JsonObject Read(string body, int status)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(body);
        }
        catch (JsonException e)
        {
            throw new TencentCloudException(TencentCloudException.Unreachable, $"HTTP {status} without an answer.", inner: e);
        }

        return Error(node) is { } error ? throw error
            : (node as JsonObject)?["Response"] as JsonObject ?? throw new TencentCloudException(TencentCloudException.Unreachable, $"HTTP {status} without an answer.");
    }

    private static TencentCloudException? Error(JsonNode? node) => (node as JsonObject)?["Response"] is JsonObject response && response["Error"] is JsonObject error
        ? new TencentCloudException(error["Code"]?.ToString() ?? "", error["Message"]?.ToString() ?? "", response["RequestId"]?.ToString() ?? "")
        : null;
}
