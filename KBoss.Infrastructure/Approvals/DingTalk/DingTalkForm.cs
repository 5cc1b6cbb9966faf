namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>
/// The fields of the approval template, by their labels, all of them text: what an approver reads in DingTalk, and the hidden one by which an instance is
/// found again.
/// </summary>
public static class DingTalkForm
{
    /// <summary>The field that nobody sees; it holds the id under which KBoss has started the instance.</summary>
    public const string BusinessId = "业务编号";

    public const string RequestNo = "申请单号";
    public const string Kind = "类型";
    public const string Subject = "对象";
    public const string Amount = "金额";
    public const string Maker = "申请人";
    public const string Change = "内容";
    public const string Link = "详情";

    /// <summary>The most characters of a value.</summary>
    public const int MaxValue = 2000;

    /// <summary>All labels, in the order of the form.</summary>
    public static IReadOnlyList<string> Labels { get; } = [RequestNo, Kind, Subject, Amount, Maker, Change, Link, BusinessId];
}
