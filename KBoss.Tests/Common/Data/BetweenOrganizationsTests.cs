using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Data;

public sealed class BetweenOrganizationsTests
{
    [Fact]
    public async Task Who_sees_a_thing_works_in_the_scope_of_all_whom_it_concerns_and_of_nobody_else()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var stranger = await boss.Given.CustomerAsync(shop.Root);
        var contexts = boss.Get<KBossDbContextFactory>();

        var scope = await contexts.WithPartiesAsync(
            shop.Member, FindAsync, (db, _) => Task.FromResult(db.Scope.Ids), CancellationToken.None);
        var wider = await contexts.WithPartiesAsync(
            shop.Member, FindAsync, (db, _) => Task.FromResult(db.Scope.Ids), CancellationToken.None,
            others: async (all, _) => await all.Organizations.Where(o => o.Id == stranger.Id).Select(o => o.Id).ToListAsync());
        var read = await contexts.ReadWithPartiesAsync(shop.Member, db => db.Wallets.SingleAsync(), (db, _) => Task.FromResult(db.Scope.Ids));

        Assert.Equal([shop.Root.Id, shop.Buyer.Id], scope.Order());
        Assert.Equal([shop.Root.Id, shop.Buyer.Id, stranger.Id], wider.Order());
        Assert.Equal([shop.Root.Id, shop.Buyer.Id], read.Order());

        Task<Wallet> FindAsync(KBossDbContext db) => db.Wallets.FirstAsync(w => w.BuyerId == shop.Buyer.Id);
    }

    [Fact]
    public async Task Another_thing_than_the_actor_sees_is_never_acted_on()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await boss.Given.CustomerAsync(root);
        var buyer = await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Buyer);

        // In the scope of both, the seller's wallets of all its customers are found.
        await Assert.ThrowsAsync<IsolationException>(() => boss.Get<KBossDbContextFactory>().WithPartiesAsync(
            buyer, db => db.Wallets.OrderBy(w => w.Id).FirstAsync(), (_, _) => Task.FromResult(true), CancellationToken.None));
    }

    [Fact]
    public async Task Who_does_not_see_a_thing_opens_no_scope_by_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var stranger = await boss.Given.MemberAsync(await boss.Given.CustomerAsync(shop.Root), Role.Buyer);
        var contexts = boss.Get<KBossDbContextFactory>();
        var acted = false;

        await Assert.ThrowsAsync<NotFoundException>(() => contexts.WithPartiesAsync(stranger, FindAsync, (_, _) => Act(), CancellationToken.None));
        await Assert.ThrowsAsync<NotFoundException>(() => contexts.ReadWithPartiesAsync(stranger, FindAsync, (_, _) => Act()));
        Assert.False(acted);

        async Task<Wallet> FindAsync(KBossDbContext db) =>
            await db.Wallets.FirstOrDefaultAsync(w => w.BuyerId == shop.Buyer.Id) ?? throw new NotFoundException("wallet");

        Task<bool> Act() => Task.FromResult(acted = true);
    }
}
