using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Customers;

/// <summary>What staff find of number and document of a customer, and of those who want to join it.</summary>
public sealed class IdentityCheckTests
{
    private const string SecondPhone = "13911110009";
    private static readonly Registration Second = People.Company with { Phone = SecondPhone, UserName = "second", Contact = "采购二" };

    [Fact]
    public async Task What_was_registered_waits_and_staff_say_who_and_when_and_the_customer_is_told()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var made = await boss.RegisterAsync(People.Company);
        await boss.RegisterAsync(People.Individual);

        var row = Assert.Single((await ListAsync(team, CustomerIdentityQueries.Waiting)).Rows);
        Assert.Equal(
            (made.OrganizationCode, "示例科技有限公司", "913***********0Y43", true, IdentityStatus.Waiting),
            (row.Code, row.Name, row.MaskedNumber, row.HasDocument, row.Status));
        Assert.Equal("个人客户", Assert.Single((await ListAsync(team, CustomerIdentityQueries.NoDocument)).Rows).Name);
        Assert.Equal(2, (await ListAsync(team, "")).Total);

        boss.Time.Advance(TimeSpan.FromHours(3));
        await team.As<CustomerIdentityService>(team.Admin).VerifyAsync(made.OrganizationCode, row.Version);

        Assert.Empty((await ListAsync(team, CustomerIdentityQueries.Waiting)).Rows);
        var facts = (await team.As<CustomerIdentityService>(team.Admin).FindAsync(made.OrganizationCode))!;
        Assert.Equal((IdentityStatus.Verified, team.Admin.Name, (DateTime?)boss.Now), (facts.Status, facts.DecidedBy.Name, facts.DecidedAt));
        boss.SignIn(AdminOf(made));
        var own = (await boss.Get<OwnIdentityService>().FindAsync())!;
        Assert.Equal((IdentityStatus.Verified, ""), (own.Status, own.DecidedBy.Name));
        await using var db = boss.Db();
        Assert.Equal(made.MemberId, (await db.Notices.SingleAsync(n => n.Kind == CustomerIdentityService.Verified)).MemberId);
        Assert.Equal(
            ($"Customer {made.OrganizationId}", team.Root.Id),
            await db.AuditEntries.Where(a => a.Action == CustomerIdentityService.Verified).Select(a => ValueTuple.Create(a.Subject, a.OrganizationId)).SingleAsync());
    }

    [Fact]
    public async Task What_was_refused_says_why_and_waits_again_once_another_document_or_number_was_given()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var made = await boss.RegisterAsync(People.Company);
        var first = await KeyOfAsync(boss, made);
        await team.As<CustomerIdentityService>(team.Admin).RefuseAsync(made.OrganizationCode, 0, " 执照已过期 ");
        Assert.Equal("Common.TextRequired", await Ending.OfAsync(() => team.As<CustomerIdentityService>(team.Admin).RefuseAsync(made.OrganizationCode, 1, " ")));
        Assert.Equal("Organizations.IdentityDecided", await Ending.OfAsync(() => team.As<CustomerIdentityService>(team.Admin).RefuseAsync(made.OrganizationCode, 1, "又一次")));

        boss.SignIn(AdminOf(made));
        var own = boss.Get<OwnIdentityService>();
        var refused = (await own.FindAsync())!;
        Assert.Equal((IdentityStatus.Refused, "执照已过期"), (refused.Status, refused.Reason));
        Assert.Equal("Organizations.IdentityUnchanged", await Ending.OfAsync(() => own.ReplaceAsync(refused.Version, new ReplaceIdentity(" ", null))));
        Assert.Equal("Organizations.CreditCodeInvalid", await Ending.OfAsync(() => own.ReplaceAsync(refused.Version, new ReplaceIdentity("9135", null))));
        Assert.Equal(
            "Common.FileTypeRefused", await Ending.OfAsync(() => own.ReplaceAsync(refused.Version, new ReplaceIdentity(null, new Upload("a.pdf", [0x4D, 0x5A, 0x90, 0x00])))));
        Assert.Equal("Common.ChangedMeanwhile", await Ending.OfAsync(() => own.ReplaceAsync(refused.Version - 1, new ReplaceIdentity(null, new Upload("a.pdf", People.Pdf)))));
        await own.ReplaceAsync(refused.Version, new ReplaceIdentity(null, new Upload("anew.pdf", People.Pdf)));

        var anew = (await own.FindAsync())!;
        Assert.Equal((IdentityStatus.Waiting, "", refused.MaskedNumber), (anew.Status, anew.Reason, anew.MaskedNumber));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.NotEqual(first, await KeyOfAsync(boss, made));
        Assert.DoesNotContain(first, boss.KeysOnDisk);
        Assert.Single(boss.KeysOnDisk);

        await team.As<CustomerIdentityService>(team.Admin).VerifyAsync(made.OrganizationCode, anew.Version);
        boss.SignIn(AdminOf(made));
        await own.ReplaceAsync(anew.Version + 1, new ReplaceIdentity("91110108MA0000001D", null));
        Assert.Equal((IdentityStatus.Waiting, "911***********001D"), ((await own.FindAsync())!.Status, (await own.FindAsync())!.MaskedNumber));
        await using var db = boss.Db();
        Assert.Equal(3, await db.Notices.CountAsync(n => n.Kind == "IdentityToCheck" && n.MemberId == team.Admin.MemberId));
    }

    [Fact]
    public async Task What_staff_have_not_seen_they_do_not_verify()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var made = await boss.RegisterAsync(People.Company);
        var shown = Assert.Single((await ListAsync(team, CustomerIdentityQueries.Waiting)).Rows).Version;
        boss.SignIn(AdminOf(made));
        await boss.Get<OwnIdentityService>().ReplaceAsync(shown, new ReplaceIdentity(null, new Upload("another.pdf", People.Pdf)));

        Assert.Equal("Common.ChangedMeanwhile", await Ending.OfAsync(() => team.As<CustomerIdentityService>(team.Admin).VerifyAsync(made.OrganizationCode, shown)));
        var person = await boss.RegisterAsync(People.Individual);
        Assert.Equal("Organizations.IdentityWithoutDocument", await Ending.OfAsync(() => team.As<CustomerIdentityService>(team.Admin).VerifyAsync(person.OrganizationCode, 0)));
    }

    [Fact]
    public async Task Of_two_that_claim_a_number_staff_verify_the_one_and_refuse_the_other()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var squatter = await boss.RegisterAsync(People.Company with { Name = "冒名者" });
        var owner = await boss.RegisterAsync(Second);
        var rows = (await ListAsync(team, CustomerIdentityQueries.Waiting)).Rows;
        Assert.Equal([["示例科技有限公司"], ["冒名者"]], rows.Select(r => r.Rivals));

        var staff = team.As<CustomerIdentityService>(team.Admin);
        await staff.VerifyAsync(owner.OrganizationCode, 0);
        Assert.Equal("Organizations.NumberVerifiedElsewhere", await Ending.OfAsync(() => staff.VerifyAsync(squatter.OrganizationCode, 0)));
        await staff.RefuseAsync(squatter.OrganizationCode, 0, "号码属于另一家公司");

        // Whoever comes now asks the verified one.
        Assert.True((await boss.RegisterAsync(Second with { Phone = "13911110010", UserName = "third" })).Waits);
        await using var db = boss.Db();
        Assert.Equal(owner.OrganizationId, (await db.JoinClaims.SingleAsync()).BuyerId);

        // And what was verified by mistake can be given to the other.
        await staff.RefuseAsync(owner.OrganizationCode, (await staff.FindAsync(owner.OrganizationCode))!.Version, "证件不符");
        await staff.VerifyAsync(squatter.OrganizationCode, 1);
    }

    [Fact]
    public async Task A_number_that_another_sellers_customer_has_verified_is_verified_for_nobody_else()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (distributor, elsewhere) = await ElsewhereAsync(team);
        // Both were claimed before either was verified.
        var mine = await boss.RegisterAsync(People.Individual with { Document = new Upload("card.pdf", People.Pdf) });
        await boss.VerifyAsync(elsewhere.Id);

        Assert.Equal("Organizations.NumberVerifiedElsewhere", await Ending.OfAsync(() => team.As<CustomerIdentityService>(team.Admin).VerifyAsync(mine.OrganizationCode, 0)));
        // The list names no customer of another seller.
        Assert.Empty(Assert.Single((await ListAsync(team, CustomerIdentityQueries.Waiting)).Rows).Rivals);
        Assert.NotEqual(team.Root.Id, distributor.OrganizationId);
    }

    [Fact]
    public async Task Of_two_that_are_verified_at_once_one_is()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var codes = new[] { (await boss.RegisterAsync(People.Company)).OrganizationCode, (await boss.RegisterAsync(Second)).OrganizationCode };
        boss.SignIn(team.Admin);

        var answers = await Task.WhenAll(codes.Select(code => Task.Run(() => Ending.OfAsync(boss, services =>
            services.GetRequiredService<CustomerIdentityService>().VerifyAsync(code, 0)))));

        Assert.Equal(["", "Organizations.NumberVerifiedElsewhere"], answers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_registered_with_a_verified_number_reaches_its_Admin_only_through_staff()
    {
        var (team, made) = await VerifiedAsync();
        await using var boss = team.Boss;
        await boss.RegisterAsync(Second);
        boss.SignIn(AdminOf(made));
        Assert.Empty(await boss.Get<MemberQueries>().WaitingAsync());

        var claim = Assert.Single((await ClaimsAsync(team)).Rows);
        Assert.Equal(
            ("second", "采购二", "139****0009", "示例科技有限公司", "913***********0Y43", true, made.OrganizationCode),
            (claim.UserName, claim.Name, claim.MaskedPhone, claim.Typed, claim.MaskedNumber, claim.HasDocument, claim.CustomerCode));
        var joins = team.As<CustomerJoinService>(team.Admin);
        Assert.Equal(People.Company.CreditCode, await joins.RevealNumberAsync(claim.Id));
        var document = await joins.OpenDocumentAsync(claim.Id);
        Assert.Equal(("second-licence.pdf", "application/pdf"), (document.Name, document.ContentType));
        Assert.Equal(People.Pdf, document.Content);
        await joins.PassOnAsync(claim.Id);

        boss.SignIn(AdminOf(made));
        var waiting = Assert.Single(await boss.Get<MemberQueries>().WaitingAsync());
        var member = await boss.Get<MemberService>().AcceptAsync(waiting.Id, [Role.Buyer]);
        await using var db = boss.Db();
        Assert.Equal(made.OrganizationId, (await db.Members.SingleAsync(m => m.Id == member)).OrganizationId);
        var kept = await db.JoinClaims.SingleAsync();
        Assert.Equal(
            (JoinClaimStatus.PassedOn, team.Admin.Name, "", "", ""), (kept.Status, kept.DecidedBy.Name, kept.PasswordHash, kept.NumberProtected, kept.DocumentFileKey));
        Assert.Equal("采购二\n139****0009", (await db.Notices.SingleAsync(n => n.Kind == "JoinRequested" && n.MemberId == made.MemberId)).Args);
        Assert.Equal(
            [IdentityReader.NumberShown, IdentityReader.DocumentOpened, CustomerJoinService.PassedOn],
            await db.AuditEntries.Where(a => a.MemberId == team.Admin.MemberId && a.Subject == "JoinClaim second").OrderBy(a => a.Id).Select(a => a.Action).ToListAsync());
        Assert.Equal("Organizations.JoinDecided", await Ending.OfAsync(() => team.As<CustomerJoinService>(team.Admin).PassOnAsync(claim.Id)));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Single(boss.KeysOnDisk);
    }

    [Fact]
    public async Task Who_is_turned_away_by_staff_gets_the_reason_by_text_message_and_the_organization_hears_nothing()
    {
        var (team, made) = await VerifiedAsync();
        await using var boss = team.Boss;
        await boss.RegisterAsync(Second);
        var claim = Assert.Single((await ClaimsAsync(team)).Rows);
        var joins = team.As<CustomerJoinService>(team.Admin);
        Assert.Equal("Common.TextTooLong", await Ending.OfAsync(() => joins.RefuseAsync(claim.Id, new string('长', JoinClaim.MaxReason + 1))));

        await joins.RefuseAsync(claim.Id, "执照与姓名无关");

        var sms = (await boss.SmsToAsync(SecondPhone))[^1];
        Assert.Equal((SmsTemplate.JoinRefused, "执照与姓名无关"), (sms.Template, sms.Parameters["reason"]));
        boss.SignIn(AdminOf(made));
        Assert.Empty(await boss.Get<MemberQueries>().WaitingAsync());
        await using var db = boss.Db();
        Assert.False(await db.Notices.AnyAsync(n => n.Kind == "JoinRequested"));
        // And may ask again.
        Assert.True((await boss.RegisterAsync(Second)).Waits);
    }

    [Fact]
    public async Task Nobody_joins_by_a_number_that_is_not_verified_any_more()
    {
        var (team, made) = await VerifiedAsync();
        await using var boss = team.Boss;
        await boss.RegisterAsync(Second);
        await boss.RegisterAsync(Second with { Phone = "13911110010", UserName = "third" });
        await boss.PassOnAsync("13911110010");
        var staff = team.As<CustomerIdentityService>(team.Admin);
        await staff.RefuseAsync(made.OrganizationCode, (await staff.FindAsync(made.OrganizationCode))!.Version, "证件不符");

        var claim = (await ClaimsAsync(team)).Rows[0];
        Assert.Equal("Organizations.JoinUnverified", await Ending.OfAsync(() => team.As<CustomerJoinService>(team.Admin).PassOnAsync(claim.Id)));
        boss.SignIn(AdminOf(made));
        var waiting = Assert.Single(await boss.Get<MemberQueries>().WaitingAsync());
        Assert.Equal("Organizations.JoinUnverified", await Ending.OfAsync(() => boss.Get<MemberService>().AcceptAsync(waiting.Id, [Role.Buyer])));
    }

    [Fact]
    public async Task Two_windows_of_staff_pass_somebody_on_once()
    {
        var (team, _) = await VerifiedAsync();
        await using var boss = team.Boss;
        await boss.RegisterAsync(Second);
        var claim = Assert.Single((await ClaimsAsync(team)).Rows);

        var answers = await Ending.OfAllAsync<CustomerJoinService>(boss, 3, service => service.PassOnAsync(claim.Id));

        Assert.Equal(["", "Organizations.JoinDecided", "Organizations.JoinDecided"], answers.Order(StringComparer.Ordinal));
        await using var db = boss.Db();
        Assert.Equal(1, await db.JoinRequests.CountAsync());
    }

    [Fact]
    public async Task A_phone_waits_once_however_many_windows_ask()
    {
        var (team, _) = await VerifiedAsync();
        await using var boss = team.Boss;
        var proofs = new[] { await boss.ProveAsync(SecondPhone), await boss.ProveAsync(SecondPhone), await boss.ProveAsync(SecondPhone) };

        var answers = await Task.WhenAll(proofs.Select((proof, i) => Task.Run(() => Ending.OfAsync(boss, services =>
            services.GetRequiredService<RegistrationService>().RegisterAsync(Second with { UserName = $"window-{i}" }, proof)))));

        Assert.Equal(["", "Organizations.JoinWaiting", "Organizations.JoinWaiting"], answers.Order(StringComparer.Ordinal));
        Assert.Equal(2, boss.KeysOnDisk.Count);
    }

    [Fact]
    public async Task R_ISO_1_another_sellers_staff_never_see_any_of_it_and_a_sub_distributors_own_do()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (other, elsewhere) = await ElsewhereAsync(team);
        await boss.VerifyAsync(elsewhere.Id);
        await boss.RegisterAsync(People.Individual with { Phone = SecondPhone, UserName = "second", Document = new Upload("card.pdf", People.Pdf) });

        var claim = Assert.Single((await team.As<CustomerIdentityQueries>(other).ClaimsAsync(SalesTeam.Ask())).Rows);
        Assert.Equal(elsewhere.Code, Assert.Single((await team.As<CustomerIdentityQueries>(other).ListAsync(SalesTeam.Ask())).Rows).Code);
        Assert.Empty((await ClaimsAsync(team)).Rows);
        Assert.Empty((await ListAsync(team, "")).Rows);
        var (identities, joins) = (team.As<CustomerIdentityService>(team.Admin), boss.Get<CustomerJoinService>());
        await Assert.ThrowsAsync<NotFoundException>(() => identities.VerifyAsync(elsewhere.Code, 2));
        await Assert.ThrowsAsync<NotFoundException>(() => identities.RefuseAsync(elsewhere.Code, 2, "x"));
        await Assert.ThrowsAsync<NotFoundException>(() => joins.PassOnAsync(claim.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => joins.RefuseAsync(claim.Id, "x"));
        await Assert.ThrowsAsync<NotFoundException>(() => joins.RevealNumberAsync(claim.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => joins.OpenDocumentAsync(claim.Id));

        await team.As<CustomerJoinService>(other).PassOnAsync(claim.Id);
        await using var db = boss.Db();
        Assert.Equal(elsewhere.Id, (await db.JoinRequests.SingleAsync()).OrganizationId);
        Assert.False(await db.Notices.AnyAsync(n => n.MemberId == team.Admin.MemberId));
    }

    [Theory]
    [InlineData(Role.Operations)]
    [InlineData(Role.Sales)]
    [InlineData(Role.Finance)]
    [InlineData(Role.Maintenance)]
    public async Task Nobody_but_an_Admin_of_the_seller_decides(Role role)
    {
        var (team, made) = await VerifiedAsync();
        await using var boss = team.Boss;
        await boss.RegisterAsync(Second);
        var claim = Assert.Single((await ClaimsAsync(team)).Rows);
        foreach (var actor in new[] { await boss.Given.MemberAsync(team.Root, role), AdminOf(made) })
        {
            boss.SignIn(actor);
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerIdentityService>().RefuseAsync(made.OrganizationCode, 3, "x"));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerIdentityService>().VerifyAsync(made.OrganizationCode, 3));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerIdentityQueries>().ListAsync(SalesTeam.Ask()));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerIdentityQueries>().ClaimsAsync(SalesTeam.Ask()));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerJoinService>().PassOnAsync(claim.Id));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerJoinService>().RefuseAsync(claim.Id, "x"));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<CustomerJoinService>().OpenDocumentAsync(claim.Id));
        }

        boss.SignIn(new Actor(made.MemberId, made.OrganizationId, OrganizationKind.Customer, "联系人", new HashSet<Role> { Role.Buyer }));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<OwnIdentityService>().ReplaceAsync(3, new ReplaceIdentity("91110108MA0000001D", null)));
    }

    private static async Task<(SalesTeam Team, Registered Made)> VerifiedAsync()
    {
        var team = await SalesTeam.StartAsync();
        var made = await team.Boss.RegisterAsync(People.Company);
        await team.As<CustomerIdentityService>(team.Admin).VerifyAsync(made.OrganizationCode, 0);
        return (team, made);
    }

    /// <summary>A distributor below the root with a customer of its own that has the number of <see cref="People.Individual"/>, and the distributor's Admin.</summary>
    private static async Task<(Actor Admin, Organization Customer)> ElsewhereAsync(SalesTeam team)
    {
        var boss = team.Boss;
        var distributor = await boss.Given.DistributorAsync(team.Root);
        var customer = await boss.Given.CustomerAsync(distributor);
        var hash = boss.Get<IdentityNumbers>().HashOf(IdentityKind.Individual, People.Individual.IdNumber!);
        await using var db = boss.Db();
        db.Add(new OrganizationIdentity(new Parties(distributor.Id, customer.Id), IdentityKind.Individual, hash, boss.Get<SecretProtector>().Protect("x"), "some-file", boss.Now));
        await db.SaveChangesAsync();
        return (await boss.Given.MemberAsync(distributor, Role.Admin), customer);
    }

    private static Task<Page<IdentityRow>> ListAsync(SalesTeam team, string status) =>
        team.As<CustomerIdentityQueries>(team.Admin).ListAsync(SalesTeam.Ask(("status", status)));

    private static Task<Page<JoinClaimRow>> ClaimsAsync(SalesTeam team) =>
        team.As<CustomerIdentityQueries>(team.Admin).ClaimsAsync(SalesTeam.Ask(("status", "Waiting")));

    private static Actor AdminOf(Registered made) =>
        new(made.MemberId, made.OrganizationId, OrganizationKind.Customer, "联系人", new HashSet<Role> { Role.Admin, Role.Buyer });

    private static async Task<string> KeyOfAsync(TestKBoss boss, Registered made)
    {
        await using var db = boss.Db();
        return await db.OrganizationIdentities.Where(i => i.BuyerId == made.OrganizationId).Select(i => i.DocumentFileKey).SingleAsync();
    }
}
