using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Common.Lists;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common.Lists;

/// <summary>How members keep their lists: their own as they like, shared ones with those who work beside them.</summary>
public sealed class ListViewServiceTests
{
    private const string Orders = "orders-desk#orders";

    [Fact]
    public async Task A_member_keeps_columns_and_views_of_its_own_and_two_windows_at_once_leave_one_choice()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (mine, colleague) = (await boss.Given.MemberAsync(root, Role.Sales), await boss.Given.MemberAsync(root, Role.Sales));
        var lists = boss.Get<ListViewService>();
        await Assert.ThrowsAsync<SignInException>(() => lists.GetAsync());

        boss.SignIn(mine);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => lists.LayAsync(Orders, "order=b,a"))));
        await lists.SpaceAsync(RowHeight.Comfortable);
        var id = await lists.SaveAsync(new SaveListView(Orders, " 未付款 ", "status=Placed", "hidden=c1", false));
        await lists.OpenWithAsync(Orders, id);

        var kept = await lists.GetAsync();
        Assert.Equal((RowHeight.Comfortable, "order=b,a", id), (kept.Rows, Assert.Single(kept.Choices).Layout, kept.Choices[0].OpensWith));
        var view = Assert.Single(kept.Views);
        Assert.Equal(("未付款", "status=Placed", "hidden=c1", true, true), (view.Name, view.Query, view.Layout, view.Mine, view.MayChange));
        await lists.ShowAsync(id, "status=Paid", "");
        await lists.RenameAsync(id, "已付款", false);
        view = Assert.Single((await lists.GetAsync()).Views);
        Assert.Equal(("已付款", "status=Paid", ""), (view.Name, view.Query, view.Layout));

        boss.SignIn(colleague);
        var others = await lists.GetAsync();
        Assert.Equal((null, 0, 0), (others.Rows, others.Choices.Count, others.Views.Count));
        await Assert.ThrowsAsync<NotFoundException>(() => lists.OpenWithAsync(Orders, id));
        await Assert.ThrowsAsync<NotFoundException>(() => lists.DeleteAsync(id));

        boss.SignIn(mine);
        await lists.DeleteAsync(id);
        Assert.Empty((await lists.GetAsync()).Views);
    }

    [Fact]
    public async Task A_shared_view_is_seen_by_the_organization_alone_and_changed_by_its_maker_or_an_admin()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var maker = await boss.Given.MemberAsync(root, Role.Finance);
        var lists = boss.Get<ListViewService>();
        boss.SignIn(maker);
        var id = await lists.SaveAsync(new SaveListView(Orders, "本月", "from=2026-01-01", "", true));

        boss.SignIn(await boss.Given.MemberAsync(root, Role.Sales));
        var seen = Assert.Single((await lists.GetAsync()).Views);
        Assert.Equal((true, false, false, maker.Name), (seen.Shared, seen.Mine, seen.MayChange, seen.By));
        await lists.OpenWithAsync(Orders, id);
        await Assert.ThrowsAsync<NotFoundException>(() => lists.ShowAsync(id, "", ""));
        await Assert.ThrowsAsync<PermissionException>(() => lists.SaveAsync(new SaveListView(Orders, "我的", "", "", true)));
        var own = await lists.SaveAsync(new SaveListView(Orders, "本月", "", "", false));
        await Assert.ThrowsAsync<PermissionException>(() => lists.RenameAsync(own, "本月", true));

        var below = await boss.Given.DistributorAsync(root);
        foreach (var stranger in new[] { await boss.Given.MemberAsync(below, Role.Admin), await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Admin) })
        {
            boss.SignIn(stranger);
            Assert.Empty((await lists.GetAsync()).Views);
            await Assert.ThrowsAsync<NotFoundException>(() => lists.RenameAsync(id, "别人的", true));
            await lists.SaveAsync(new SaveListView(Orders, "本月", "", "", true));
        }

        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin));
        await lists.RenameAsync(id, "上月", true);
        await lists.DeleteAsync(id);
        Assert.Empty((await lists.GetAsync()).Views);
    }

    [Theory]
    [InlineData("", "Common.TextRequired")]
    [InlineData(" ＭＩＮＥ ", "Common.ViewNameTaken")]
    [InlineData("12345678901234567890123456789012345678901", "Common.TextTooLong")]
    public async Task A_name_is_given_once_and_is_one(string name, string code)
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Sales));
        var lists = boss.Get<ListViewService>();
        var first = await lists.SaveAsync(new SaveListView(Orders, "mine", "", "", false));
        var other = await lists.SaveAsync(new SaveListView(Orders, "other", "", "", false));
        await lists.SaveAsync(new SaveListView("finance/cash#cash", "mine", "", "", false));

        foreach (var refused in new[] { () => lists.SaveAsync(new SaveListView(Orders, name, "", "", false)), () => lists.RenameAsync(other, name, false) })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(refused);
            Assert.Equal((code, "view-name"), (refusal.Code, refusal.Field));
        }

        await lists.RenameAsync(first, "Mine", false);
        Assert.Equal(
            "Common.ListStateTooLong",
            (await Assert.ThrowsAsync<RuleException>(() => lists.ShowAsync(first, new string('q', ListView.MaxQuery + 1), ""))).Code);
    }

    [Fact]
    public async Task Two_windows_that_save_one_name_at_once_keep_one_view_and_nobody_keeps_views_without_end()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Sales));
        var lists = boss.Get<ListViewService>();
        var tries = await Ending.OfAllAsync<ListViewService>(boss, 4, windows => windows.SaveAsync(new SaveListView(Orders, "同名", "", "", false)));
        Assert.Equal(["", "Common.ViewNameTaken", "Common.ViewNameTaken", "Common.ViewNameTaken"], tries.Order(StringComparer.Ordinal));

        for (var i = 1; i < ListView.MostOfOneList; i++)
        {
            await lists.SaveAsync(new SaveListView(Orders, $"视图{i}", "", "", false));
        }

        Assert.Equal(
            "Common.TooManyViews", (await Assert.ThrowsAsync<RuleException>(() => lists.SaveAsync(new SaveListView(Orders, "再一个", "", "", false)))).Code);
    }
}
