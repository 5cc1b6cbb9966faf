using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>
/// What staff found of the demo customers, and what waits for them: two that sign in are verified, one number is claimed by two, one is refused, and
/// somebody wants to join.
/// </summary>
public sealed class DemoIdentities(
    KBossDbContextFactory contexts, IdentityNumbers numbers, SecretProtector secrets, FileStore files, IPasswordHasher<Member> hasher, TimeProvider time) : IDemoStep
{
    private const string Claimed = "91110108MA0000003K";

    public async Task SeedAsync(CancellationToken ct)
    {
        if (await IsThereAsync(ct))
        {
            return;
        }

        var password = hasher.HashPassword(null!, DemoOrganizations.Password);
        using var drafts = files.Draft();
        var documents = new List<FileDraft>();
        for (var i = 0; i < 4; i++)
        {
            documents.Add(await drafts.AddAsync(IdentityReader.NameOf(IdentityKind.Company, "application/pdf"), "application/pdf", DemoOrganizations.Document, ct));
        }

        await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var admin = await db.Members.FirstAsync(m => m.UserName == "admin", ct);
            var by = new By(admin.Id, admin.Name);
            foreach (var identity in await db.OrganizationIdentities.Where(i => i.DocumentFileKey != "").ToListAsync(ct))
            {
                identity.Verify(by, db.Now);
            }

            await ClaimAsync("demo-07", Claimed, documents[0]);
            await ClaimAsync("demo-08", Claimed, documents[1]);
            (await ClaimAsync("demo-09", "91110108MA0000004N", documents[2])).Refuse("执照照片不清晰，请重新上传", by, db.Now);

            var company = await db.OrganizationIdentities.FirstAsync(i => db.Members.Any(m => m.OrganizationId == i.BuyerId && m.UserName == "company"), ct);
            db.Add(new JoinClaim(
                company.Parties, new Applicant("waiting", "13800000021", "采购二", password, UserAgreement.Version, "zh-CN"), "示例科技有限公司", company.Kind,
                company.NumberProtected, documents[3].Keep(db, company.SellerId).Key, time.UtcNow()));
            await db.SaveChangesAsync(ct);

            async Task<OrganizationIdentity> ClaimAsync(string code, string number, FileDraft document)
            {
                var organization = await db.Organizations.FirstAsync(o => o.Code == code, ct);
                var identity = new OrganizationIdentity(
                    new Parties(organization.SellerId!.Value, organization.Id), IdentityKind.Company, numbers.HashOf(IdentityKind.Company, number),
                    secrets.Protect(number), document.Keep(db, organization.Id).Key, db.Now);
                db.Add(identity);
                return identity;
            }
        }, ct);
    }

    private async Task<bool> IsThereAsync(CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.OrganizationIdentities.AnyAsync(i => i.Status != IdentityStatus.Waiting, ct);
    }
}
