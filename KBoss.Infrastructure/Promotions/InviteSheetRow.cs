using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Promotions.InviteSheetRow>;

namespace KBoss.Infrastructure.Promotions;

/// <summary>One line of the exported list of invite codes; days of Shanghai, the last one included.</summary>
public sealed record InviteSheetRow
{
    private static readonly Dictionary<InviteStatus, WorkbookText> Words = new()
    {
        [InviteStatus.Scheduled] = new("未开始", "Not yet valid"),
        [InviteStatus.Active] = new("有效", "Valid"),
        [InviteStatus.Expired] = new("已过期", "Expired"),
        [InviteStatus.Exhausted] = new("已用完", "Used up"),
        [InviteStatus.PromotionOver] = new("活动已结束", "Promotion over"),
        [InviteStatus.Deleted] = new("已删除", "Deleted"),
    };

    public string Code { get; set; } = "";

    public string Link { get; set; } = "";

    public string PromotionNo { get; set; } = "";

    public string Promotion { get; set; } = "";

    public string FirstDay { get; set; } = "";

    public string LastDay { get; set; } = "";

    public string Limit { get; set; } = "";

    public long Uses { get; set; }

    public string Status { get; set; } = "";

    public string Note { get; set; } = "";

    internal static WorkbookSchema<InviteSheetRow> Schema { get; } = new(new("邀请码", "Invite codes"),
    [
        Text("Code", new("邀请码", "Invite code"), 14, row => row.Code, (row, value) => row.Code = value),
        Text("Link", new("注册链接", "Registration link"), 48, row => row.Link, (row, value) => row.Link = value),
        Text("PromotionNo", new("活动编号", "Promotion no."), 26, row => row.PromotionNo, (row, value) => row.PromotionNo = value),
        Text("Promotion", new("促销活动", "Promotion"), 28, row => row.Promotion, (row, value) => row.Promotion = value),
        Text("FirstDay", new("开始日期", "First day"), 14, row => row.FirstDay, (row, value) => row.FirstDay = value),
        Text("LastDay", new("截止日期", "Last day"), 14, row => row.LastDay, (row, value) => row.LastDay = value),
        Text("Limit", new("使用次数上限（空为不限）", "Uses at most (empty: any)"), 24, row => row.Limit, (row, value) => row.Limit = value),
        new IntegerColumn<InviteSheetRow>("Uses", new("已使用", "Used"), row => row.Uses, (row, value) => row.Uses = value) { Width = 12 },
        Text("Status", new("状态", "Status"), 28, row => row.Status, (row, value) => row.Status = value),
        Text("Note", new("备注", "Note"), 28, row => row.Note, (row, value) => row.Note = value),
    ]);

    internal static InviteSheetRow Of(InviteRow row, string linkStart) => new()
    {
        Code = row.Code,
        Link = linkStart + row.Code,
        PromotionNo = row.PromotionNo ?? "",
        Promotion = row.PromotionName ?? "",
        FirstDay = Day(row.ValidFrom),
        LastDay = Day(row.Until.AddTicks(-1)),
        Limit = row.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "",
        Uses = row.Uses,
        Status = Words[row.Status].ToString(),
        Note = row.Note,
    };

    private static string Day(DateTime utc) => ChinaTime.Day(utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
