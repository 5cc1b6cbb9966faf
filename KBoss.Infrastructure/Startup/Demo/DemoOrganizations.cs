using System.Text;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>An account of the demo data, as the development sign-in page lists it.</summary>
public sealed record DemoAccount(string UserName, string Phone, string Name, OrganizationKind Kind, Role Role);

/// <summary>The root distributor with one member for each role, and two customers that came through registration like everybody else.</summary>
public sealed class DemoOrganizations(
    KBossDbContextFactory contexts, RegistrationService registration, IPasswordHasher<Member> hasher, TimeProvider time) : IDemoStep
{
    public const string RootName = "开元云";
    public const string RootCode = "kaiyuan";

    /// <summary>The one password of all demo accounts; they exist in Development only.</summary>
    public const string Password = "kboss2026";

    internal static readonly DemoAccount Company = new("company", "13800000011", "采购专员", OrganizationKind.Customer, Role.Buyer);
    private static readonly DemoAccount Person = new("person", "13800000012", "个人客户", OrganizationKind.Customer, Role.Buyer);

    private static readonly DemoAccount[] Staff =
    [
        new("admin", "13800000001", "管理员", OrganizationKind.Distributor, Role.Admin),
        new("finance", "13800000002", "财务", OrganizationKind.Distributor, Role.Finance),
        new("sales", "13800000003", "销售", OrganizationKind.Distributor, Role.Sales),
        new("operations", "13800000004", "运营", OrganizationKind.Distributor, Role.Operations),
        new("maintenance", "13800000005", "运维", OrganizationKind.Distributor, Role.Maintenance),
    ];

    /// <summary>The document of every demo customer: one page that says that it is a sample.</summary>
    internal static byte[] Document { get; } = SamplePdf("SAMPLE DOCUMENT");

    /// <summary>Every demo account, for the sign-in page and the README.</summary>
    public static IReadOnlyList<DemoAccount> Accounts { get; } = [.. Staff, Company, Person];

    public async Task SeedAsync(CancellationToken ct)
    {
        await SeedRootAsync(ct);
        await RegisterAsync(Company, new Registration(
            IdentityKind.Company, "示例科技有限公司", null, "91110108MA01A2B3CF", new Upload("licence.pdf", Document), Company.Name,
            Company.UserName, Company.Phone, Password, Password, Consent: true), ct);
        await RegisterAsync(Person, new Registration(
            IdentityKind.Individual, Person.Name, "110101199003074290", null, new Upload("card.pdf", Document), null,
            Person.UserName, Person.Phone, Password, Password, Consent: true), ct);
        await ConsentAsync(ct);
    }

    /// <summary>Demo data of an earlier version stays usable: nobody who tries the application is asked for consent by its demo accounts.</summary>
    private Task ConsentAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var phones = Accounts.Append(DemoCustomers.SecondSales).Concat(DemoDistributor.Accounts).Select(a => a.Phone).ToList();
        foreach (var member in await db.Members.Where(m => phones.Contains(m.Phone) && m.Status == MemberStatus.Active).ToListAsync(ct))
        {
            if (!member.HasConsentedTo(UserAgreement.Version))
            {
                member.Consent(UserAgreement.Version, time.UtcNow());
            }
        }

        await db.SaveChangesAsync(ct);
    }, ct);

    private async Task SeedRootAsync(CancellationToken ct)
    {
        var password = hasher.HashPassword(null!, Password);
        await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var root = await RootOrganization.EnsureAsync(db, RootName, RootCode, time.UtcNow(), ct);
            var known = await db.Members.Where(m => m.OrganizationId == root.Id).Select(m => m.UserName).ToListAsync(ct);
            foreach (var account in Staff.Where(a => !known.Contains(a.UserName)))
            {
                var member = new Member(root.Id, account.UserName, account.Phone, account.Name, time.UtcNow());
                member.Give(account.Role, root.Kind);
                member.ChangePassword(password);
                member.Consent(UserAgreement.Version, time.UtcNow());
                db.Add(member);
            }

            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static byte[] SamplePdf(string text)
    {
        var draw = $"BT /F1 24 Tf 60 320 Td ({text}) Tj ET";
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 480 640]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            $"<</Length {draw.Length}>>stream\n{draw}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ];
        var pdf = "%PDF-1.4\n";
        var table = "0000000000 65535 f \n";
        foreach (var (body, number) in objects.Select((o, i) => (o, i + 1)))
        {
            table += $"{pdf.Length:D10} 00000 n \n";
            pdf += $"{number} 0 obj{body}endobj\n";
        }

        return Encoding.ASCII.GetBytes($"{pdf}xref\n0 {objects.Length + 1}\n{table}trailer<</Size {objects.Length + 1}/Root 1 0 R>>\nstartxref\n{pdf.Length}\n%%EOF\n");
    }

    private async Task RegisterAsync(DemoAccount account, Registration input, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        if (!await db.Members.AnyAsync(m => m.UserName == account.UserName, ct))
        {
            await registration.RegisterDemoAsync(input, ct);
        }
    }
}
