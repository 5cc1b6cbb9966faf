using System.Text.Json.Nodes;
using KBoss.Domain.Messaging;

namespace KBoss.Web.Development.Messages;

/// <summary>Pushes to the application what carriers and people say, in the form of the vendor of the message.</summary>
internal sealed class SmsPushes(IHttpClientFactory clients, DevelopmentAddress here, DevelopmentKeys keys, TimeProvider time)
{
    /// <summary>The client that calls this machine.</summary>
    public const string Client = "sms-push";

    /// <summary>Says what became of a message; the status that the application answered.</summary>
    public Task<int> ReportAsync(SimulatedSms sms, CancellationToken ct) => PushAsync(sms.Vendor, sms.Vendor == SmsVendor.AlibabaCloud
        ? new JsonArray(new JsonObject
        {
            ["phone_number"] = sms.Phone,
            ["send_time"] = SimulatedTemplates.Time(sms.SentAt),
            ["report_time"] = SimulatedTemplates.Time(sms.Fate!.At),
            ["success"] = sms.Fate.Delivered,
            ["err_code"] = sms.Fate.Code,
            ["err_msg"] = sms.Fate.Delivered ? "用户接收成功" : "用户接收失败",
            ["sms_size"] = "1",
            ["biz_id"] = sms.BizId,
            ["out_id"] = sms.OutId ?? "",
        })
        : new JsonArray(new JsonObject
        {
            ["user_receive_time"] = SimulatedTemplates.Time(sms.Fate!.At),
            ["nationcode"] = "86",
            ["mobile"] = sms.Phone,
            ["report_status"] = sms.Fate.Delivered ? "SUCCESS" : "FAIL",
            ["errmsg"] = sms.Fate.Code,
            ["description"] = sms.Fate.Delivered ? "用户短信送达成功" : "用户短信送达失败",
            ["sid"] = sms.BizId,
        }), ct);

    /// <summary>Says what somebody answered to a message; the status that the application answered.</summary>
    public Task<int> ReplyAsync(SimulatedSms sms, string text, CancellationToken ct) => PushAsync(sms.Vendor, sms.Vendor == SmsVendor.AlibabaCloud
        ? new JsonArray(new JsonObject
        {
            ["phone_number"] = sms.Phone,
            ["send_time"] = SimulatedTemplates.Time(time.GetUtcNow().UtcDateTime),
            ["content"] = text,
            ["sign_name"] = DevelopmentKeys.SmsSignName,
            ["dest_code"] = "10690001",
            ["sequence_id"] = 1,
        })
        : new JsonObject
        {
            ["extend"] = "",
            ["nationcode"] = "86",
            ["mobile"] = sms.Phone,
            ["sign"] = DevelopmentKeys.SmsSignName,
            ["text"] = text,
            ["time"] = time.GetUtcNow().ToUnixTimeSeconds(),
        }, ct);

    private async Task<int> PushAsync(SmsVendor vendor, JsonNode body, CancellationToken ct)
    {
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var http = clients.CreateClient(Client);
        var name = vendor == SmsVendor.AlibabaCloud ? "alibaba" : "tencent";
        using var answer = await http.PostAsync(new Uri($"{here.PublicUrl}/sms/callback/{name}/{keys.SmsCallbackSecret}"), content, ct);
        return (int)answer.StatusCode;
    }
}
