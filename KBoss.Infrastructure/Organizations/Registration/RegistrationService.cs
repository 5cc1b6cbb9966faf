using System.Security.Cryptography;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>
/// What a new customer fills in. A person gives <see cref="IdNumber"/>, and as <see cref="Document"/> a photo of the ID card or nothing;
/// a company gives <see cref="CreditCode"/>, its licence as <see cref="Document"/>, and <see cref="Contact"/>, the name of who registers.
/// <see cref="InviteCode"/> comes from a salesperson, or is left empty.
/// </summary>
public sealed record Registration(
    IdentityKind Kind, string? Name, string? IdNumber, string? CreditCode, Upload? Document, string? Contact,
    string? UserName, string? Phone, string? Password, string? PasswordRepeat, bool Consent, string Language = "zh-CN", string? InviteCode = null);

/// <summary>
/// What registration made: the organization's code for signing in as <c>user@code</c>, and its first member. A join request made neither: it
/// says nothing of the organization, and <see cref="WaitsForAdmin"/> is true.
/// </summary>
public sealed record Registered(long OrganizationId, string OrganizationCode, long MemberId)
{
    public static Registered Waiting { get; } = new(0, "", 0) { WaitsForAdmin = true };

    public bool WaitsForAdmin { get; private init; }
}

/// <summary>Makes a customer organization of whoever registers. There is nobody signed in yet, so it works across organizations.</summary>
public sealed class RegistrationService(
    KBossDbContextFactory contexts, IInvitations invitations, IEnumerable<IRegistrationStep> steps, SecretProtector secrets, FileStore files,
    IPasswordRules passwords, IPasswordHasher<Member> hasher, TimeProvider time)
{
    // Without the letters and digits that are taken for one another.
    private const string CodeAlphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>
    /// Everything that is wrong with what was filled in, each at its field; empty when it can be registered, as far as can be told without asking the
    /// database.
    /// </summary>
    public IReadOnlyList<RuleException> Check(Registration input) => Check(input, time.UtcNow());

    private List<RuleException> Check(Registration input, DateTime now)
    {
        var refusals = new List<RuleException>();
        Try(() => Require.Text(input.Name, "name", input.Kind == IdentityKind.Company ? 100 : 50));
        if (input.Kind == IdentityKind.Company)
        {
            Try(() => IdentityNumber.Company(input.CreditCode));
            Try(() => UploadType.Document(input.Document?.Content, "licence"));
            Try(() => Require.Text(input.Contact, "contact", 50));
        }
        else
        {
            Try(() => IdentityNumber.Person(input.IdNumber, now));
            if (input.Document is { } photo)
            {
                Try(() => UploadType.Document(photo.Content, "id-photo"));
            }
        }

        Try(() => Member.UserNameOf(input.UserName));
        Try(() => Member.PhoneOf(input.Phone));
        Try(() => passwords.Demand(input.Password, input.UserName, input.Phone, input.Name, input.Contact));
        Try(() => passwords.DemandSame(input.Password, input.PasswordRepeat));
        if (!input.Consent)
        {
            refusals.Add(new RuleException("Organizations.ConsentNeeded") { Field = "consent" });
        }

        return refusals;

        void Try(Action demand)
        {
            try
            {
                demand();
            }
            catch (RuleException refusal)
            {
                refusals.Add(refusal);
            }
        }
    }

    /// <summary>
    /// Registers a customer of the salesperson whose invite code it brings, or else a public customer of the root distributor [R-ORG-2], with its
    /// first member as Admin and Buyer [R-ORG-1], its identity and an empty wallet, in one transaction. A number that is registered makes no second
    /// organization: it becomes a join request, and that organization's Admins are told. Refuses what <see cref="Check"/> finds, a phone or user
    /// name in use (<c>Organizations.PhoneTaken</c>, <c>Organizations.UserNameTaken</c>), a person that waits already
    /// (<c>Organizations.JoinWaiting</c>), and an invite code that cannot be used, with the reason.
    /// </summary>
    public async Task<Registered> RegisterAsync(Registration input, CancellationToken ct = default)
    {
        var now = time.UtcNow();
        if (Check(input, now) is [var first, ..])
        {
            throw first;
        }

        var number = input.Kind == IdentityKind.Company ? IdentityNumber.Company(input.CreditCode) : IdentityNumber.Person(input.IdNumber, now);
        var numberHash = secrets.Hash($"identity:{input.Kind}:{number}");
        // Outside the transaction: hashing is slow by design, and others wait to write.
        var passwordHash = hasher.HashPassword(null!, input.Password!);
        using var drafts = files.Draft();
        var document = await DraftAsync(drafts, input, ct);
        return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            await DemandNewAsync(db, input, ct);
            if (await db.OrganizationIdentities.FirstOrDefaultAsync(i => i.NumberHash == numberHash, ct) is { } existing)
            {
                // Who deletes the organization at this moment is met here: nobody waits to join what is gone.
                db.Touch(existing);
                await AskToJoinAsync(db, existing.OrganizationId, input, passwordHash, ct);
                return Registered.Waiting;
            }

            var invitation = string.IsNullOrWhiteSpace(input.InviteCode) ? null : await invitations.UseAsync(db, input.InviteCode, db.Now, ct);
            var sellerId = invitation?.SellerId ?? await db.Organizations.Where(o => o.SellerId == null).Select(o => o.Id).FirstAsync(ct);
            var organization = Organization.CreateCustomer(input.Name!, NewCode(), sellerId, db.Now);
            db.Add(organization);
            await db.SaveChangesAsync(ct);

            var member = new Member(organization.Id, input.UserName!, input.Phone!, PersonOf(input)!, db.Now);
            member.Give(Role.Admin, organization.Kind);
            member.Give(Role.Buyer, organization.Kind);
            member.ChangePassword(passwordHash);
            member.Consent(UserAgreement.Version, db.Now);
            member.Speak(input.Language);
            db.Add(member);
            db.Add(new OrganizationIdentity(organization.Id, input.Kind, numberHash, secrets.Protect(number), document?.Keep(db, organization.Id).Key ?? ""));
            foreach (var step in steps)
            {
                step.Add(db, new NewCustomer(organization, sellerId, member, invitation));
            }

            await db.SaveChangesAsync(ct);
            return new Registered(organization.Id, organization.Code, member.Id);
        }, ct);
    }

    /// <summary>Writes the document, if there is one; a registration that makes no organization does not keep it.</summary>
    private static async Task<FileDraft?> DraftAsync(FileDrafts drafts, Registration input, CancellationToken ct)
    {
        if (input.Document is not { Content: var content })
        {
            return null;
        }

        var type = UploadType.Document(content, "document");
        return await drafts.AddAsync(IdentityReader.NameOf(input.Kind, type), type, content, ct);
    }

    private static string? PersonOf(Registration input) => input.Kind == IdentityKind.Company ? input.Contact : input.Name;

    private static async Task AskToJoinAsync(KBossDbContext db, long organizationId, Registration input, string passwordHash, CancellationToken ct)
    {
        var request = new JoinRequest(
            organizationId, input.UserName, input.Phone, PersonOf(input), passwordHash, UserAgreement.Version, input.Language, db.Now);
        if (await db.JoinRequests.AnyAsync(r => r.OrganizationId == organizationId && r.Phone == request.Phone && r.Status == JoinStatus.Waiting, ct))
        {
            throw new RuleException("Organizations.JoinWaiting");
        }

        db.Add(request);
        var admins = await db.Members
            .Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => r.Role == Role.Admin))
            .Select(m => m.Id).ToListAsync(ct);
        db.AddRange(admins.Select(admin => new Notice(
            organizationId, admin, "JoinRequested", "", [request.Name, Masked.Phone(request.Phone)], db.Now)));
        await db.SaveChangesAsync(ct);
    }

    private static async Task DemandNewAsync(KBossDbContext db, Registration input, CancellationToken ct)
    {
        var phone = Member.PhoneOf(input.Phone);
        if (await db.Members.AnyAsync(m => m.Phone == phone && m.Status != MemberStatus.Deregistered, ct))
        {
            throw new RuleException("Organizations.PhoneTaken") { Field = "phone" };
        }

        // Of the same name in another organization, the older account could no longer sign in by the bare name.
        var userName = UserNames.Key(Member.UserNameOf(input.UserName));
        if (await db.Members.AnyAsync(m => m.UserNameKey == userName && m.Status != MemberStatus.Deregistered, ct))
        {
            throw new RuleException("Organizations.UserNameTaken") { Field = "user-name" };
        }
    }

    private static string NewCode() => "c" + RandomNumberGenerator.GetString(CodeAlphabet, 7);
}
