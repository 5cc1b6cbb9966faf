using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Organizations.Registration;
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

        var made = await boss.Get<RegistrationService>().RegisterAsync(People.Company);

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

        var made = await boss.Get<RegistrationService>().RegisterAsync(People.Individual);

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

        var made = await boss.Get<RegistrationService>().RegisterAsync(People.Company);

        await using var db = boss.Db(made.OrganizationId);
        var identity = await db.OrganizationIdentities.SingleAsync();
        Assert.DoesNotContain(People.Company.CreditCode!, identity.NumberProtected + identity.NumberHash, StringComparison.Ordinal);
        Assert.Equal(People.Company.CreditCode, boss.Get<SecretProtector>().Unprotect(identity.NumberProtected));
        var (file, content) = await boss.Get<FileStore>().ReadAsync(db, identity.DocumentFileKey);
        Assert.Equal("application/pdf", file.ContentType);
        Assert.Equal(People.Pdf, content);
    }

    [Fact]
    public async Task A_second_registration_with_the_same_number_becomes_a_join_request_however_it_is_written()
    {
        await using var boss = await StartAsync();
        var registration = boss.Get<RegistrationService>();
        var first = await registration.RegisterAsync(People.Company);

        var again = People.Company with { CreditCode = " 91350100m000100y43 ", Phone = "13911110009", UserName = "another", Contact = "采购二" };
        var second = await registration.RegisterAsync(again);
        var third = await Assert.ThrowsAsync<RuleException>(() => registration.RegisterAsync(again));

        Assert.Equal((true, 0L, ""), (second.WaitsForAdmin, second.OrganizationId, second.OrganizationCode));
        Assert.Equal("Organizations.JoinWaiting", third.Code);
        await using var db = boss.Db();
        Assert.Equal(1, await db.Customers.CountAsync());
        Assert.Equal(1, await db.Members.CountAsync());
        var request = await db.JoinRequests.SingleAsync();
        Assert.Equal((first.OrganizationId, "采购二", JoinStatus.Waiting), (request.OrganizationId, request.Name, request.Status));
        var notice = await db.Notices.SingleAsync();
        Assert.Equal((first.MemberId, "JoinRequested", "采购二\n139****0009", ""), (notice.MemberId, notice.Kind, notice.Args, notice.Subject));
    }

    [Fact]
    public async Task A_phone_or_user_name_in_use_is_refused_and_leaves_nothing_behind()
    {
        await using var boss = await StartAsync();
        var registration = boss.Get<RegistrationService>();
        await registration.RegisterAsync(People.Company);

        var phone = await Assert.ThrowsAsync<RuleException>(() => registration.RegisterAsync(People.Individual with { Phone = People.Company.Phone }));
        var name = await Assert.ThrowsAsync<RuleException>(() => registration.RegisterAsync(People.Individual with { UserName = " ConTact " }));

        Assert.Equal(("Organizations.PhoneTaken", "phone"), (phone.Code, phone.Field));
        Assert.Equal(("Organizations.UserNameTaken", "user-name"), (name.Code, name.Field));
        foreach (var alike in new[] { "ｃｏｎｔａｃｔ", "ᴄontact", "соntасt" })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => registration.RegisterAsync(People.Individual with { UserName = alike }));
            Assert.Contains(refusal.Code, new[] { "Organizations.UserNameTaken", "Organizations.UserNameMixed", "Organizations.UserNameInvalid" });
        }

        var spelled = await Assert.ThrowsAsync<RuleException>(() => registration.RegisterAsync(People.Individual with { Phone = "+86 139-1111-0002" }));
        Assert.Equal("Organizations.PhoneTaken", spelled.Code);
        await using var db = boss.Db();
        Assert.Equal(2, await db.Organizations.CountAsync());
    }

    [Fact]
    public async Task Of_several_registrations_of_one_number_at_once_one_makes_the_organization_and_the_others_ask_to_join()
    {
        await using var boss = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            await using var window = boss.NewScope();
            try
            {
                var made = await window.ServiceProvider.GetRequiredService<RegistrationService>()
                    .RegisterAsync(People.Individual with { Phone = $"1391111100{i}", UserName = $"individual-{i}" });
                return made.WaitsForAdmin ? "waits" : "";
            }
            catch (RuleException refusal)
            {
                return refusal.Code;
            }
        }));

        Assert.Single(answers, "");
        Assert.Equal(3, answers.Count(a => a == "waits"));
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
