using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Organizations;

public sealed class RegistrationServiceTests
{
    [Fact]
    public async Task R_ORG_1_the_first_member_of_an_organization_is_its_Admin_and_may_buy()
    {
        await using var boss = await StartAsync();

        var made = await boss.RegisterAsync(People.Company);

        await using var db = boss.Db();
        var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.OrganizationId == made.OrganizationId);
        Assert.Equal([Role.Admin, Role.Buyer], member.Roles.Select(r => r.Role).Order());
        Assert.Equal((made.MemberId, "联系人", MemberStatus.Active), (member.Id, member.Name, member.Status));
        Assert.Equal((UserAgreement.Version, (DateTime?)boss.Now), (member.ConsentVersion, member.ConsentAt));
        Assert.NotEmpty(member.SecurityStamp);
    }

    [Fact]
    public async Task R_ORG_2_without_an_invite_code_it_is_a_public_customer_of_the_root_distributor_with_an_empty_wallet()
    {
        await using var boss = await StartAsync();

        var made = await boss.RegisterAsync(People.Individual);

        await using var db = boss.Db();
        var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
        var organization = await db.Organizations.SingleAsync(o => o.Id == made.OrganizationId);
        var customer = await db.Customers.SingleAsync();
        var wallet = await db.Wallets.SingleAsync();
        Assert.Equal((OrganizationKind.Customer, "个人客户", (long?)root.Id), (organization.Kind, organization.Name, organization.SellerId));
        Assert.Matches("^c[2-9a-z]{7}$", organization.Code);
        Assert.True(customer.IsPublic);
        Assert.Equal((root.Id, organization.Id, "13911110001"), (customer.SellerId, customer.BuyerId, customer.Phone));
        Assert.Equal((root.Id, organization.Id, 0m), (wallet.SellerId, wallet.BuyerId, wallet.Balance));
    }

    [Fact]
    public async Task The_number_is_encrypted_and_the_licence_can_be_read_back()
    {
        await using var boss = await StartAsync();

        var made = await boss.RegisterAsync(People.Company);

        await using var db = boss.Db(made.OrganizationId);
        var identity = await db.OrganizationIdentities.SingleAsync();
        Assert.DoesNotContain(People.Company.CreditCode!, identity.NumberProtected + identity.NumberHash, StringComparison.Ordinal);
        Assert.Equal(People.Company.CreditCode, boss.Get<SecretProtector>().Unprotect(identity.NumberProtected));
        var (file, content) = await boss.Get<FileStore>().ReadAsync(db, identity.DocumentFileKey);
        Assert.Equal("application/pdf", file.ContentType);
        Assert.Equal(People.Pdf, content);
    }

    [Fact]
    public async Task A_second_registration_with_a_verified_number_waits_for_staff_however_it_is_written()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var staff = await boss.Given.MemberAsync(root, Role.Admin);
        await boss.Given.MemberAsync(root, Role.Operations);
        var first = await boss.RegisterAsync(People.Company);
        await boss.VerifyAsync(first.OrganizationId);

        var again = People.Company with { Name = "示例科技", CreditCode = " 91350100m000100y43 ", Phone = "13911110009", UserName = "another", Contact = "采购二" };
        var second = await boss.RegisterAsync(again);
        var third = await Assert.ThrowsAsync<RuleException>(() => boss.RegisterAsync(again));

        Assert.Equal((true, 0L, ""), (second.Waits, second.OrganizationId, second.OrganizationCode));
        Assert.Equal("Organizations.JoinWaiting", third.Code);
        // Nobody keeps the one that waits out by taking its user name meanwhile.
        var taken = await Assert.ThrowsAsync<RuleException>(() => boss.RegisterAsync(People.Individual with { Phone = "13911110008", UserName = "Another" }));
        Assert.Equal("Organizations.UserNameTaken", taken.Code);
        await using var db = boss.Db();
        Assert.Equal(1, await db.Customers.CountAsync());
        Assert.Equal(1, await db.Members.CountAsync(m => m.OrganizationId != root.Id));
        Assert.False(await db.JoinRequests.AnyAsync());
        var claim = await db.JoinClaims.SingleAsync();
        Assert.Equal(
            (root.Id, first.OrganizationId, "采购二", "示例科技", JoinClaimStatus.Waiting),
            (claim.OrganizationId, claim.BuyerId, claim.Name, claim.OrganizationName, claim.Status));
        Assert.Equal(root.Id, (await db.StoredFiles.SingleAsync(f => f.Key == claim.DocumentFileKey)).OrganizationId);
        var notice = await db.Notices.SingleAsync(n => n.Kind == "JoinToCheck");
        Assert.Equal((staff.MemberId, "采购二\n139****0009\n示例科技"), (notice.MemberId, notice.Args));
        Assert.Equal("示例科技有限公司", (await db.Notices.SingleAsync(n => n.Kind == "IdentityToCheck")).Args);
        Assert.Equal(2, await db.Notices.CountAsync());
    }

    [Theory]
    [InlineData("+86 139-1111-0001", "139 1111 0001")]
    [InlineData("１３９１１１１０００１", "(86) 13911110001")]
    public async Task A_phone_and_a_number_are_the_same_from_the_code_to_the_account_however_they_are_spelled(string asked, string given)
    {
        await using var boss = await StartAsync();
        var registration = boss.Get<RegistrationService>();

        var proof = await registration.SendCodeAsync(asked);
        Assert.Equal(("13911110001", proof), (proof.Phone, await registration.SendCodeAsync(given, proof)));
        await registration.GiveCodeAsync(proof, "　" + await boss.CodeOnAsync("13911110001"));
        var made = await registration.RegisterAsync(
            People.Individual with { Phone = given, IdNumber = "１１０１０１ 19900307 4290", Document = new Upload("card.pdf", People.Pdf) }, proof);
        await boss.VerifyAsync(made.OrganizationId);

        Assert.True((await boss.RegisterAsync(People.Individual with { UserName = "second", Phone = "13911110002", IdNumber = "110101-19900307-4290" })).Waits);
        await using var db = boss.Db();
        Assert.Equal("13911110001", (await db.Members.SingleAsync()).Phone);
    }

    [Fact]
    public async Task A_number_that_nobody_has_verified_belongs_to_nobody_and_each_that_claims_it_gets_an_organization()
    {
        await using var boss = await StartAsync();
        var first = await boss.RegisterAsync(People.Company);
        var second = await boss.RegisterAsync(People.Company with { Phone = "13911110009", UserName = "another" });

        Assert.False(second.Waits);
        Assert.NotEqual(first.OrganizationId, second.OrganizationId);
        await using var db = boss.Db();
        Assert.Single((await db.OrganizationIdentities.ToListAsync()).Select(i => i.NumberHash).Distinct());
        Assert.False(await db.JoinClaims.AnyAsync());
        Assert.False(await db.JoinRequests.AnyAsync());
    }

    [Fact]
    public async Task Without_the_code_on_the_phone_nothing_is_registered_and_nothing_told()
    {
        await using var boss = await StartAsync();
        await boss.RegisterAsync(People.Company);
        var registration = boss.Get<RegistrationService>();
        var asked = await registration.SendCodeAsync(People.Individual.Phone);
        var other = await boss.ProveAsync("13911110033");

        foreach (var proof in new[] { null, asked, other, new AskedPhone(other.CodeId, People.Individual.Phone!, boss.Now), new AskedPhone(0, "13911110001", boss.Now) })
        {
            // The user name is taken, which only whoever has proven a phone is told.
            var refusal = await Assert.ThrowsAsync<RuleException>(() => registration.RegisterAsync(People.Individual with { UserName = "contact" }, proof));
            Assert.Equal(("Organizations.PhoneNotProven", "phone"), (refusal.Code, refusal.Field));
        }

        await registration.GiveCodeAsync(asked, await boss.CodeOnAsync("13911110001"));
        Assert.Equal("Organizations.UserNameTaken", (await Assert.ThrowsAsync<RuleException>(
            () => registration.RegisterAsync(People.Individual with { UserName = "contact" }, asked))).Code);
        // What was refused has not used the proof up.
        await registration.RegisterAsync(People.Individual, asked);
        Assert.Equal("Organizations.PhoneProofSpent", (await Assert.ThrowsAsync<RuleException>(
            () => registration.RegisterAsync(People.Individual, asked))).Code);
    }

    [Fact]
    public async Task A_proof_holds_for_two_hours()
    {
        await using var boss = await StartAsync();
        var (early, late) = (await boss.ProveAsync("13911110001"), await boss.ProveAsync("13911110003"));
        var registration = boss.Get<RegistrationService>();

        boss.Time.Advance(RegistrationCode.ProofLifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(RegistrationStep.Details, await registration.StepAsync(early));
        await registration.RegisterAsync(People.Individual, early);
        boss.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RegistrationStep.Phone, await registration.StepAsync(late));
        var input = People.Individual with { Phone = "13911110003", UserName = "late" };
        Assert.Equal("Organizations.PhoneNotProven", (await Assert.ThrowsAsync<RuleException>(() => registration.RegisterAsync(input, late))).Code);
    }

    [Fact]
    public async Task That_a_phone_has_an_account_is_told_to_whoever_holds_it_and_to_nobody_else()
    {
        await using var boss = await StartAsync();
        await boss.RegisterAsync(People.Company);
        var registration = boss.Get<RegistrationService>();

        var (known, unknown) = (await registration.SendCodeAsync(People.Company.Phone), await registration.SendCodeAsync("13911110044"));
        Assert.Equal(known.NextAt, unknown.NextAt);
        Assert.Equal((RegistrationStep.Code, RegistrationStep.Code), (await registration.StepAsync(known), await registration.StepAsync(unknown)));
        Assert.Equal(SmsTemplate.RegisterCode, (await boss.SmsToAsync(People.Company.Phone!))[^1].Template);

        await registration.GiveCodeAsync(known, await boss.CodeOnAsync(known.Phone));
        Assert.Equal(RegistrationStep.HasAccount, await registration.StepAsync(known));
    }

    [Fact]
    public async Task Of_several_windows_that_ask_at_once_one_gets_a_code_and_ten_are_sent_in_a_day()
    {
        await using var boss = await StartAsync();
        var answers = await Ending.OfAllAsync<RegistrationService>(boss, 4, service => service.SendCodeAsync("13911110001"));

        Assert.Equal(["", "Messaging.CodeTooSoon", "Messaging.CodeTooSoon", "Messaging.CodeTooSoon"], answers.Order(StringComparer.Ordinal));
        for (var i = 1; i < OneTimeCode.MaxPerDay; i++)
        {
            boss.Time.Advance(OneTimeCode.Pause);
            await boss.Get<RegistrationService>().SendCodeAsync("13911110001");
        }

        boss.Time.Advance(OneTimeCode.Pause);
        Assert.Equal("Messaging.CodeTooMany", await Ending.OfAsync(() => boss.Get<RegistrationService>().SendCodeAsync("13911110001")));
        Assert.Equal(OneTimeCode.MaxPerDay, (await boss.SmsToAsync("13911110001")).Count);
    }

    [Fact]
    public async Task A_strangers_codes_for_the_same_phone_neither_replace_nor_use_up_the_owners()
    {
        await using var boss = await StartAsync();
        var registration = boss.Get<RegistrationService>();
        var mine = await registration.SendCodeAsync("13911110001");
        var code = await boss.CodeOnAsync("13911110001");
        boss.Time.Advance(OneTimeCode.Pause);
        var strangers = await registration.SendCodeAsync("13911110001");
        for (var i = 0; i < OneTimeCode.MaxWrongTries; i++)
        {
            await Ending.OfAsync(() => registration.GiveCodeAsync(strangers, "nothing"));
        }

        // The code of one browser is none of the other's, and proves nothing there.
        Assert.Equal("Messaging.CodeClosed", await Ending.OfAsync(() => registration.GiveCodeAsync(strangers, code)));
        await registration.GiveCodeAsync(mine, code);
        Assert.Equal((RegistrationStep.Details, RegistrationStep.Code), (await registration.StepAsync(mine), await registration.StepAsync(strangers)));
    }

    [Fact]
    public async Task Codes_leave_after_a_day_with_the_phones_of_who_never_registered()
    {
        await using var boss = await StartAsync();
        await boss.ProveAsync("13911110001");
        boss.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        await boss.ProveAsync("13911110003");

        Assert.Equal(1, await boss.Get<RegistrationCodes>().RemoveOldAsync(TestContext.Current.CancellationToken));

        await using var db = boss.Db();
        Assert.Equal("13911110003", (await db.RegistrationCodes.SingleAsync()).Phone);
    }

    [Fact]
    public async Task A_phone_that_registers_twice_at_once_gets_one_account()
    {
        await using var boss = await StartAsync();
        var (one, two) = (await boss.ProveAsync("13911110001"), await boss.ProveAsync("13911110001"));
        AskedPhone[] proofs = [one, one, two, two];
        var answers = await Ending.OfAllAsync(boss, proofs.Length, (services, i) =>
            services.GetRequiredService<RegistrationService>().RegisterAsync(People.Individual with { UserName = $"window-{i}" }, proofs[i]));

        Assert.Single(answers, "");
        Assert.All(answers.Where(a => a.Length > 0), a => Assert.Contains(a, new[] { "Organizations.PhoneTaken", "Organizations.PhoneProofSpent" }));
        await using var db = boss.Db();
        Assert.Equal(1, await db.Members.CountAsync());
        Assert.Equal(1, await db.Customers.CountAsync());
    }

    [Fact]
    public async Task A_phone_or_user_name_in_use_is_refused_and_leaves_nothing_behind()
    {
        await using var boss = await StartAsync();
        await boss.RegisterAsync(People.Company);

        var phone = await Assert.ThrowsAsync<RuleException>(() => boss.RegisterAsync(People.Individual with { Phone = People.Company.Phone }));
        var name = await Assert.ThrowsAsync<RuleException>(() => boss.RegisterAsync(People.Individual with { UserName = " ConTact " }));

        Assert.Equal(("Organizations.PhoneTaken", "phone"), (phone.Code, phone.Field));
        Assert.Equal(("Organizations.UserNameTaken", "user-name"), (name.Code, name.Field));
        foreach (var alike in new[] { "ｃｏｎｔａｃｔ", "ᴄontact", "соntасt" })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.RegisterAsync(People.Individual with { UserName = alike }));
            Assert.Contains(refusal.Code, new[] { "Organizations.UserNameTaken", "Organizations.UserNameMixed", "Organizations.UserNameInvalid" });
        }

        var spelled = await Assert.ThrowsAsync<RuleException>(() => boss.RegisterAsync(People.Individual with { Phone = "+86 139-1111-0002" }));
        Assert.Equal("Organizations.PhoneTaken", spelled.Code);
        await using var db = boss.Db();
        Assert.Equal(2, await db.Organizations.CountAsync());
    }

    [Fact]
    public async Task Of_several_registrations_of_a_verified_number_at_once_none_makes_an_organization()
    {
        await using var boss = await StartAsync();
        var first = await boss.RegisterAsync(People.Individual with { Document = new Upload("card.pdf", People.Pdf), Phone = "13911110099", UserName = "first" });
        await boss.VerifyAsync(first.OrganizationId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            try
            {
                var made = await boss.RegisterAsync(People.Individual with { Phone = $"1391111100{i}", UserName = $"individual-{i}" });
                return made.Waits ? "waits" : "";
            }
            catch (RuleException refusal)
            {
                return refusal.Code;
            }
        }));

        Assert.Equal(["waits", "waits", "waits", "waits"], answers);
        await using var db = boss.Db();
        Assert.Equal((1, 4), (await db.Customers.CountAsync(), await db.JoinClaims.CountAsync()));
    }

    public static TheoryData<string, byte[]?, string?> Licences => new()
    {
        { "an executable under a PDF's name", [0x4D, 0x5A, 0x90, 0x00, 0x03, 0x00], "Common.FileTypeRefused" },
        { "a Linux executable", [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01], "Common.FileTypeRefused" },
        { "a page with a script", "<html><script>alert(1)</script>"u8.ToArray(), "Common.FileTypeRefused" },
        { "an empty file", [], "Common.FileEmpty" },
        { "no file", null, "Common.FileEmpty" },
        { "six megabytes", [.. People.Pdf, .. new byte[6 * 1024 * 1024]], "Common.FileTooLarge" },
        { "a PDF", People.Pdf, null },
        { "a JPEG", [0xFF, 0xD8, 0xFF, 0xE0, 0x00], null },
        { "a PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00], null },
    };

    [Theory]
    [MemberData(nameof(Licences))]
    public async Task A_licence_is_known_by_its_content(string what, byte[]? content, string? refusal)
    {
        await using var boss = await TestKBoss.StartAsync();
        var input = People.Company with { Document = content is null ? null : new Upload("licence.pdf", content) };

        var refusals = boss.Get<RegistrationService>().Check(input);

        Assert.True(refusals.Select(r => r.Code).SequenceEqual(refusal is null ? [] : [refusal]), what);
        Assert.All(refusals, r => Assert.Equal("licence", r.Field));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_each_at_its_field()
    {
        await using var boss = await TestKBoss.StartAsync();
        var empty = new Registration(IdentityKind.Company, "", "", "", null, "", "", "", "", "x", Consent: false);

        var refusals = boss.Get<RegistrationService>().Check(empty);

        Assert.Equal(
            ["consent", "contact", "credit-code", "licence", "name", "password", "password-repeat", "phone", "user-name"],
            refusals.Select(r => r.Field).Order());
    }

    private static async Task<TestKBoss> StartAsync()
    {
        var boss = await TestKBoss.StartAsync();
        await boss.Given.RootAsync();
        return boss;
    }
}
