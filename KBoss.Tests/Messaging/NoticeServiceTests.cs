using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;

namespace KBoss.Tests.Messaging;

public sealed class NoticeServiceTests
{
    [Fact]
    public async Task Notices_are_counted_listed_and_read_by_their_member_alone()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (mine, theirs) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(root, Role.Finance));
        await using (var db = boss.Db())
        {
            db.AddRange(
                new Notice(root.Id, mine.MemberId, "ResourceReady", "RS1", ["RS1", "云主机"], boss.Now),
                new Notice(root.Id, mine.MemberId, "ResourceReady", "RS2", ["RS2", "云主机"], boss.Now.AddMinutes(1)));
            await db.SaveChangesAsync();
        }

        var notices = boss.Get<NoticeService>();
        Assert.Equal(0, await notices.CountUnreadAsync());
        await Assert.ThrowsAsync<SignInException>(() => notices.ListNewestAsync());

        boss.SignIn(theirs);
        Assert.Equal(0, await notices.CountUnreadAsync());
        Assert.Empty(await notices.ListNewestAsync());

        boss.SignIn(mine);
        var list = await notices.ListNewestAsync();
        Assert.Equal(["RS2", "RS1"], list.Select(n => n.Args[0]));
        await notices.ReadAsync(list[0].Id);
        Assert.Equal(1, await notices.CountUnreadAsync());

        boss.SignIn(theirs);
        await Assert.ThrowsAsync<NotFoundException>(() => notices.ReadAsync(list[1].Id));
        boss.SignIn(mine);
        Assert.Equal(1, await notices.ReadAllAsync());
        Assert.Equal(0, await notices.CountUnreadAsync());
    }

    [Fact]
    public async Task The_figure_at_the_bell_follows_every_notice_of_its_member_and_asks_the_database_after_a_change_only()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (mine, theirs) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(root, Role.Finance));
        var notices = boss.Get<NoticeService>();
        Assert.Equal((0, 0), (await UnreadAsync(mine), await UnreadAsync(theirs)));

        await boss.Get<KBossDbContextFactory>().InTransactionAsync(theirs, async db =>
        {
            db.Add(new Notice(root.Id, mine.MemberId, "ResourceReady", "RS1", ["RS1", "云主机"], boss.Now));
            await db.SaveChangesAsync();
        });

        using var commands = new CommandCount(boss);
        Assert.Equal((1, 0), (await UnreadAsync(mine), await UnreadAsync(theirs)));
        Assert.Equal((1, 0), (await UnreadAsync(mine), await UnreadAsync(theirs)));
        Assert.Single(commands.Commands);

        boss.Time.Advance(Counts<Notice>.Lifetime);
        Assert.Equal(1, await UnreadAsync(mine));
        Assert.Equal(2, commands.Commands.Count);

        async Task<int> UnreadAsync(Actor reader)
        {
            boss.SignIn(reader);
            return await notices.CountUnreadAsync();
        }
    }
}
