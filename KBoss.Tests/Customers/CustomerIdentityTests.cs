using System.Text.Encodings.Web;
using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.SignIn;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Customers;

/// <summary>Who sees a customer's proof of identity, how much of it, and what is left of it when the customer is deleted.</summary>
public sealed class CustomerIdentityTests
{
    private const string Masked = "110***********4290";

    private static readonly byte[] Photo = [0xFF, 0xD8, 0xFF, 0xE0, .. "a photo of the card"u8];
    private static readonly Registration Person = People.Individual with { Document = new Upload("card.jpg", Photo) };
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Whoever_sees_the_customer_sees_the_number_masked_and_whether_there_is_a_document()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;

        foreach (var actor in new[] { team.First, team.Operations, team.Admin })
        {
            Assert.Equal(Waiting(IdentityKind.Individual, Masked, boss.Now), await team.As<CustomerIdentityService>(actor).FindAsync(customer.OrganizationCode));
        }

        var company = await boss.RegisterAsync(People.Company);
        Assert.Equal(
            Waiting(IdentityKind.Company, "913***********0Y43", boss.Now),
            await team.As<CustomerIdentityService>(team.Admin).FindAsync(company.OrganizationCode));
        Assert.Null(await team.As<CustomerIdentityService>(team.Admin).FindAsync((await team.CustomerAsync()).Code));
    }

    [Fact]
    public async Task With_the_permission_number_and_document_are_shown_and_each_look_is_audited_without_the_number()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;
        var identities = team.As<CustomerIdentityService>(team.Admin);

        var number = await identities.RevealNumberAsync(customer.OrganizationCode);
        var document = await identities.OpenDocumentAsync(customer.OrganizationCode);

        Assert.Equal(Person.IdNumber, number);
        Assert.Equal(($"{customer.OrganizationCode}-id-card.jpg", "image/jpeg"), (document.Name, document.ContentType));
        Assert.Equal(Photo, document.Content);
        await using var db = boss.Db();
        var looks = await db.AuditEntries.Where(a => a.MemberId == team.Admin.MemberId).OrderBy(a => a.Id).ToListAsync();
        Assert.Equal([IdentityReader.NumberShown, IdentityReader.DocumentOpened], looks.Select(a => a.Action));
        Assert.All(looks, look => Assert.Equal((team.Root.Id, $"Customer {customer.OrganizationId}", "", ""), (look.OrganizationId, look.Subject, look.Before, look.After)));
        Assert.DoesNotContain(await db.AuditEntries.Select(a => a.Subject + a.Before + a.After).ToListAsync(), text => text.Contains(number, StringComparison.Ordinal));
    }

    [Fact]
    public async Task R_ISO_1_nobody_else_sees_more_than_the_mask_and_strangers_see_nothing()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;
        var distributor = await boss.Given.DistributorAsync(team.Root);
        var otherSeller = await boss.Given.MemberAsync(distributor, Role.Admin);
        var otherCustomer = await boss.Given.MemberAsync(await team.CustomerAsync(), Role.Admin, Role.Buyer);
        var nobody = await boss.Given.MemberAsync(team.Root);

        // Another distributor: the customer does not exist.
        await AllAsync<NotFoundException>(otherSeller, find: true);
        // The salesperson that serves it and Operations: the mask and no more.
        await AllAsync<PermissionException>(team.First, find: false);
        await AllAsync<PermissionException>(team.Operations, find: false);
        // A colleague that does not serve it [R-ISO-2].
        await Assert.ThrowsAsync<NotFoundException>(() => team.As<CustomerIdentityService>(team.Second).FindAsync(customer.OrganizationCode));
        await AllAsync<PermissionException>(team.Second, find: false);
        // Customers, the one whose identity it is too, go by their own page; members without a role and visitors go nowhere.
        await AllAsync<PermissionException>(otherCustomer, find: true);
        await AllAsync<PermissionException>(await ActorOfAsync(boss, customer.MemberId), find: true);
        await AllAsync<PermissionException>(nobody, find: true);
        await AllAsync<SignInException>(null, find: true);

        await using var db = boss.Db();
        Assert.False(await db.AuditEntries.AnyAsync(a => a.Action == IdentityReader.NumberShown || a.Action == IdentityReader.DocumentOpened));

        async Task AllAsync<TRefusal>(Actor? actor, bool find)
            where TRefusal : RuleException
        {
            boss.SignIn(actor);
            var identities = boss.Get<CustomerIdentityService>();
            await Assert.ThrowsAsync<TRefusal>(() => identities.RevealNumberAsync(customer.OrganizationCode));
            await Assert.ThrowsAsync<TRefusal>(() => identities.OpenDocumentAsync(customer.OrganizationCode));
            if (find)
            {
                await Assert.ThrowsAsync<TRefusal>(() => identities.FindAsync(customer.OrganizationCode));
            }
        }
    }

    [Fact]
    public async Task R_ISO_1_a_customers_Admin_sees_its_own_identity_and_nobody_elses()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;
        var mine = await ActorOfAsync(boss, customer.MemberId);
        var own = team.As<OwnIdentityService>(mine);

        Assert.Equal(Waiting(IdentityKind.Individual, Masked, boss.Now), await own.FindAsync());
        Assert.Equal(Person.IdNumber, await own.RevealNumberAsync());
        Assert.Equal(Photo, (await own.OpenDocumentAsync()).Content);
        await using (var db = boss.Db(mine.OrganizationId))
        {
            var looks = await db.AuditEntries.Where(a => a.MemberId == mine.MemberId).OrderBy(a => a.Id).ToListAsync();
            Assert.Equal(
                [(IdentityReader.NumberShown, $"Organization {customer.OrganizationCode}"), (IdentityReader.DocumentOpened, $"Organization {customer.OrganizationCode}")],
                looks.Select(a => (a.Action, a.Subject)));
        }

        foreach (var without in new[] { team.Admin, await boss.Given.MemberAsync(await OrganizationAsync(boss, mine.OrganizationId), Role.Buyer) })
        {
            boss.SignIn(without);
            await Assert.ThrowsAsync<PermissionException>(() => own.FindAsync());
            await Assert.ThrowsAsync<PermissionException>(() => own.RevealNumberAsync());
            await Assert.ThrowsAsync<PermissionException>(() => own.OpenDocumentAsync());
        }

        // Another customer's Admin has only its own, and this one has none.
        boss.SignIn(await boss.Given.MemberAsync(await team.CustomerAsync(), Role.Admin, Role.Buyer));
        Assert.Null(await own.FindAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => own.RevealNumberAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => own.OpenDocumentAsync());
        boss.SignIn(null);
        await Assert.ThrowsAsync<SignInException>(() => own.FindAsync());
    }

    [Fact]
    public async Task No_query_that_tells_of_the_customer_gives_the_number_away()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;
        await team.As<CustomerIdentityService>(team.Admin).RevealNumberAsync(customer.OrganizationCode);
        var mine = await ActorOfAsync(boss, customer.MemberId);
        var found = new List<object?>
        {
            await team.As<CustomerIdentityService>(team.First).FindAsync(customer.OrganizationCode),
            await team.As<CustomerQueries>(team.First).DetailsAsync(customer.OrganizationCode),
            await team.As<CustomerListQueries>(team.First).MineAsync(SalesTeam.All),
            await team.As<CustomerListQueries>(team.Operations).AllAsync(SalesTeam.All),
            await team.As<AuditQueries>(team.Admin).ListAsync(SalesTeam.All),
            await team.As<OwnIdentityService>(mine).FindAsync(),
            await team.As<CustomerQueries>(mine).MineAsync(),
            await team.As<AccountSecurityService>(mine).GetAsync(),
            await team.As<MemberQueries>(mine).ListAsync(SalesTeam.All),
            await team.As<MemberQueries>(mine).WaitingAsync(),
            await team.As<NoticeService>(team.First).ListNewestAsync(),
        };

        Assert.All(found, answer =>
        {
            var text = JsonSerializer.Serialize(answer, Readable);
            Assert.DoesNotContain(Person.IdNumber!, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Person.IdNumber![3..14], text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_can_no_longer_be_read_is_said_and_leaves_the_rest_of_the_customer_readable()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;
        await using (var db = boss.Db())
        {
            var identity = await db.OrganizationIdentities.SingleAsync();
            db.Entry(identity).Property(i => i.NumberProtected).CurrentValue = "written with a key that is gone";
            await db.SaveChangesAsync();
            File.Delete(PathOf(boss, identity.DocumentFileKey));
        }

        var identities = team.As<CustomerIdentityService>(team.Admin);
        Assert.Equal(Waiting(IdentityKind.Individual, null, boss.Now) with { Version = 1 }, await identities.FindAsync(customer.OrganizationCode));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => identities.RevealNumberAsync(customer.OrganizationCode));
        Assert.Equal("Organizations.IdentityUnreadable", refusal.Code);
        await Assert.ThrowsAsync<NotFoundException>(() => identities.OpenDocumentAsync(customer.OrganizationCode));
        await using var after = boss.Db();
        Assert.False(await after.AuditEntries.AnyAsync(a => a.MemberId == team.Admin.MemberId));
    }

    [Fact]
    public async Task A_deleted_customer_leaves_neither_number_nor_document_nor_who_waited_to_join()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;
        var other = await boss.RegisterAsync(People.Company);
        await boss.VerifyAsync(customer.OrganizationId);
        await boss.RegisterAsync(Person with { Phone = "13911110077", UserName = "second" });
        await boss.PassOnAsync("13911110077");
        await boss.RegisterAsync(Person with { Phone = "13911110078", UserName = "third" });
        var key = await KeyOfAsync(boss, customer.OrganizationId);

        await team.As<CustomerRemoval>(team.First).DeleteAsync(customer.OrganizationCode);

        await using var db = boss.Db();
        Assert.Equal([other.OrganizationId], await db.OrganizationIdentities.Select(i => i.BuyerId).ToListAsync());
        Assert.Equal([other.OrganizationId], await db.StoredFiles.Select(f => f.OrganizationId).ToListAsync());
        Assert.False(await db.JoinRequests.AnyAsync());
        Assert.False(await db.JoinClaims.AnyAsync());
        // Only after the commit, and also by another process if this one dies now.
        Assert.True(File.Exists(PathOf(boss, key)));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.False(File.Exists(PathOf(boss, key)));
        Assert.True(File.Exists(PathOf(boss, await KeyOfAsync(boss, other.OrganizationId))));
        await ((IOutboxHandler)new FileRemoval(boss.Get<FileStore>())).HandleAsync("again", JsonSerializer.Serialize(key), CancellationToken.None);
    }

    [Fact]
    public async Task A_customer_that_cannot_be_deleted_keeps_its_document()
    {
        var (team, customer) = await StartAsync();
        await using var boss = team.Boss;
        await boss.Given.MoneyAsync(await OrganizationAsync(boss, customer.OrganizationId), 10);

        await Assert.ThrowsAsync<RuleException>(() => team.As<CustomerRemoval>(team.First).DeleteAsync(customer.OrganizationCode));
        await boss.Get<OutboxDispatcher>().DispatchAsync();

        Assert.Equal(Photo, (await team.As<CustomerIdentityService>(team.Admin).OpenDocumentAsync(customer.OrganizationCode)).Content);
    }

    /// <summary>An identity with a document at which nobody has looked yet.</summary>
    private static IdentityFacts Waiting(IdentityKind kind, string? number, DateTime at) => new(kind, number, true, IdentityStatus.Waiting, "", at, By.Nobody, null, 0);

    /// <summary>A team and a person that registered with a photo and is served by the first salesperson.</summary>
    private static async Task<(SalesTeam Team, Registered Customer)> StartAsync()
    {
        var team = await SalesTeam.StartAsync();
        var customer = await team.Boss.RegisterAsync(Person);
        await team.As<AssignmentService>(team.Operations).AssignAsync([customer.OrganizationCode], team.First.MemberId);
        return (team, customer);
    }

    private static async Task<Actor> ActorOfAsync(TestKBoss boss, long memberId)
    {
        await using var db = boss.Db();
        var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.Id == memberId);
        return new Actor(member.Id, member.OrganizationId, OrganizationKind.Customer, member.Name, member.Roles.Select(r => r.Role).ToHashSet());
    }

    private static async Task<Organization> OrganizationAsync(TestKBoss boss, long id)
    {
        await using var db = boss.Db();
        return await db.Organizations.SingleAsync(o => o.Id == id);
    }

    private static async Task<string> KeyOfAsync(TestKBoss boss, long organizationId)
    {
        await using var db = boss.Db(organizationId);
        return (await db.StoredFiles.SingleAsync()).Key;
    }

    private static string PathOf(TestKBoss boss, string key) => boss.Get<DataDirectory>().Combine("files", key);
}
