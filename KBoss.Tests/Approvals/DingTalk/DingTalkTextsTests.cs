using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Approvals.DingTalk.Channel;
using KBoss.Tests.Support;

namespace KBoss.Tests.Approvals.DingTalk;

/// <summary>What people read in DingTalk, and what KBoss keeps of what they write there.</summary>
public sealed class DingTalkTextsTests
{
    private static readonly DateTime Now = TestKBoss.Start.UtcDateTime;

    [Theory]
    [InlineData("""{"Amount":5000,"BalanceBefore":100.5,"BalanceAfter":5100.5}""", "余额 Balance: 100.5 → 5,100.5")]
    [InlineData(
        """{"Lines":[{"SkuCode":"S1","ProductName":"云主机","Before":{"Discount":0.9,"UnitPrice":90,"Cost":70},"After":{"Discount":0.8,"UnitPrice":80,"Cost":70}}]}""",
        "云主机 S1: ¥90 → ¥80")]
    [InlineData("""{"Lines":[{"Name":"x","Before":{"Discount":0.9},"After":{"Discount":0.8}},{"Name":"y","Before":1,"After":1}]}""", "x: 0.9 → 0.8")]
    [InlineData("""{"Terms":{"Before":null,"After":0.85}}""", "Terms: — → 0.85")]
    [InlineData("""{"Note":"nothing changes"}""", "详见链接 See the link")]
    public void The_form_says_what_changes_in_short(string evidence, string change) => Assert.Equal(change, Form(evidence)[DingTalkForm.Change]);

    [Fact]
    public void Costs_and_margins_are_left_out_where_the_maker_may_not_see_them()
    {
        const string Evidence = """
            {"CostBefore":70,"CostAfter":84,"Margin":{"Before":1,"After":2},
             "Lines":[{"Name":"x","Before":{"UnitPrice":90,"Cost":70},"After":{"UnitPrice":62,"Cost":70}}]}
            """;

        Assert.Equal("x: ¥90 → ¥62", Form(Evidence, seesCosts: false, -0.129m)[DingTalkForm.Change]);
        Assert.Contains("-12.9%", Form(Evidence, seesCosts: true, -0.129m)[DingTalkForm.Change], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_change_is_cut_and_says_how_much_is_left_out()
    {
        var lines = string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"Name":"{{new string('名', 180)}}{{i}}","Before":1,"After":2}"""));

        var form = Form($$"""{"Lines":[{{lines}}]}""");

        Assert.True(form[DingTalkForm.Change].Length <= DingTalkForm.MaxValue);
        Assert.Equal(DingTalkForm.Labels.Order(StringComparer.Ordinal), form.Keys.Order(StringComparer.Ordinal));
        Assert.EndsWith("+288", Form($$"""{"Lines":[{{lines.Replace(new string('名', 180), "n", StringComparison.Ordinal)}}]}""")[DingTalkForm.Change], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  可以 \u200b", "可以")]
    [InlineData("a\u202eb\r\nc", "ab\nc")]
    [InlineData("好\ud83d\ude00", "好\ud83d\ude00")]
    [InlineData("", "")]
    public void A_remark_is_kept_without_what_nobody_sees(string written, string kept) => Assert.Equal(kept, DingTalkTexts.Remark(written));

    [Fact]
    public void A_half_of_a_character_is_left_out() => Assert.Equal("好", DingTalkTexts.Remark($"好{(char)0xD83D}"));

    [Fact]
    public void A_remark_that_is_too_long_is_cut_between_characters()
    {
        var kept = DingTalkTexts.Remark(string.Concat(Enumerable.Repeat("\ud83d\ude00", 600)));

        Assert.True(kept.Length <= ApprovalRequest.MaxRemark);
        Assert.Null(VisibleText.Hidden(kept, free: true));
        Assert.EndsWith("…", kept, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Form(string evidence, bool seesCosts = true, decimal? margin = null)
    {
        var policy = new ApprovalPolicy(
            1, ApprovalKind.OfflineRecharge, 1, [new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Finance)])], 7, Now, By.System, Now);
        var request = new ApprovalRequest(
            1, "AP1", new ApprovalQuestion(ApprovalKind.OfflineRecharge, new ApprovalFacts("C1", 12m, MarginRate: margin), "客户甲", "{}", "", evidence),
            policy, [.. policy.Levels],
            new By(7, "张三"), Now);
        return DingTalkTexts.Form(request, "AP1-1", "https://kboss.test", seesCosts).ToDictionary();
    }
}
