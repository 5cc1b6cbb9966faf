using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Tests.Support;
using KBoss.Web.Common;

namespace KBoss.Tests.Common.Lists;

/// <summary>What a list knows of its reader's choices: its own, and no other list's.</summary>
public sealed class GridKeptTests
{
    [Fact]
    public async Task Columns_stand_as_the_view_that_is_shown_says_and_otherwise_as_the_member_keeps_them()
    {
        await using var boss = await TestKBoss.StartAsync();
        var me = await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Operations);
        boss.SignIn(me);
        var lists = boss.Get<ListViewService>();
        var view = await lists.SaveAsync(new SaveListView("orders#orders", "按金额", "sort=-amount", "hidden=c2", false));
        await lists.LayAsync("orders#orders", "hidden=c1");
        await lists.OpenWithAsync("orders#orders", view);
        using var choices = new GridChoices(lists);
        var (list, shown) = ("orders#orders", GridState.Empty with { View = view });
        var kept = new GridKept(choices, () => list);
        Assert.Null(kept.FirstView);

        await kept.ReadAsync(me);

        Assert.Equal((view, view), (kept.FirstView?.Id, kept.ViewOf(shown)?.Id));
        Assert.Equal(("c2", "c1", "c1"), (Hidden(kept.LayoutOf(shown)), Hidden(kept.LayoutOf(GridState.Empty)), Hidden(kept.Layout)));

        // Another list of the same page has none of these.
        list = "orders#lines";
        Assert.Null(kept.FirstView);
        Assert.Null(kept.ViewOf(shown));
        Assert.Equal(("", ""), (Hidden(kept.LayoutOf(shown)), Hidden(kept.Layout)));
    }

    private static string Hidden(GridLayout layout) => string.Join(',', layout.Toggles);
}
