using System.Text.RegularExpressions;
using KBoss.Domain.Messaging;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>The text of a template as it is to be registered with the vendors: its variables stand as <c>${name}</c>, in the order of the text.</summary>
public sealed record SmsText(SmsTemplate Template, TextMessageKind Kind, string Text, IReadOnlyDictionary<string, string> Sample)
{
    /// <summary>The names of the variables, each once, in the order of the text.</summary>
    public IReadOnlyList<string> Variables { get; } = [.. SmsTexts.Variable().Matches(Text).Select(match => match.Groups[1].Value).Distinct()];

    /// <summary>The text as Tencent Cloud wants it, where variables have numbers.</summary>
    public string Numbered => SmsTexts.Variable().Replace(Text, match => $"{{{Variables.ToList().IndexOf(match.Groups[1].Value) + 1}}}");

    /// <summary>The text as Alibaba Cloud wants it.</summary>
    public string Named => Text;

    /// <summary>What the phone shows: the signature and the text with its values; a value that is missing stands as its name.</summary>
    public string Fill(string signName, IReadOnlyDictionary<string, string> values) =>
        $"【{signName}】{SmsTexts.Variable().Replace(Text, match => values.GetValueOrDefault(match.Groups[1].Value, match.Groups[1].Value))}";
}

/// <summary>The texts of all templates, and how the carriers count them.</summary>
public static partial class SmsTexts
{
    private const int OnePart = 70;
    private const int EachPart = 67;

    /// <summary>Every template, in the order of their enum.</summary>
    public static IReadOnlyList<SmsText> All { get; } =
    [
        Code(SmsTemplate.LoginCode, "您的登录验证码为${code}，5分钟内有效。如非本人操作，请勿将验证码告知他人。"),
        Code(SmsTemplate.ResetCode, "您正在重置密码，验证码为${code}，5分钟内有效。如非本人操作，请忽略本短信。"),
        Code(SmsTemplate.PhoneCode, "您正在更换手机号，验证码为${code}，5分钟内有效。如非本人操作，请勿告知他人并尽快修改密码。"),
        Code(SmsTemplate.RegisterCode, "您正在注册账户，验证码为${code}，5分钟内有效。如非本人操作，请忽略本短信。"),
        Notice(SmsTemplate.JoinRefused, "您加入机构的申请未通过：${reason}。如有疑问，请联系客服。", ("reason", "证件与登记不符")),
        Notice(SmsTemplate.OrderPaid, "您的订单${order}已支付成功，金额${amount}元，我们将尽快为您开通。", ("order", "KB202601050001"), ("amount", "1280.00")),
        Notice(SmsTemplate.ResourceReady, "您的订单${order}中的${product}已开通，请登录后在“我的资源”中查看。", ("order", "KB202601050001"), ("product", "云服务器 S5")),
        Notice(
            SmsTemplate.Undeliverable, "很抱歉，您的订单${order}中的${product}有${quantity}件无法交付，款项将另行退还，详情请登录后查看订单。",
            ("order", "KB202601050001"), ("product", "云服务器 S5"), ("quantity", "1")),
        Notice(SmsTemplate.ResourceExpiring, "您的${product}将于${date}到期，剩余${days}天，请及时续费。", ("product", "云服务器 S5"), ("date", "2026-02-05"), ("days", "7")),
        Notice(SmsTemplate.LowBalance, "您的账户余额仅剩${balance}元，为避免影响使用，请及时充值。", ("balance", "86.50")),
        Notice(SmsTemplate.SettlementReminder, "您有结算单待处理：${title}。", ("title", "2026年1月 腾讯云")),
        Notice(SmsTemplate.ApprovalReminder, "您有审批待处理：${title}。", ("title", "AP202601050001 线下充值")),
        new(SmsTemplate.Marketing, TextMessageKind.Marketing, "${content}，拒收请回复R", new Dictionary<string, string> { ["content"] = "云服务器新购八折，限本月" }),
        new(
            SmsTemplate.MarketingOffer, TextMessageKind.Marketing, "尊敬的${customer}，${content}。详情请登录后查看或联系您的销售，拒收请回复R",
            new Dictionary<string, string> { ["customer"] = "星云科技有限公司", ["content"] = "云服务器续费八折，限本月" }),
    ];

    /// <summary>The text of a template.</summary>
    public static SmsText Of(SmsTemplate template) => All[(int)template];

    /// <summary>How many messages the carrier makes of a text: one up to 70 characters, above that one for each 67, because each part has a number.</summary>
    public static int Parts(string text) => text.Length <= OnePart ? 1 : (text.Length + EachPart - 1) / EachPart;

    private static SmsText Code(SmsTemplate template, string text) =>
        new(template, TextMessageKind.Code, text, new Dictionary<string, string> { ["code"] = "123456" });

    private static SmsText Notice(SmsTemplate template, string text, params (string Name, string Value)[] sample) =>
        new(template, TextMessageKind.Notice, text, sample.ToDictionary(value => value.Name, value => value.Value));

    [GeneratedRegex(@"\$\{(\w+)\}")]
    internal static partial Regex Variable();
}
