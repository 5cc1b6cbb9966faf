using Bunit;
using KBoss.Domain.Access;
using KBoss.Tests.Support;
using KBoss.Web.Approvals.DingTalk;
using static KBoss.Tests.Approvals.ApprovalWorld;

namespace KBoss.Tests.Approvals.DingTalk;

/// <summary>What pages say about DingTalk.</summary>
public sealed class DingTalkComponentTests
{
    [Fact]
    public async Task An_Admin_reads_which_settings_are_missing()
    {
        await using var desk = await DingTalkDesk.OpenAsync(configured: false);
        await using var pages = new PageTest(desk.Boss, desk.World.Admin);

        var page = pages.Open<DingTalkState>();

        page.WaitForAssertion(() => Assert.Contains("DingTalk:EncodingAesKey", page.ById("value-missing").TextContent, StringComparison.Ordinal));
        Assert.Equal("Missing", page.ById("status").GetAttribute("data-status"));
        Assert.False(page.Has("value-callback"));
    }

    [Fact]
    public async Task An_Admin_reads_what_could_not_be_sent_and_why_and_whoever_decides_that_it_is_decided_here()
    {
        await using var desk = await DingTalkDesk.OpenAsync(settings: ("DingTalk:ProcessCode", "PROC-deleted"));
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        await using var pages = new PageTest(desk.Boss, desk.World.Admin);

        var page = pages.Open<DingTalkState>();
        var note = pages.Open<DingTalkRequestNote>(parameters => parameters.Add(p => p.No, no));

        page.WaitForAssertion(() => Assert.Contains("template is missing", page.ById("value-failing").TextContent, StringComparison.Ordinal));
        note.WaitForAssertion(() => Assert.Contains("can be decided here", note.ById("dingtalk-note").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Beside_a_request_stands_who_has_no_account_and_it_follows_what_happens()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
        await desk.WithoutAccountAsync(desk.World.Finance);
        var no = await desk.AskedAsync();
        await using var pages = new PageTest(desk.Boss, desk.World.Admin);
        var note = pages.Open<DingTalkRequestNote>(parameters => parameters.Add(p => p.No, no));
        note.WaitForAssertion(() => Assert.Contains(desk.World.Finance.Name, note.ById("dingtalk-note").TextContent, StringComparison.Ordinal));

        await desk.World.AgreeAsync(no, desk.World.Finance);
        desk.Boss.SignIn(desk.World.Admin);
        await desk.DispatchAsync();

        note.WaitForAssertion(() => Assert.Equal("Running", note.ById("dingtalk-note").GetAttribute("data-stage")));
    }
}
