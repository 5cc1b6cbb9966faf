using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Customers;

/// <summary>The seller looks after the accounts of its customers, and nobody gets into one by it [R-ISO-2].</summary>
public sealed class CustomerMemberTests
{
    private static readonly PageRequest First = new(1, 20, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task Members_are_added_edited_stopped_and_reset_and_both_sides_read_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var admin = await boss.Given.MemberAsync(shop.Root, Role.Admin);
        var code = shop.Buyer.Code;
        boss.SignIn(admin);
        var service = boss.Get<CustomerMemberService>();

        var made = await service.AddAsync(code, new AddMember("kehu.caigou", "采购", "13700000009", []));
        await service.EditAsync(code, made.MemberId, "kehu.caigou2", "采购二");
        // Whoever is added can do nothing until the customer's own Admin says what: the seller's people get into no account by it.
        await RefusesAsync(() => service.AddAsync(code, new AddMember("kehu.er", "乙", "13700000007", [Role.Buyer])));
        foreach (var role in new[] { Role.Admin, Role.Buyer })
        {
            await RefusesAsync(() => service.SetRolesAsync(code, made.MemberId, new HashSet<Role> { role }, new HashSet<Role>()));
        }

        boss.SignIn(shop.Member);
        await boss.Get<MemberService>().SetRolesAsync(made.MemberId, new HashSet<Role> { Role.Admin, Role.Buyer }, new HashSet<Role>());
        boss.SignIn(admin);
        await service.SetRolesAsync(code, made.MemberId, new HashSet<Role> { Role.Buyer }, new HashSet<Role> { Role.Admin, Role.Buyer });
        await service.DisableAsync(code, made.MemberId);
        await service.RestoreAsync(code, made.MemberId);
        var reset = await service.ResetPasswordAsync(code, made.MemberId);

        Assert.NotEqual(made.Password, reset.Password);
        var row = (await service.ListAsync(code, First)).Rows.Single(m => m.Id == made.MemberId);
        Assert.Equal(
            ("kehu.caigou2", "采购二", "137****0009", MemberStatus.Active, true, admin.Name),
            (row.UserName, row.Name, row.MaskedPhone, row.Status, row.MustChangePassword, row.CreatedBy.Name));
        Assert.Equal([Role.Buyer], row.Roles);
        await using var db = boss.Db();
        var member = await db.Members.SingleAsync(m => m.Id == made.MemberId);
        Assert.Equal((shop.Buyer.Id, "13700000009"), (member.OrganizationId, member.Phone));
        Assert.Equal(6, await db.AuditEntries.CountAsync(a => a.OrganizationId == shop.Root.Id && a.Action == CustomerMemberService.Audited));
        Assert.Contains(
            await db.AuditEntries.Where(a => a.OrganizationId == shop.Buyer.Id && a.Subject == "Member kehu.caigou2").ToListAsync(),
            a => a.Actor == admin.Name && a.Action == "TemporaryPassword");
    }

    [Fact]
    public async Task The_last_Admin_of_the_customer_is_kept_however_many_the_seller_has()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Admin));
        await boss.Given.MemberAsync(shop.Root, Role.Admin);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<CustomerMemberService>().DisableAsync(shop.Buyer.Code, shop.Member.MemberId));

        Assert.Equal("Organizations.LastAdmin", refusal.Code);
        var other = await boss.Given.MemberAsync(shop.Buyer, Role.Admin, Role.Buyer);
        var both = await Task.WhenAll(
            TryAsync(() => boss.Get<CustomerMemberService>().DisableAsync(shop.Buyer.Code, shop.Member.MemberId)),
            TryAsync(() => boss.Get<CustomerMemberService>().DisableAsync(shop.Buyer.Code, other.MemberId)));
        Assert.Equal(1, both.Count(done => done));
    }

    [Fact]
    public async Task Whoever_has_no_right_to_it_and_whoever_is_elsewhere_gets_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var below = await boss.Given.DistributorAsync(shop.Root);
        var theirs = await boss.Given.CustomerAsync(below);
        var stranger = await boss.Given.MemberAsync(theirs, Role.Admin);
        var own = await boss.Given.MemberAsync(shop.Root, Role.Admin);
        var service = boss.Get<CustomerMemberService>();

        boss.SignIn(own);
        await Assert.ThrowsAsync<NotFoundException>(() => service.ListAsync(theirs.Code, First));
        // A member of the seller, or of another customer, is no member of this one.
        await Assert.ThrowsAsync<NotFoundException>(() => service.ResetPasswordAsync(shop.Buyer.Code, own.MemberId));
        await Assert.ThrowsAsync<NotFoundException>(() => service.ResetPasswordAsync(shop.Buyer.Code, stranger.MemberId));
        boss.SignIn(await boss.Given.MemberAsync(below, Role.Admin));
        await Assert.ThrowsAsync<NotFoundException>(() => service.ResetPasswordAsync(shop.Buyer.Code, shop.Member.MemberId));
        Assert.Equal(stranger.MemberId, Assert.Single((await service.ListAsync(theirs.Code, First)).Rows).Id);
        foreach (var role in new[] { Role.Sales, Role.Finance, Role.Maintenance })
        {
            boss.SignIn(await boss.Given.MemberAsync(shop.Root, role));
            await Assert.ThrowsAsync<PermissionException>(() => service.ListAsync(shop.Buyer.Code, First));
        }
    }

    [Fact]
    public async Task All_wrong_fields_of_a_new_member_are_said()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Admin));

        var service = boss.Get<CustomerMemberService>();
        await Assert.ThrowsAnyAsync<RuleException>(() => service.AddAsync(shop.Buyer.Code, new AddMember("", "", "", [])));
        await Assert.ThrowsAnyAsync<RuleException>(() => service.AddAsync(shop.Buyer.Code, new AddMember("kehu.yi", "甲", "13700000008", [Role.Finance])));
        await using var db = boss.Db();
        Assert.Equal(1, await db.Members.CountAsync(m => m.OrganizationId == shop.Buyer.Id));
    }

    [Fact]
    public async Task A_customer_says_whom_its_seller_talks_to_and_the_seller_reads_who_changed_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(shop.Member);
        await boss.Get<OwnRecordService>().ChangeContactAsync("  王采购 ", "138 0013 8000");
        Assert.Equal("Customers.PhoneInvalid", (await Assert.ThrowsAsync<RuleException>(() => boss.Get<OwnRecordService>().ChangeContactAsync("王", "12"))).Code);

        Assert.Equal("王采购", (await boss.Get<CustomerQueries>().MineAsync()).Contact);
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        var story = await boss.Get<CustomerStoryQueries>().TellAsync(shop.Buyer.Code);
        Assert.Contains(story, e => e.By.Name == shop.Member.Name && e.Changes.Any(c => c is { Field: "Contact", After: "王采购" }));
        boss.SignIn(await boss.Given.MemberAsync(shop.Buyer, Role.Buyer));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<OwnRecordService>().ChangeContactAsync("王", null));
    }

    private static async Task RefusesAsync(Func<Task> act) => Assert.Equal("Customers.RolesByCustomer", (await Assert.ThrowsAsync<RuleException>(act)).Code);

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (RuleException)
        {
            return false;
        }
    }
}
