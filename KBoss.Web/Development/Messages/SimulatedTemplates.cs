using System.Globalization;
using System.Text.Json.Nodes;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Web.Development.Messages;

/// <summary>The templates as they are registered with the simulated vendors: all approved but two, so that every state can be seen.</summary>
internal static class SimulatedTemplates
{
    private const string Reason = "营销内容需补充退订方式说明";

    /// <summary>Tencent Cloud's numbers of the templates.</summary>
    public static Dictionary<SmsTemplate, string> TencentNumbers =>
        Enum.GetValues<SmsTemplate>().ToDictionary(template => template, TencentNumber);

    public static string TencentNumber(SmsTemplate template) => (1_100_001 + (int)template).ToString(CultureInfo.InvariantCulture);

    /// <summary>A time as both vendors write it.</summary>
    public static string Time(DateTime utc) => ChinaTime.FromUtc(utc).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static JsonArray OfAlibaba() => new([.. SmsTexts.All.Select(text => (JsonNode)new JsonObject
    {
        ["TemplateCode"] = SmsSimulator.TemplateCode(text.Template),
        ["TemplateName"] = text.Template.ToString(),
        ["TemplateContent"] = text.Named,
        ["AuditStatus"] = StateOf(text.Template) switch
        {
            TemplateState.Approved => "AUDIT_STATE_PASS",
            TemplateState.Waiting => "AUDIT_STATE_INIT",
            _ => "AUDIT_STATE_NOT_PASS",
        },
        ["Reason"] = new JsonObject { ["RejectInfo"] = StateOf(text.Template) == TemplateState.Refused ? Reason : "" },
    })]);

    public static JsonArray OfTencent(IEnumerable<string> numbers) => new([.. SmsTexts.All.Where(text => numbers.Contains(TencentNumber(text.Template)))
        .Select(text => (JsonNode)new JsonObject
        {
            ["TemplateId"] = int.Parse(TencentNumber(text.Template), CultureInfo.InvariantCulture),
            ["International"] = 0,
            ["TemplateName"] = text.Template.ToString(),
            ["TemplateContent"] = text.Numbered,
            ["StatusCode"] = StateOf(text.Template) switch { TemplateState.Approved => 0, TemplateState.Waiting => 1, _ => -1 },
            ["ReviewReply"] = StateOf(text.Template) == TemplateState.Refused ? Reason : "",
        })]);

    private static TemplateState StateOf(SmsTemplate template) => template switch
    {
        SmsTemplate.ApprovalReminder => TemplateState.Waiting,
        SmsTemplate.Marketing => TemplateState.Refused,
        _ => TemplateState.Approved,
    };
}
