using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>What DingTalk answers, read so that a field that is missing or of another kind is told and not guessed.</summary>
internal static class DingTalkAnswer
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer of the new interface; <see cref="DingTalkException"/> when it is an error.</summary>
    public static JsonObject Read(int status, string body)
    {
        var node = Parse(body);
        if (status is >= 200 and < 300)
        {
            return node ?? throw Malformed("The answer is not an object.");
        }

        var code = Text(node, "code") ?? "";
        throw new DingTalkException(DingTalkException.FaultOf(code, status), code.Length > 0 ? code : $"HTTP {status}", Text(node, "message") ?? "No message.");
    }

    /// <summary>The answer of the old interface, which tells errors with HTTP 200; <see cref="DingTalkException"/> when it is one.</summary>
    public static JsonObject ReadOld(int status, string body)
    {
        var node = Parse(body);
        if (status is < 200 or >= 300)
        {
            throw new DingTalkException(DingTalkException.FaultOf("", status), $"HTTP {status}", "No answer.");
        }

        var code = Text(node, "errcode") ?? throw Malformed("The answer has no errcode.");
        if (code == "0")
        {
            return node!;
        }

        // 88 says that the call was not let in; why stands below it.
        var inner = code == "88" ? Text(node, "sub_code") ?? code : code;
        throw new DingTalkException(DingTalkException.FaultOf(inner, status), inner, Text(node, "sub_msg") ?? Text(node, "errmsg") ?? "No message.");
    }

    /// <summary>The code of a failure, for the log; that there is no such user is none.</summary>
    public static async ValueTask<string?> FaultAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await answer.Content.LoadIntoBufferAsync(ct);
        try
        {
            var node = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct)) as JsonObject;
            var code = answer.IsSuccessStatusCode ? Text(node, "errcode") : Text(node, "code");
            return code is null or "0" or "60121" or "40104" ? null : code;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static DingTalkInstanceDetails Instance(string instanceId, JsonObject answer)
    {
        if (answer["result"] is not JsonObject result)
        {
            throw Malformed("The answer has no result.");
        }

        var form = new Dictionary<string, string>();
        foreach (var field in Objects(result["formComponentValues"]))
        {
            if (Text(field, "name") is { Length: > 0 } name)
            {
                form[name] = Text(field, "value") ?? "";
            }
        }

        return new DingTalkInstanceDetails(
            instanceId,
            (Text(result, "status"), Text(result, "result")) switch
            {
                ("RUNNING" or "NEW", _) => DingTalkStatus.Running,
                ("TERMINATED" or "CANCELED", _) => DingTalkStatus.Terminated,
                ("COMPLETED", "agree") => DingTalkStatus.Agreed,
                ("COMPLETED", "refuse") => DingTalkStatus.Refused,
                _ => throw Malformed("The instance has an unknown state."),
            },
            form,
            [.. Objects(result["operationRecords"]).Select(record => new DingTalkOperation(
                Text(record, "userId") ?? "", Time(Text(record, "date")), Text(record, "type") ?? "", Text(record, "result") ?? "",
                Text(record, "remark") ?? ""))]);
    }

    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonArray array ? array.OfType<JsonObject>() : [];

    /// <summary>A text or number as text; null when there is none.</summary>
    public static string? Text(JsonObject? node, string name)
    {
        try
        {
            return node?[name] is JsonValue value
                ? value.GetValueKind() switch
                {
                    JsonValueKind.String => value.GetValue<string>(),
                    JsonValueKind.Number => value.ToJsonString(),
                    _ => null,
                }
                : null;
        }
        catch (ArgumentException)
        {
            // A name given twice: two readers could see two different answers.
            throw Malformed($"The field {name} is repeated.");
        }
    }

    public static DingTalkException Malformed(string message) => new(DingTalkFault.Unreachable, "malformed", message);

    /// <summary>DingTalk writes times to the minute, such as <c>2022-08-31T11:52Z</c>.</summary>
    private static DateTime? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcDateTime : null;

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
